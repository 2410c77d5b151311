"""The same contracts in memory: for what needs no disk, and for tests."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TypeVar

from bot.core.days import Span
from bot.core.facts import Named, Reply
from bot.core.ports import DIGEST, DeliveryKey, DeliveryRow, Json, Mark, State
from bot.store.naming import merged
from bot.store.replies import mark_of
from bot.store.rows import ACTS_KEPT, CLAIMABLE, ENDED, order
from bot.store.values import dumps, loads

log = logging.getLogger(__name__)

T = TypeVar("T")


class MemoryArchive:
    """The port Archive."""

    def __init__(self) -> None:
        self._replies: dict[tuple[str, str, date], Reply] = {}
        self._names: dict[tuple[str, str], Named] = {}

    async def keep(self, replies: Sequence[Reply]) -> None:
        """Keep the replies, each in place of the one held."""
        self._replies |= {(r.account, r.endpoint, r.day): replace(r, body=loads(dumps(r.body))) for r in replies}

    async def held(self, account: str, endpoint: str, span: Span) -> Mapping[date, Reply]:
        """The replies held for the days of a span, oldest first."""
        found = ((day, self._replies.get((account, endpoint, day))) for day in span)
        return {day: reply for day, reply in found if reply is not None}

    async def each(self, account: str, endpoint: str, span: Span, make: Callable[[Reply], T]) -> Mapping[date, T]:
        """What is made of each of them."""
        return {day: make(reply) for day, reply in (await self.held(account, endpoint, span)).items()}

    async def marks(self, account: str, endpoint: str, span: Span) -> Mapping[date, Mark]:
        """What is known of the same replies, without their bodies."""
        return {day: mark_of(reply) for day, reply in (await self.held(account, endpoint, span)).items()}

    async def name(self, account: str, names: Mapping[str, Named]) -> None:
        """Keep how articles are called; None takes the place of nothing."""
        keys = {(account, msgid): name for msgid, name in names.items()}
        self._names |= {key: merged(self._names.get(key), name) for key, name in keys.items()}

    async def names(self, account: str, msgids: Collection[str]) -> Mapping[str, Named]:
        """How these articles are called, as far as it is held."""
        found = ((msgid, self._names.get((account, msgid))) for msgid in msgids)
        return {msgid: name for msgid, name in found if name is not None}

    async def days(self) -> int:
        """Of how many days a reply is held."""
        return len({day for _, _, day in self._replies})

    async def catalogue(self, account: str) -> Mapping[str, Named]:
        """How all articles of an account are called, by msgid."""
        return {msgid: name for (key, msgid), name in self._names.items() if key == account}


class MemoryShelf:
    """The port Shelf."""

    def __init__(self) -> None:
        self._things: dict[str, Json] = {}

    def get(self, key: str) -> Json | None:
        """The thing of that key, if there is one."""
        return self._things.get(key)

    def items(self) -> Mapping[str, Json]:
        """All things, by key, as they are now."""
        return dict(self._things)

    async def put(self, key: str, thing: Json) -> None:
        """Keep a thing."""
        self._things[key] = loads(dumps(thing))

    async def drop(self, key: str) -> None:
        """Forget a thing; none of that key is no error."""
        self._things.pop(key, None)


class MemoryLedger:
    """The port Ledger. No method waits for anything in its middle: each is one transaction."""

    def __init__(self) -> None:
        self._rows: dict[DeliveryKey, DeliveryRow] = {}
        self._acted: dict[int, None] = {}
        """In the order in which they acted."""
        self._folded: Counter[tuple[int, State]] = Counter()

    async def plan(self, rows: Sequence[DeliveryRow]) -> int:
        """Add rows whose key is not there yet; how many were new."""
        before = len(self._rows)
        for row in rows:
            self._rows.setdefault(row.key, row)
        return len(self._rows) - before

    async def get(self, key: DeliveryKey) -> DeliveryRow | None:
        """One row."""
        return self._rows.get(key)

    async def rows(
        self,
        *,
        states: Collection[State] = (),
        day: date | None = None,
        chat: int | None = None,
        untold: bool = False,
        shown: bool = False,
    ) -> list[DeliveryRow]:
        """The rows of these states (all, if none is given) whose period begins on `day`, oldest day first."""
        found = (
            row
            for row in self._rows.values()
            if (not states or row.state in states)
            and day in (None, row.key.first)
            and chat in (None, row.key.chat)
            and not (untold and row.told)
            and not (shown and row.shown is None)
        )
        return sorted(found, key=order)

    async def claim(self, key: DeliveryKey, *, attempt: int, update: int | None = None) -> bool:
        """Make a row `sending` and count one attempt, if it is claimable and at `attempt`; False if it is not."""
        row = self._rows.get(key)
        if row is None or row.state not in CLAIMABLE or row.attempts != attempt or update in self._acted:
            return False
        if update is not None:
            self._acted[update] = None
        self._rows[key] = replace(row, state=State.SENDING, attempts=attempt + 1)
        return True

    async def settle(self, row: DeliveryRow, was: DeliveryRow | None = None) -> bool:
        """Write how a row ended, if it still is as it `was`; for a key that is not there, a line in the log."""
        held = self._rows.get(row.key)
        if held is None:
            log.warning("the ledger has no row to settle as %s: %s", row.state, row.key)
        elif was is None or (held.state, held.attempts) == (was.state, was.attempts):
            self._rows[row.key] = row
            return True
        return False

    async def settle_dead(self) -> int:
        """Make every row left `sending` `uncertain`, digests owed a line at once; how many."""
        dead = await self.rows(states={State.SENDING})
        for row in dead:
            told = row.key.part != DIGEST
            self._rows[row.key] = replace(row, state=State.UNCERTAIN, told=told, told_attempts=0, told_next=None)
        return len(dead)

    async def move(self, old: int, new: int) -> int:
        """A chat has another id now: rewrite its keys; one whose new key is there stays; how many moved.

        Message numbers are the old chat's: in the new one they belong to other messages.
        """
        moved = 0
        for row in await self.rows(chat=old):
            key = replace(row.key, chat=new)
            if key not in self._rows:
                self._rows[key] = replace(self._rows.pop(row.key), key=key, message_id=None, shown=None)
                moved += 1
        if old != new:
            for state in State:
                self._folded[new, state] += self._folded.pop((old, state), 0)
        return moved

    async def fold(self, before: date) -> int:
        """Put away the ended rows whose period begins before a day, and all but the newest acts; how many rows."""
        ended = [row for row in await self.rows(states=ENDED) if row.key.first < before and row.told]
        for row in ended:
            del self._rows[row.key]
            self._folded[row.key.chat, row.state] += row.key.part == DIGEST
        for update in list(self._acted)[:-ACTS_KEPT]:
            del self._acted[update]
        return len(ended)

    async def folded(self, chat: int) -> Mapping[State, int]:
        """How many rows of a chat are put away, by how they ended."""
        return {state: number for state in State if (number := self._folded[chat, state])}
