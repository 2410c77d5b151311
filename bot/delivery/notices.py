"""What admins are told by the bot itself: once per streak of failures, and once when it is over.

A streak is kept on a shelf, so that a restart neither repeats it nor takes it for over.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from bot.collect.health import Health, Standing, kind_of
from bot.core.days import at_china, wechat_today
from bot.core.errors import (
    ClockApart,
    MorningReadsError,
    NoLongerServed,
    NotUnderstood,
    OperatorNeeded,
    QuotaUsedUp,
    RetrySoon,
    StoreTrouble,
    TokenRejected,
    WeChatTrouble,
)
from bot.core.message import Message
from bot.core.outcomes import Later, Outcome, Withdrawn
from bot.core.ports import ALL, Clock, Sender, Shelf
from bot.i18n import say
from bot.people import People
from bot.render import Renderer
from bot.subscriptions import Subscriptions

log = logging.getLogger(__name__)

PATIENCE = timedelta(minutes=15)
"""So long WeChat may be out of reach before anybody is told."""

TOLD = (OperatorNeeded, QuotaUsedUp, TokenRejected, NoLongerServed, ClockApart, NotUnderstood, RetrySoon)
"""What admins are told of WeChat. That a day is not finished yet is no failure."""

CLOCK, STORE, CHAT, REFUSAL, DIGEST, ACCOUNT = "clock", "store", "chat", "refusal", "digest", "account"
"""What a streak is about."""


@dataclass(frozen=True, slots=True)
class Streak:
    """Failures of one kind that were not followed by a success."""

    about: str
    subject: str
    """Whose: an account's name, a chat's id, a scope; empty where there is only one."""
    since: datetime
    sentence: str
    step: str
    parts: tuple[tuple[str, str], ...] = ()
    """The calls that failed; each leaves when it goes through."""
    of_the_day: bool = False
    """Whether a new WeChat day ends it for all of them: its calls are counted anew."""
    told: tuple[int, ...] = ()
    over: bool = False
    told_over: tuple[int, ...] = ()


def _to_json(streak: Streak) -> dict[str, Any]:
    return asdict(streak) | {"since": streak.since.isoformat()}


def _from_json(thing: Mapping[str, Any]) -> Streak:
    parts = tuple((str(account), str(endpoint)) for account, endpoint in thing["parts"])
    lists = {"parts": parts, "told": tuple(thing["told"]), "told_over": tuple(thing["told_over"])}
    return Streak(**{**thing, **lists, "since": datetime.fromisoformat(thing["since"])})


@dataclass
class Notices:
    """Lines to the admins' private chats. An admin who never wrote to the bot cannot be reached; the log has it all."""

    sender: Sender
    people: People
    renderer: Renderer
    shelf: Shelf
    health: Health
    names: Mapping[str, str]
    """Accounts' names by key."""
    subscriptions: Subscriptions
    clock: Clock
    language: str
    _unkept: dict[str, Streak] = field(default_factory=dict)
    """Streaks that the store would not take: of the store itself."""

    def __post_init__(self) -> None:
        self._looking = asyncio.Lock()

    def whose(self, streak: Streak) -> str:
        """What a streak is about, as admins read it: an account by its name, a chat by its title and number."""
        of_a_chat = streak.about in (CHAT, REFUSAL) and streak.subject.removeprefix("-").isdecimal()
        return self.people.called(int(streak.subject)) if of_a_chat else streak.subject

    def open(self) -> list[Streak]:
        """The streaks that are not over, the oldest first."""
        return sorted((s for s in self._streaks().values() if not s.over), key=lambda streak: streak.since)

    async def begin(self, about: str, subject: str, error: MorningReadsError) -> None:
        """Something failed that is not WeChat's matter; more of the same adds nothing."""
        key = f"{about}|{subject}"
        if key not in self._streaks() or self._streaks()[key].over:
            await self._keep(key, self._new(about, subject, error))

    async def end(self, about: str, subject: str) -> None:
        """It went well again."""
        key = f"{about}|{subject}"
        streak = self._streaks().get(key)
        if streak is not None and not streak.over:
            await self._keep(key, replace(streak, over=True))

    async def move(self, about: str, old: str, new: str) -> None:
        """What it is about has another name now."""
        streak = self._streaks().get(f"{about}|{old}")
        if streak is not None:
            await self._keep(f"{about}|{new}", replace(streak, subject=new))
            await self._drop(f"{about}|{old}")

    async def look(self) -> None:
        """Begin and end the streaks of WeChat, and tell what is to be told; not twice at a time."""
        if self._looking.locked():
            return
        async with self._looking:
            await self._follow()
            for key, streak in self._streaks().items():
                await self._tell(key, streak)

    # ---- streaks ------------------------------------------------------------------------------------------------

    def _streaks(self) -> dict[str, Streak]:
        kept: dict[str, Streak] = {}
        for key, thing in self.shelf.items().items():
            with suppress(KeyError, TypeError, ValueError):  # what cannot be read begins anew
                kept[key] = _from_json(thing)
        return kept | self._unkept

    def _new(self, about: str, subject: str, error: MorningReadsError, parts: Iterable[tuple[str, str]] = ()) -> Streak:
        sentence, step = say(error, self.language)
        daily = isinstance(error, QuotaUsedUp)
        return Streak(about, subject, self.clock.now(), sentence, step, tuple(parts), of_the_day=daily)

    async def _follow(self) -> None:
        standing: dict[str, list[Standing]] = {}
        for one in self.health.standing():
            if self._worth_telling(one):
                standing.setdefault(_key(one), []).append(one)
        streaks = self._streaks()
        for key, ones in standing.items():
            parts = {(one.account, one.endpoint) for one in ones}
            held = streaks.get(key)
            if held is None or held.over:
                about, subject = _about(ones[0])
                await self._keep(
                    key, self._new(about, self.names.get(subject, subject), ones[0].trouble, sorted(parts))
                )
            elif not parts <= set(held.parts):
                await self._keep(key, replace(held, parts=tuple(sorted(parts | set(held.parts)))))
        for key, held in streaks.items():
            if self._forgotten(held):
                await self._drop(key)
            elif held.parts and not held.over and key not in standing:
                await self._maybe_over(key, held)

    def _forgotten(self, streak: Streak) -> bool:
        """Whether nobody waits for its end: the chat or the account is not served any more."""
        if streak.about in (CHAT, REFUSAL):
            wished = {str(s.chat) for s in self.subscriptions.all() if self.people.let_in(s.chat)}
            return streak.subject not in wished
        if streak.about == DIGEST:
            return streak.subject not in (ALL, *self.names)
        return bool(streak.parts) and all(account not in self.names for account, _ in streak.parts)

    def _worth_telling(self, one: Standing) -> bool:
        if isinstance(one.trouble, RetrySoon) and one.last - one.since < PATIENCE:
            return False
        return isinstance(one.trouble, TOLD)

    async def _maybe_over(self, key: str, held: Streak) -> None:
        clock, since = held.about == CLOCK, held.since
        left = tuple(p for p in held.parts if not self.health.well_since(*p, since, of_yesterday=clock))
        if held.of_the_day and since < (today := at_china(wechat_today(self.clock.now()), 0)):
            left = () if any(self.health.well_since(*p, today) for p in held.parts) else held.parts
        if left != held.parts:
            await self._keep(key, replace(held, parts=left or held.parts, over=not left))

    async def _keep(self, key: str, streak: Streak) -> None:
        try:
            await self.shelf.put(key, _to_json(streak))
            self._unkept.pop(key, None)
        except StoreTrouble:
            self._unkept[key] = streak

    async def _drop(self, key: str) -> None:
        self._unkept.pop(key, None)
        with suppress(StoreTrouble):
            await self.shelf.drop(key)

    # ---- words --------------------------------------------------------------------------------------------------

    async def _tell(self, key: str, streak: Streak) -> None:
        admins = sorted(self.people.admins)
        heard = streak.told_over if streak.over else streak.told
        # Only who heard of it hears that it is over.
        waiting = [admin for admin in (streak.told if streak.over else admins) if admin not in heard]
        if waiting:
            text = self.renderer.page("notice", self.language, streak=streak, whose=self.whose(streak))
            ends = await asyncio.gather(*(self.sender.send(admin, Message(text)) for admin in waiting))
            reached = tuple(admin for admin, end in zip(waiting, ends, strict=True) if _ended(admin, end))
            await self._heard(key, streak, reached)
        elif streak.over:
            await self._drop(key)

    async def _heard(self, key: str, streak: Streak, reached: tuple[int, ...]) -> None:
        """Who was reached; what became of the streak meanwhile stays."""
        now = self._streaks().get(key)
        if now is None or now.since != streak.since or (streak.over and not now.over):
            return
        if not streak.over:
            await self._keep(key, replace(now, told=now.told + reached))
        elif set(streak.told) <= {*streak.told_over, *reached}:
            await self._drop(key)
        else:
            await self._keep(key, replace(now, told_over=now.told_over + reached))


def _ended(admin: int, outcome: Outcome) -> bool:
    """Whether a notice is not to be sent again: what may have arrived is not repeated, who is gone cannot be told."""
    log.info("notice to admin %s: %s", admin, type(outcome).__name__)
    return not isinstance(outcome, Later | Withdrawn)


def _about(one: Standing) -> tuple[str, str]:
    return (CLOCK, "") if isinstance(one.trouble, ClockApart) else (ACCOUNT, one.account)


def _key(one: Standing) -> str:
    about, subject = _about(one)
    return f"{about}|{subject}|{kind_of(one.trouble)}" if about == ACCOUNT else f"{about}|{subject}"


def concerning(error: BaseException) -> MorningReadsError:
    """What admins are told of an error that is not WeChat's."""
    if isinstance(error, MorningReadsError) and not isinstance(error, WeChatTrouble):
        return error
    return MorningReadsError()
