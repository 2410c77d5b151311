"""The list of changes: added to, read from the newest down, bounded."""

from __future__ import annotations

import string

import pytest

from bot.core.errors import StoreUnusable
from bot.core.ports import Json
from bot.people import audit as audits
from bot.people.audit import WORDS, Audit
from bot.store.memory import MemoryShelf
from tests.house import ADMIN, TEAM, StandingClock, china


def kept(shelf: MemoryShelf) -> Audit:
    return Audit(shelf, StandingClock(china("2015-01-06 12:30")))


async def test_acts_are_read_from_the_newest_down_also_after_a_restart() -> None:
    shelf = MemoryShelf()
    audit = kept(shelf)
    for n in range(1, 6):
        await audit.add(ADMIN, "Ann", TEAM, "Team", "denied", name="Bob", id=str(n))
    assert [act.number for act in audit.page(None, 3)] == [5, 4, 3]
    again = kept(shelf)
    await again.add(ADMIN, "Ann", TEAM, "Team", "denied", name="Bob", id="6")
    assert [(act.number, act.params["id"]) for act in again.page(2, 9)] == [(2, "2"), (1, "1")]
    (newest,) = again.page(None, 1)
    assert (newest.number, newest.person, newest.title, newest.at) == (6, ADMIN, "Team", china("2015-01-06 12:30"))


async def test_the_newest_are_kept_and_counting_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audits, "KEPT", 3)
    shelf = MemoryShelf()
    audit = kept(shelf)
    for _ in range(5):
        await audit.add(ADMIN, "", ADMIN, "", "paused", what="daily")
    assert [act.number for act in audit.page(None, 9)] == [5, 4, 3]
    assert len(shelf.items()) == len(audit) == 3
    await kept(shelf).add(ADMIN, "", ADMIN, "", "paused", what="daily")
    assert max(map(int, shelf.items())) == 6


async def test_what_the_store_does_not_take_stands_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    class Full(MemoryShelf):
        async def put(self, key: str, thing: Json) -> None:
            raise StoreUnusable(path="store.sqlite", reason="full")

    await kept(Full()).add(ADMIN, "Ann", TEAM, "", "denied", name="Bob", id="20")
    assert "could not be written down" in caplog.text


async def test_an_act_that_cannot_be_read_leaves_the_others(caplog: pytest.LogCaptureFixture) -> None:
    shelf = MemoryShelf()
    await shelf.put("000000000001", {"at": "soon"})
    audit = kept(shelf)
    await audit.add(ADMIN, "", ADMIN, "", "paused", what="daily")
    assert [act.number for act in audit.page(None, 9)] == [2]
    assert "act 000000000001" in caplog.text


@pytest.mark.parametrize("words", WORDS.values())
def test_every_sentence_of_an_act_can_be_filled_in(words: str) -> None:
    assert all(name is None or name.isidentifier() for _, name, _, _ in string.Formatter().parse(words))
