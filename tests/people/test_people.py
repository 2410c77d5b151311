"""Who may talk with the bot: deny by default, one neutral line an hour."""

from __future__ import annotations

import pytest

from bot.people import HINT_APART, Entry, Invitations, People, Role, clean
from bot.store.memory import MemoryShelf
from tests.house import ADMIN, TEAM, StandingClock, china

STRANGER = 999


def made(chats: list[int], shelf: MemoryShelf, clock: StandingClock) -> People:
    return People([ADMIN], chats, shelf, Invitations(MemoryShelf(), clock), clock)


def people(shelf: MemoryShelf | None = None) -> tuple[People, StandingClock]:
    clock = StandingClock(china("2015-01-06 12:30"))
    return made([TEAM], shelf or MemoryShelf(), clock), clock


def test_nobody_is_let_in_but_admins_and_listed_chats() -> None:
    some, _ = people()
    assert [
        some.may_ask(person, chat) for person, chat in ((STRANGER, STRANGER), (STRANGER, -5), (STRANGER, TEAM))
    ] == [
        False,
        False,
        True,
    ]
    assert some.may_ask(ADMIN, -5)
    assert some.may_ask(ADMIN, ADMIN)


async def test_a_name_is_learnt_of_who_is_let_in_and_of_no_stranger() -> None:
    shelf = MemoryShelf()
    some, _ = people(shelf)
    await some.learn(-5, "A room of strangers")
    assert (some.called(-5), shelf.items()) == ("-5", {})
    await some.learn(TEAM, "Newsroom")
    assert some.called(TEAM) == f"Newsroom ({TEAM})"


def test_an_admin_may_ask_anywhere_but_digests_come_only_where_the_chat_was_let_in() -> None:
    some, _ = people()
    assert some.let_in(TEAM)
    assert some.let_in(ADMIN)
    assert not some.let_in(-5)
    assert not some.admin(TEAM)


async def test_a_chat_that_moves_stays_let_in_also_when_it_moves_again() -> None:
    shelf = MemoryShelf()
    some, _ = people(shelf)
    await some.move(TEAM, -1_000)
    await some.move(-1_000, -2_000)
    assert some.let_in(-1_000)
    assert some.let_in(-2_000)
    after_a_restart, _ = people(shelf)
    assert after_a_restart.let_in(-2_000)
    delisted = made([], shelf, StandingClock(china("2015-01-06 12:30")))
    assert not delisted.let_in(-2_000)


async def test_a_strangers_chat_that_moves_is_not_let_in_by_that() -> None:
    shelf = MemoryShelf()
    some, _ = people(shelf)
    await some.move(-5, -6)
    assert not some.let_in(-6)
    assert shelf.items() == {}, "and leaves nothing behind"


def test_one_line_an_hour_for_each_chat() -> None:
    some, clock = people()
    assert [some.hint(5), some.hint(5), some.hint(6)] == [True, False, True]
    clock.pass_by(minutes=59)
    assert not some.hint(5)
    clock.pass_by(minutes=1)
    assert some.hint(5)
    assert not some.hint(5)


def test_a_clock_that_was_set_back_does_not_silence_the_line() -> None:
    some, clock = people()
    assert some.hint(5)
    clock.pass_by(seconds=-2 * HINT_APART.total_seconds())
    assert some.hint(5)


def test_ten_thousand_strangers_cost_a_bounded_piece_of_memory() -> None:
    some, _ = people()
    for chat in range(10_001):
        some.hint(chat)
    assert some.hint(0), "who waited longest is forgotten first"
    assert not some.hint(5_000)


def entry(whose: int, role: Role = Role.READER, invitation: str | None = None) -> Entry:
    return Entry(whose, role, "Bob", china("2015-01-06 12:30"), ADMIN, "Ann", invitation)


async def test_who_is_let_in_stays_so_after_a_restart_until_he_is_denied() -> None:
    shelf = MemoryShelf()
    some, _ = people(shelf)
    await some.allow(entry(STRANGER))
    again, _ = people(shelf)
    assert again.may_ask(STRANGER, STRANGER)
    assert not again.may_ask(STRANGER, -5), "a reader's figures are not shown in a group that was not let in"
    assert not again.admin(STRANGER)
    assert await again.deny(STRANGER) == entry(STRANGER)
    assert await again.deny(STRANGER) is None
    assert not again.let_in(STRANGER)


async def test_an_admin_who_was_made_one_may_ask_anywhere_and_those_of_the_settings_stay() -> None:
    some, _ = people()
    await some.allow(entry(STRANGER, Role.ADMIN))
    assert some.admins == {ADMIN, STRANGER}
    assert some.may_ask(STRANGER, -5)
    await some.deny(STRANGER)
    assert some.admins == {ADMIN}
    await some.deny(ADMIN)
    assert some.admin(ADMIN)


async def test_a_group_that_was_let_in_stays_so_under_its_new_id_once() -> None:
    some, _ = people()
    await some.allow(entry(-5, Role.GROUP))
    for _ in range(2):
        await some.move(-5, -1_005)
    assert some.may_ask(STRANGER, -1_005)
    assert not some.let_in(-5)
    assert [(one.id, one.name) for one in some.entries()] == [(-1_005, "Bob")]


async def test_an_entry_that_cannot_be_read_lets_nobody_in(caplog: pytest.LogCaptureFixture) -> None:
    shelf = MemoryShelf()
    await shelf.put(f"in:{STRANGER}", {"role": "emperor"})
    some, _ = people(shelf)
    assert not some.let_in(STRANGER)
    assert some.entries() == []
    assert str(STRANGER) in caplog.text


async def test_the_admins_are_told_of_each_stranger_once_and_of_ten_in_a_day() -> None:
    shelf = MemoryShelf()
    some, clock = people(shelf)
    assert [await some.announce(n, f"No {n}") for n in (1, 1, *range(2, 13))] == [True, False] + [True] * 9 + [
        False
    ] * 2
    clock.pass_by(days=1)
    after_a_restart = made([], shelf, clock)
    assert [await after_a_restart.announce(n, "x") for n in (1, 12)] == [False, True]
    assert after_a_restart.name_of(1) == "No 1"


async def test_strangers_cost_a_bounded_piece_of_the_disk() -> None:
    shelf = MemoryShelf()
    some, clock = people(shelf)
    for n in range(600):
        clock.pass_by(hours=3)
        assert await some.announce(n, "x")
    assert len(shelf.items()) == 500


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("Ann\nLee", "Ann Lee"),
        ("\u202eevil", "evil"),
        ("x" * 99, "x" * 64),
        ("  小明 ", "小明"),
        ("\ud800", ""),
        ("👩", "👩"),
    ],
)
def test_a_name_is_one_short_line_that_turns_nothing_around(name: str, kept: str) -> None:
    assert clean(name) == kept
