"""Deny by default: who is let in is kept on a shelf, beside those whom the settings list."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection
from contextlib import suppress
from datetime import UTC, datetime, timedelta

from bot.core.errors import StoreTrouble
from bot.core.ports import Clock, Json, Shelf
from bot.people.entries import Entry, Role, from_json, to_json
from bot.people.invitations import Invitation, Invitations

log = logging.getLogger(__name__)

HINT_APART = timedelta(hours=1)

STRANGERS = 10_000
"""Strangers' chats that are remembered for the time between two lines."""

ANNOUNCED = 500
"""Strangers of whom it is kept that the admins were told of them."""

A_DAY = 10
"""Strangers of whom the admins are told in a day, at most."""

_IN, _ASKED, _MOVED, _NAMED = "in:", "asked:", "moved:", "named:"


class People:
    """`admins` are user ids, `chats` chat ids of the settings (a private chat's id is its person's)."""

    def __init__(
        self, admins: Collection[int], chats: Collection[int], shelf: Shelf, invitations: Invitations, clock: Clock
    ) -> None:
        self.founders = frozenset(admins)
        """The admins of the settings: for ever."""
        self.invitations = invitations
        invitations.may_invite = self.admin
        self.changed: Callable[[int], Awaitable[None]] | None = None
        """Told when somebody becomes an admin or is one no more."""
        self._chats = frozenset(chats)
        self._clock = clock
        self._hinted: dict[int, datetime] = {}
        """When strangers' chats got their line."""
        self._shelf = shelf
        self._parsed: dict[int, tuple[Json, Entry | None]] = {}
        self._one_at_a_time = asyncio.Lock()

    # ---- who is who ---------------------------------------------------------------------------------------------

    @property
    def admins(self) -> frozenset[int]:
        """Everybody who may do everything: those of the settings, and whom they made one."""
        return self.founders | {entry.id for entry in self.entries() if entry.role is Role.ADMIN}

    def admin(self, person: int) -> bool:
        """Whether a person may do everything."""
        entry = self.entry(person)
        return person in self.founders or (entry is not None and entry.role is Role.ADMIN)

    @property
    def listed_chats(self) -> frozenset[int]:
        """The chats of the settings."""
        return self._chats

    def listed(self, chat: int) -> bool:
        """Whether the settings let a chat in, by its id or by one that it had."""
        return chat in self._chats or self._former(chat) in self._chats

    def let_in(self, chat: int) -> bool:
        """Whether a chat may get digests: it is listed or was let in, or is the private chat of one who was."""
        return chat in self.founders or self.entry(chat) is not None or self.listed(chat)

    def may_ask(self, person: int, chat: int) -> bool:
        """Whether a person gets answers in a chat: every member of a chat that was let in, and admins."""
        return self.let_in(chat) or self.admin(person)

    def entry(self, whose: int) -> Entry | None:
        """How a person or chat was let in; None for strangers and for whom the settings list."""
        thing = self._shelf.get(f"{_IN}{whose}")
        if thing is None:
            return None
        known = self._parsed.get(whose)
        if known is None or known[0] is not thing:
            known = self._parsed[whose] = (thing, _read(whose, thing))
        return known[1]

    def entries(self) -> list[Entry]:
        """All who were let in, admins first, then the oldest first."""
        ids = [int(key.removeprefix(_IN)) for key in self._shelf.items() if key.startswith(_IN)]
        found = [entry for entry in map(self.entry, ids) if entry is not None]
        order = [Role.ADMIN, Role.READER, Role.GROUP]
        return sorted(found, key=lambda entry: (order.index(entry.role), entry.since))

    # ---- letting in -----------------------------------------------------------------------------------------------

    async def allow(self, entry: Entry) -> None:
        """Let somebody in, or change what he may do. Raises StoreTrouble."""
        async with self._one_at_a_time:
            await self._put_away_used()
            await self._keep(entry)

    async def deny(self, whose: int) -> Entry | None:
        """Let somebody in no more; his entry, if he was. His own invitations that are open end with it."""
        async with self._one_at_a_time:
            await self._put_away_used()
            entry = self.entry(whose)
            if entry is not None:
                await self._end_invitations_of(whose)
                await self._shelf.drop(f"{_IN}{whose}")
                await self._tell_changed(entry)
            return entry

    async def use(self, token: str, newcomer: Callable[[Invitation], Entry | None]) -> Invitation | None:
        """Let somebody in by an invitation, which is used up by that; None if it is none, or not for him.

        `newcomer` makes his entry. The entry bears the invitation's mark: writing it is the use, in one write. What
        follows only tidies up, and is done by the next who comes, should the process end between them.
        Raises StoreTrouble.
        """
        async with self._one_at_a_time:
            await self._put_away_used()
            invitation = self.invitations.valid(token)
            entry = newcomer(invitation) if invitation else None
            if invitation is None or entry is None:
                return None
            await self._keep(entry)
            await self.invitations.use_up(invitation, entry.since)
            return invitation

    async def _keep(self, entry: Entry) -> None:
        before = self.entry(entry.id)
        if before is not None and before.role is Role.ADMIN and entry.role is not Role.ADMIN:
            await self._end_invitations_of(entry.id)
        await self._shelf.put(f"{_IN}{entry.id}", to_json(entry))
        await self._tell_changed(entry)

    async def _put_away_used(self) -> None:
        for entry in self.entries():
            used = self.invitations.of(entry.invitation) if entry.invitation else None
            if used is not None and used.used is None:
                await self.invitations.use_up(used, entry.since)

    async def _end_invitations_of(self, person: int) -> None:
        for invitation in self.invitations.open():
            if invitation.by == person:
                await self.invitations.drop(invitation)

    async def _tell_changed(self, entry: Entry) -> None:
        if self.changed is not None and entry.role is not Role.GROUP:
            await self.changed(entry.id)

    # ---- chats that move, strangers ---------------------------------------------------------------------------------

    async def move(self, old: int, new: int) -> None:
        """A chat has another id now; it stays let in, as the settings list it or as it was let in."""
        former, thing = self._former(old), self._shelf.get(f"{_IN}{old}")
        if self.listed(old):  # of a stranger's nothing is kept
            await self._shelf.put(f"{_MOVED}{new}", {"from": old if former is None else former})
        if thing is not None:
            if self._shelf.get(f"{_IN}{new}") is None:
                await self._shelf.put(f"{_IN}{new}", {**thing, "id": new})
            await self._shelf.drop(f"{_IN}{old}")
        if (asked := self._shelf.get(f"{_ASKED}{old}")) is not None:
            await self._shelf.put(f"{_ASKED}{new}", asked)
            await self._shelf.drop(f"{_ASKED}{old}")
        if (named := self._shelf.get(f"{_NAMED}{old}")) is not None:
            await self._shelf.put(f"{_NAMED}{new}", named)
            await self._shelf.drop(f"{_NAMED}{old}")

    def _former(self, chat: int) -> int | None:
        moved = self._shelf.get(f"{_MOVED}{chat}")
        return int(moved["from"]) if moved else None

    def hint(self, chat: int) -> bool:
        """Whether a stranger's chat gets a line now: at most once an hour, whatever it says or brings."""
        now = self._clock.now()
        if chat in self._hinted and timedelta(0) <= now - self._hinted[chat] < HINT_APART:
            return False
        # Strangers cost a bounded piece of memory: who waited longest is forgotten first.
        if len(self._hinted) >= STRANGERS:
            self._hinted.pop(next(iter(self._hinted)))
        self._hinted.pop(chat, None)
        self._hinted[chat] = now
        return True

    async def announce(self, whose: int, name: str, *, channel: bool = False) -> bool:
        """Whether the admins are to be told of a stranger: of each once, and of a few in a day. Keeps his name.

        What strangers cost on disk is bounded: the oldest of them are forgotten.
        """
        key, now = f"{_ASKED}{whose}", self._clock.now().astimezone(UTC)
        asked = {k: str(thing.get("at", "")) for k, thing in self._shelf.items().items() if k.startswith(_ASKED)}
        yesterday = (now - timedelta(days=1)).isoformat()
        if key in asked or sum(yesterday < at <= now.isoformat() for at in asked.values()) >= A_DAY:
            return False
        for oldest in sorted(asked, key=lambda k: asked[k])[: max(0, len(asked) + 1 - ANNOUNCED)]:
            await self._shelf.drop(oldest)
        await self._shelf.put(key, {"at": now.isoformat(), "name": name, "channel": channel})
        return True

    def met(self, whose: int) -> bool:
        """Whether the bot has met a stranger whom it may greet once he is let in: in a channel it says nothing."""
        asked = self._shelf.get(f"{_ASKED}{whose}")
        return asked is not None and not asked.get("channel")

    def channel(self, whose: int) -> bool:
        """Whether a chat is known to be a channel, where nobody can say anything to the bot."""
        asked = self._shelf.get(f"{_ASKED}{whose}")
        return asked is not None and bool(asked.get("channel"))

    def name_of(self, whose: int) -> str:
        """How one who was let in is called, or a stranger of whom the admins were told; empty if it is not known."""
        now, entry, asked = (
            self._shelf.get(f"{_NAMED}{whose}"),
            self.entry(whose),
            self._shelf.get(f"{_ASKED}{whose}"),
        )
        if now is not None:
            return str(now.get("name", ""))
        return entry.name if entry else str(asked.get("name", "")) if asked else ""

    def called(self, whose: int) -> str:
        """A chat or person as admins read it: by name and number, or the number alone where no name is known."""
        name = self.name_of(whose)
        return f"{name} ({whose})" if name else str(whose)

    async def learn(self, whose: int, name: str) -> None:
        """How one who is let in is called now. Names are a help to read: if the store takes none, nothing is lost."""
        if name and self.let_in(whose) and name != self.name_of(whose):
            with suppress(StoreTrouble):
                await self._shelf.put(f"{_NAMED}{whose}", {"name": name})


def _read(whose: int, thing: Json) -> Entry | None:
    with suppress(KeyError, TypeError, ValueError):
        return from_json(thing)
    log.error("how %s was let in cannot be read: taken for a stranger", whose)
    return None
