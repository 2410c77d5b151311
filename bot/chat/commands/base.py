"""What a command is, and what its handler is given."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, time
from zoneinfo import ZoneInfo

from bot.accounts import Accounts
from bot.backfills import Backfills
from bot.chat.commands.asker import Asker
from bot.collect import Collect
from bot.core.days import wechat_today
from bot.core.message import Button, Message
from bot.core.ports import ALL, Archive, Aside, Clock
from bot.delivery import Delivery
from bot.exchange.making import Workshop
from bot.lists import Lists
from bot.people import Audit, People, clean
from bot.preferences import Preferences
from bot.render import Renderer
from bot.reports import Composer
from bot.reports.buttons import FURTHER, further, tail
from bot.subscriptions import Subscriptions


@dataclass(frozen=True, slots=True)
class House:
    """The rooms that commands may enter."""

    accounts: Accounts
    archive: Archive
    collect: Collect
    backfills: Backfills
    composer: Composer
    renderer: Renderer
    people: People
    subscriptions: Subscriptions
    delivery: Delivery
    clock: Clock
    aside: Callable[[], Awaitable[Sequence[Aside]]]
    """What of the store could not be read."""
    workshop: Workshop
    """Where files are made."""
    at: time
    """When a chat gets its digest unless it chose otherwise."""
    preferences: Preferences
    """What chats chose."""
    lists: Lists
    """What was listed last in chats."""
    language: str
    """Of chats that chose none."""
    audit: Audit
    bot_name: Callable[[], str]
    """How the bot is called where links lead to it; empty where none do."""

    @property
    def today(self) -> date:
        """WeChat's date."""
        return wechat_today(self.clock.now())

    async def note(self, asker: Asker, what: str, /, **params: str) -> None:
        """Write down who changed what here."""
        await self.audit.add(asker.person, clean(asker.name), asker.chat, clean(asker.title), what, **params)

    def scope(self, asker: Asker, words: Words) -> str:
        """Whose figures are asked for: of the account that the words name, else what the chat chose, else of all.

        What a chat chose that is not there any more counts for nothing.
        """
        chosen = self.preferences.of(asker.chat).scope
        return words.scope or (chosen if chosen and chosen in self.accounts else ALL)

    def in_full(self, asker: Asker) -> bool:
        """Whether he is told what only admins are told: a group reads along."""
        return self.people.admin(asker.person) and not asker.group

    def tail(self, scope: str) -> str:
        """An account as a button names it; what a chat chose may be another tomorrow, so of several all are named."""
        return tail(scope, len(self.accounts))

    def further(self, asker: Asker, line: str, told: int, left: int) -> tuple[tuple[Button, ...], ...]:
        """Under a list that did not fit, a button to the rest of it; none if nothing is left."""
        label = self.renderer.text(FURTHER, asker.language).format(n=left)
        return ((Button(f"{label} ▶", f"{line}{further(told)}"),),) if left > 0 else ()

    def language_of(self, chat: int) -> str:
        """The language that a chat chose, else the program's."""
        return self.preferences.of(chat).language or self.language

    def hour_of(self, chat: int) -> time:
        """The hour of digests that a chat chose, else the program's."""
        return self.preferences.of(chat).at or self.at

    def zone_of(self, chat: int, topic: int = 0) -> ZoneInfo:
        """The zone in which a chat is told hours: the one that it chose, else that of its digests, else the program's.

        `/settings zone` is a chat's own word, and its digests follow; where it said none, a digest that it wished for
        in another zone tells where it lives.
        """
        chosen = self.preferences.of(chat).zone_info
        return chosen or self.digest_zone(chat, topic)

    def digest_zone(self, chat: int, topic: int = 0) -> ZoneInfo:
        """The zone of what comes to a chat and topic by itself; where nothing does, of what would come."""
        here = self.subscriptions.here(chat, topic)
        return here[0].zone_info if here else self.preferences.of(chat).zone_info or self.composer.zone


@dataclass(frozen=True, slots=True)
class Words:
    """What stands behind a command: `@key` apart from the rest."""

    rest: tuple[str, ...] = ()
    scope: str | None = None

    def paged(self) -> tuple[Words, int]:
        """The same words and, of `@all+45`, how many things of a list are left out in front."""
        found = _FURTHER.fullmatch(self.scope or "")
        return (replace(self, scope=ALL), int(found[1])) if found else (self, 0)

    @property
    def text(self) -> str:
        """The rest as typed."""
        return " ".join(self.rest)


_FURTHER = re.compile(rf"{ALL}\+([0-9]{{1,5}})")


@dataclass(frozen=True, slots=True)
class Command:
    """One word that people can say."""

    name: str
    usage: str
    help: str
    answer: Callable[[House, Asker, Words], AsyncIterator[Message]]
    """Yields Messages: a later one takes the place of the earlier; none is a deliberate silence."""
    chat_only: bool = False
    """Whether it makes no sense on a command line, where nothing can be pushed."""
    acts: bool = False
    """Whether it changes something; then only the person's own words will do."""
    admins: bool = False
    """Whether only the bot's admins may say it; others do not see it listed."""
    aliases: tuple[str, ...] = ()
    """Further words for it, in any language."""
    listed: bool = True
    """Whether menu and help show it."""
    example: str = ""
    """A line that somebody might type, where what is typed behind the name is not plain from the usage."""
