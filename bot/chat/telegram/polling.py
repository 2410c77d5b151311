"""Asking Telegram for updates, again and again, whatever it answers; and giving up when it answers nothing for long."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Sequence

from telegram import Update
from telegram.error import Conflict, NetworkError, RetryAfter, TelegramError
from telegram.ext import ExtBot

from bot.chat.telegram.lines import Slot
from bot.core.errors import N_, TelegramTrouble

log = logging.getLogger(__name__)

UPDATES = [Update.MESSAGE, Update.CALLBACK_QUERY, Update.MY_CHAT_MEMBER]
"""The kinds of updates that the bot wants. Edited messages are none: what was answered once acts no more."""

LONG_POLL = 10
"""Seconds that Telegram may keep a call open until there is an update (Bot API, getUpdates, `timeout`)."""

FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0
"""Seconds between a call that failed and the next: twice as long each time."""

DEAF = 600.0
"""Seconds without one accepted answer after which a supervisor had better start the process anew."""


class Deaf(TelegramTrouble):
    """Telegram accepted no call for updates for ten minutes."""

    sentence = N_("Telegram has accepted no call for messages for ten minutes.")
    step = N_("Start the bot again; if that does not help, `morning-reads check` says what is wrong.")


class Polling:
    """Puts updates into a queue. No refusal ends it: a server that restarts answers 401 or 404 for a moment."""

    def __init__(
        self,
        bot: ExtBot[Slot],
        put: Callable[[object], Awaitable[None]],
        *,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._bot = bot
        self._put = put
        self._sleep = sleep
        self._clock = clock
        self._offset: int | None = None
        self._passed = 0
        """The first update behind those that could not be read."""

    async def run(self) -> None:
        """Poll for ever. Raises Deaf once no call was accepted for ten minutes."""
        accepted, pause, webhook = self._clock(), FIRST_PAUSE, True
        while True:
            try:
                if webhook:
                    await self._bot.delete_webhook()
                    webhook = False
                updates = await self._updates(LONG_POLL)
            except TelegramError as error:
                if self._clock() - accepted >= DEAF:
                    raise Deaf() from None
                _warn(error, pause)
                await self._sleep(_asked(error) or pause)
                pause = min(pause * 2, LONGEST_PAUSE)
                continue
            accepted, pause = self._clock(), FIRST_PAUSE
            for update in updates:
                await self._put(update)
                self._offset = update.update_id + 1
            self._offset = max(self._offset or 0, self._passed) or None

    async def confirm(self) -> None:
        """Tell Telegram which updates were taken, or it would bring the last ones once more."""
        try:
            await self._updates(0)
        except TelegramError as error:
            log.warning("the last updates could not be confirmed: %s", type(error).__name__)

    async def _updates(self, seconds: int) -> Sequence[Update]:
        try:
            return await self._bot.get_updates(self._offset, timeout=seconds, allowed_updates=UPDATES)
        except (LookupError, TypeError, ValueError, AttributeError):
            return await self._readable()

    async def _readable(self) -> Sequence[Update]:
        """Those of the waiting updates that the library can read: one that it cannot would come again for ever.

        The method's name in other letters is the same to Telegram; in its own, the library would read what comes.
        """
        wanted = {"offset": self._offset, "allowed_updates": UPDATES}
        found: object = await self._bot.do_api_request("getupdates", wanted)
        if not isinstance(found, list):
            raise NetworkError("an answer without updates")
        read: list[Update] = []
        for one in found:
            try:
                read.append(Update.de_json(one, self._bot))
            except (LookupError, TypeError, ValueError, AttributeError) as error:
                number = one.get("update_id") if isinstance(one, dict) else None
                log.error("update %s is passed over, it cannot be read: %s", number, type(error).__name__)
                if isinstance(number, int):
                    self._passed = number + 1
        return read


def _asked(error: TelegramError) -> float:
    """Seconds that Telegram itself asks for."""
    return error._retry_after.total_seconds() if isinstance(error, RetryAfter) else 0.0


def _warn(error: TelegramError, pause: float) -> None:
    if isinstance(error, Conflict):
        log.error("another program polls with the same bot token: stop one of them")
    else:
        log.warning("Telegram cannot be polled: %s. Trying again in %.0f s.", type(error).__name__, pause)
