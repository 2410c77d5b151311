"""How an edit or its reply ends, and what follows from that."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from bot.app import seed_chats
from bot.core.errors import StoreUnusable
from bot.core.message import Message
from bot.core.outcomes import BadMarkup, Gone, Later, Moved, NotFound, Outcome, Refusal, Unchanged, Unknown
from bot.core.ports import DIGEST, REPLY, State
from bot.delivery.rules import GONE
from bot.reports import Composer, Draft
from bot.wechat.simulator import FOREVER, Errcode
from tests.delivery.revising import READERS, edits, later, revise, revised
from tests.delivery.team import HEADING, digests, rows, wake
from tests.house import ADMIN, TEAM, FakeSender, House, house_settings, open_house


@pytest.mark.parametrize(("readers", "replies"), [(1_206, 0), (1_207, 1), (-1_207, 1)])
async def test_a_headline_that_moves_by_five_percent_gets_one_short_reply(
    house: House, readers: int, replies: int
) -> None:
    await revised(house, readers)
    await wake(house, minutes=1)
    said = house.sender.texts(TEAM)[1:]
    figure = f"{READERS + readers:,}"
    assert said == [f"Corrected in the digest of Monday, 5 January 2015: readers 24,140 → {figure}."] * replies
    (digest, *_) = [row for row in await rows(house) if row.key.part == DIGEST]
    assert [under for _, under in house.sender.replies[1:]] == [digest.message_id] * replies


async def test_the_reply_comes_once_however_often_the_headline_moves(house: House) -> None:
    await revised(house, 5_000)
    revise(house, 9_000)
    await later(house, hours=20)
    await wake(house, minutes=1)
    corrected = [text for text in house.sender.texts(TEAM) if text.startswith("Corrected")]
    assert len(corrected) == 1
    assert edits(house)[-1].endswith("readers 24,140 → 33,140."), "the reply goes on saying what is right"
    assert "readers 24,140 → 33,140" in edits(house)[-2], "what changed is told against what was first shown"


async def test_a_provisional_digest_gets_its_figures_in_the_same_message_and_one_reply(house: House) -> None:
    house.simulator.faults.add("getuserread", Errcode(61503), times=FOREVER)
    for _ in range(7):
        await wake(house, minutes=30)
    house.simulator.faults.clear()
    await wake(house, minutes=5)
    await wake(house, minutes=5)
    first, reply = house.sender.texts(TEAM)
    (text,) = edits(house)
    assert "⚠ Provisional" in first
    assert reply == "The figures of Monday, 5 January 2015 are there now, in the digest above."
    assert text.startswith(f"{HEADING}\n24,140 readers")
    assert "Corrected at 11:35: the figures are there now." in text
    assert "Provisional" not in text
    assert [row.provisional for row in await rows(house) if row.key.part == DIGEST] == [False]


async def test_an_edit_without_an_answer_is_made_again_and_so_is_one_that_has_to_wait(house: House) -> None:
    house.sender.ends = [Unknown(), Later(300, asked=True)]
    await revised(house, 100)
    await wake(house, minutes=1)
    assert len(edits(house)) == 2
    await wake(house, minutes=4)
    assert len(edits(house)) == 2
    await wake(house, minutes=1)
    await wake(house, minutes=1)
    assert len(edits(house)) == 3


async def test_an_edit_that_changes_nothing_is_done(house: House) -> None:
    house.sender.ends = [Unchanged()]
    await revised(house, 100)
    await wake(house, minutes=10)
    assert len(edits(house)) == 1


@pytest.mark.parametrize("end", [NotFound(), Gone("kicked"), Refusal("no rights")])
async def test_a_message_that_cannot_be_edited_is_left_alone_whatever_changes(house: House, end: Outcome) -> None:
    house.sender.ends = [end]
    await revised(house, 100)
    revise(house, 200)
    await later(house, hours=20)
    assert len(edits(house)) == 1


async def test_a_chat_that_turns_out_to_be_gone_rests(house: House) -> None:
    house.sender.ends = [Gone("kicked")]
    await revised(house, 100)
    assert [s.paused for s in house.app.subscriptions.all()] == [GONE]


async def test_in_the_new_place_of_a_chat_that_moved_no_message_is_edited_whose_number_was_the_old_ones(
    house: House,
) -> None:
    house.sender.ends = [Moved(-1000)]
    await revised(house, 100)
    revise(house, 200)
    await later(house, hours=20)
    assert [chat for chat, _, _ in house.sender.edited] == [TEAM]


async def test_a_chat_that_left_or_is_not_let_in_any_more_gets_no_edits(house: House) -> None:
    await wake(house, minutes=30)
    await house.app.delivery.left(TEAM)
    revise(house, 100)
    await later(house, hours=4)
    assert house.sender.edited == []
    await house.app.delivery.back(TEAM)
    delisted = house_settings(telegram={"admins": [ADMIN], "chats": []})
    async with open_house("2015-01-06 13:00", settings=delisted, rooms=house.rooms) as other:
        await other.app.delivery.wake()
        assert other.sender.edited == []
    await wake(house, minutes=1)
    assert len(edits(house)) == 1


class Slowly(FakeSender):
    """A sender whose edits take a while."""

    async def edit(self, chat: int, message_id: int, message: Message) -> Outcome:
        await asyncio.sleep(0.01)
        return await super().edit(chat, message_id, message)


async def test_two_looks_at_once_edit_once() -> None:
    async with open_house("2015-01-06 08:00", sender=Slowly()) as house:
        await seed_chats(house.app)
        await wake(house, minutes=30)
        revise(house, 100)
        house.clock.pass_by(hours=4)
        await house.app.upkeep()
        await asyncio.gather(house.app.delivery.wake(), house.app.delivery.wake())
        assert len(edits(house)) == 1


async def test_what_is_right_is_not_drafted_again_until_something_is_archived(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    await wake(house, minutes=30)
    await wake(house, minutes=1)
    drafted: list[object] = []
    draft = Composer.draft_digest

    async def counted(self: Composer, *asked: Any) -> Draft:
        drafted.append(asked)
        return await draft(self, *asked)

    monkeypatch.setattr(Composer, "draft_digest", counted)
    await wake(house, minutes=1)
    assert drafted == []
    await house.say("/reads 2015-01-02")
    await wake(house, minutes=1)
    assert len(drafted) == 1


async def test_a_reply_waits_as_long_as_telegram_asks_and_brings_no_second_digest(house: House) -> None:
    await wake(house, minutes=30)
    house.sender.outcomes = [Later(3600, asked=True)]
    revise(house, 5_000)
    await later(house, hours=4)
    await wake(house, minutes=59)
    assert len(house.sender.texts(TEAM)) == 1
    await wake(house, minutes=2)
    assert len(house.sender.texts(TEAM)) == 2
    assert len(digests(house)) == 1


async def test_a_reply_that_never_went_out_is_left_out_in_the_end(house: House) -> None:
    await wake(house, minutes=30)
    house.sender.outcomes = [Later(5)] * 2
    revise(house, 5_000)
    await later(house, hours=4)
    house.sender.outcomes = []
    await wake(house, days=5)
    await wake(house, minutes=1)
    assert [row.state for row in await rows(house) if row.key.part == REPLY] == [State.SKIPPED]


async def test_a_correction_whose_markup_is_refused_goes_out_plain(house: House) -> None:
    house.sender.ends = [BadMarkup()]
    await revised(house, 100)
    assert len(edits(house)) == 2
    assert "<b>" not in house.sender.edited[-1][2].text


async def test_a_reply_that_may_have_arrived_is_neither_repeated_nor_asked_about(house: House) -> None:
    await wake(house, minutes=30)
    house.sender.outcomes = [Unknown()]
    revise(house, 5_000)
    await later(house, hours=4)
    for _ in range(3):
        await wake(house, minutes=40)
    assert [row.state for row in await rows(house) if row.key.part == REPLY] == [State.UNCERTAIN]
    assert len(house.sender.texts(TEAM)) == 1


async def test_what_is_still_to_be_written_down_is_written_at_the_stop(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    settle = house.rooms.ledger.settle

    async def full(*_: object, **__: object) -> bool:
        raise StoreUnusable(path="x", reason="the disk is full")

    monkeypatch.setattr(house.rooms.ledger, "settle", full)
    await wake(house, minutes=30)
    monkeypatch.setattr(house.rooms.ledger, "settle", settle)
    house.app.delivery.stop()
    await house.app.delivery.idle(1)
    assert [row.state for row in await rows(house)] == [State.SENT]
