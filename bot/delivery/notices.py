"""What admins are told by the bot itself: once per streak, and once when it is over."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.core.errors import ClockApart, MorningReadsError
from bot.core.message import Message
from bot.core.ports import Sender
from bot.i18n import say
from bot.people import People
from bot.render import Renderer

log = logging.getLogger(__name__)

LANGUAGE = "en"


@dataclass
class Notices:
    """Lines to the admins' private chats. An admin who never wrote to the bot cannot be reached; the log has it all."""

    sender: Sender
    people: People
    renderer: Renderer
    _apart: bool = field(default=False)

    async def about_clock(self, apart: Mapping[str, ClockApart]) -> None:
        """That our clock is wrong, or right again: which accounts' last calls were refused for it."""
        if bool(apart) is self._apart:
            return
        self._apart = bool(apart)
        await self._tell(next(iter(apart.values()), None))

    async def _tell(self, error: MorningReadsError | None) -> None:
        words = say(error, LANGUAGE) if error else None
        text = self.renderer.page("notice", LANGUAGE, words=words)
        for admin in sorted(self.people.admins):
            outcome = await self.sender.send(admin, Message(text))
            log.info("notice to admin %s: %s", admin, type(outcome).__name__)
