"""Invitations: used once, by one; kept as a hash; ended by time, by hand and with whoever made them."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from bot.core.ports import Json
from bot.people import Entry, Invitation, Invitations, People, Role
from bot.people.invitations import LIFE, OPEN, PAST
from bot.store.memory import MemoryShelf
from tests.house import ADMIN, StandingClock, china

BOB, EVE = 20, 30


class DiedError(BaseException):
    """The process ended."""


@dataclass
class Disk:
    """Two shelves on one disk, and a process that dies at a write: before it is done, or just after."""

    chats: MemoryShelf = field(default_factory=MemoryShelf)
    invitations: MemoryShelf = field(default_factory=MemoryShelf)
    dies_at: int = -1
    after: bool = False
    writes: int = 0

    def write(self) -> None:
        self.writes += 1

    async def at(self, write: bool) -> None:
        """Called before and after each write."""
        await asyncio.sleep(0)  # somebody else may come in between
        if self.writes == self.dies_at and write is self.after:
            raise DiedError


class Frail(MemoryShelf):
    def __init__(self, disk: Disk, kept: MemoryShelf) -> None:
        self._things = kept._things
        self._disk = disk

    async def put(self, key: str, thing: Json) -> None:
        self._disk.write()
        await self._disk.at(False)
        await super().put(key, thing)
        await self._disk.at(True)

    async def drop(self, key: str) -> None:
        self._disk.write()
        await self._disk.at(False)
        await super().drop(key)
        await self._disk.at(True)


@dataclass
class Door:
    """Who is let in, over a disk that outlives the process."""

    disk: Disk = field(default_factory=Disk)
    clock: StandingClock = field(default_factory=lambda: StandingClock(china("2015-01-06 12:30")))
    admins: tuple[int, ...] = (ADMIN,)

    def __post_init__(self) -> None:
        self.invitations = Invitations(Frail(self.disk, self.disk.invitations), self.clock)
        self.people = People(self.admins, [], Frail(self.disk, self.disk.chats), self.invitations, self.clock)

    async def make(self, role: Role = Role.READER, by: int = ADMIN) -> str:
        return (await self.invitations.make(role, "", by, "Ann"))[0]

    async def use(self, token: str, person: int = BOB) -> bool:
        def newcomer(one: Invitation) -> Entry:
            return Entry(person, one.role, "Bob", self.clock.now(), one.by, one.by_name, one.mark)

        return await self.people.use(token, newcomer) is not None

    def restarted(self) -> Door:
        return Door(Disk(self.disk.chats, self.disk.invitations), self.clock)


async def test_an_invitation_lets_in_one_person_once() -> None:
    door = Door()
    token = await door.make()
    assert await door.use(token)
    assert not await door.use(token, EVE)
    assert door.people.let_in(BOB)
    assert not door.people.let_in(EVE)


async def test_of_two_who_use_it_at_once_one_comes_in() -> None:
    for _ in range(20):
        door = Door()
        token = await door.make()
        ends = await asyncio.gather(door.use(token, BOB), door.use(token, EVE))
        assert sorted(ends) == [False, True]
        assert [one.id for one in door.people.entries()] == [BOB if ends[0] else EVE]


@pytest.mark.parametrize("after", [False, True], ids=["before it is done", "just after"])
@pytest.mark.parametrize("write", [1, 2])
async def test_a_death_at_any_write_leaves_it_used_or_usable_and_never_both(write: int, after: bool) -> None:
    door = Door()
    token = await door.make()
    door.disk.dies_at, door.disk.after = door.disk.writes + write, after
    with pytest.raises(DiedError):
        await door.use(token)
    again = door.restarted()
    was_let_in = again.people.let_in(BOB)
    assert was_let_in is (write > 1 or after)
    assert await again.use(token, EVE) is not was_let_in
    assert again.people.let_in(EVE) is not was_let_in


async def test_one_who_came_in_by_it_and_was_denied_does_not_make_it_usable_again() -> None:
    door = Door()
    token = await door.make()
    door.disk.dies_at, door.disk.after = door.disk.writes + 1, True
    with pytest.raises(DiedError):
        await door.use(token)
    again = door.restarted()
    await again.people.deny(BOB)
    assert not await again.use(token, BOB)


async def test_it_ends_after_seven_days() -> None:
    door = Door()
    token, other = await door.make(), await door.make()
    door.clock.instant += LIFE - timedelta(seconds=1)
    assert await door.use(token)
    door.clock.instant += timedelta(seconds=1)
    assert not await door.use(other, EVE)
    assert door.invitations.open() == []


async def test_a_revoked_one_and_a_made_up_one_open_nothing() -> None:
    door = Door()
    token = await door.make()
    (held,) = door.invitations.open()
    assert door.invitations.named(held.short) == held
    assert door.invitations.named(held.mark[:5]) is None, "too short to be meant"
    await door.invitations.drop(held)
    assert door.invitations.named(held.short) is None
    assert not await door.use(token)
    assert not await door.use("x" * 22)
    assert not await door.use(held.mark), "what the store keeps opens nothing"
    assert not await door.use("\ud800")


async def test_the_store_holds_no_token_and_a_link_can_carry_it() -> None:
    door = Door()
    tokens = [await door.make() for _ in range(50)]
    kept = str(door.disk.invitations.items())
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{16,64}", token) and token not in kept for token in tokens)
    assert len(set(tokens)) == 50


async def test_invitations_end_with_whoever_made_them() -> None:
    door = Door()
    assert await door.use(await door.make(Role.ADMIN))
    token, other = await door.make(by=BOB), await door.make(by=ADMIN)
    await door.people.deny(BOB)
    assert not await door.use(token, EVE)
    assert await door.use(other, EVE)


async def test_they_end_too_when_their_maker_is_an_admin_no_more() -> None:
    door = Door()
    assert await door.use(await door.make(Role.ADMIN))
    token = await door.make(by=BOB)
    await door.people.allow(Entry(BOB, Role.READER, "Bob", door.clock.now(), ADMIN))
    assert not await door.use(token, EVE)


async def test_so_many_are_open_at_a_time_and_the_oldest_gives_way() -> None:
    door = Door()
    tokens = []
    for _ in range(OPEN + 1):
        tokens.append(await door.make())
        door.clock.pass_by(seconds=1)
    assert len(door.disk.invitations.items()) == OPEN
    assert not await door.use(tokens[0])
    assert await door.use(tokens[1])


async def test_one_that_cannot_be_read_opens_nothing(caplog: pytest.LogCaptureFixture) -> None:
    door = Door()
    token = await door.make()
    (mark,) = door.disk.invitations.items()
    await door.disk.invitations.put(mark, {"role": "emperor"})
    assert not await door.use(token)
    assert door.invitations.open() == []
    assert mark[:8] in caplog.text


async def test_what_an_admin_offered_ends_when_the_settings_lose_him_and_is_there_again_with_him() -> None:
    door, other = Door(), 8
    token = await door.make(Role.ADMIN)
    without = Door(door.disk, door.clock, admins=(other,))
    assert without.invitations.open() == []
    assert not await without.use(token, EVE)
    assert not without.people.admin(EVE)
    assert [one.by for one in door.restarted().invitations.open()] == [ADMIN]


async def test_what_was_used_or_has_expired_is_remembered_for_a_while_and_what_was_revoked_is_not() -> None:
    door = Door()
    used, revoked = await door.make(), await door.make()
    await door.use(used)
    (open_one,) = door.invitations.open()
    await door.invitations.drop(open_one)
    old = await door.make()
    door.clock.instant += LIFE
    fresh = await door.make()
    known = {name: door.invitations.past(token) for name, token in {"used": used, "old": old}.items()}
    assert [name for name, one in known.items() if one is not None] == ["used", "old"]
    assert [door.invitations.past(token) for token in (revoked, fresh, "x" * 22)] == [None, None, None]
    for _ in range(PAST // OPEN + 1):
        for _ in range(OPEN):
            await door.make()
        door.clock.instant += LIFE
    await door.make()
    assert door.invitations.past(old) is None
    assert len(door.disk.invitations.items()) <= OPEN + PAST
