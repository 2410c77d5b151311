"""Who may talk with the bot: deny by default, one neutral line an hour."""

from __future__ import annotations

from bot.people import HINT_APART, Invitations, People
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
    some, _ = people()
    await some.move(-5, -6)
    assert not some.let_in(-6)


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
