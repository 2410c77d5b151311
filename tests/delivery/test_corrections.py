"""What was sent and is not right any more: edited in place, said aloud once if the headline moved, never doubled."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from bot.app import seed_chats
from bot.core.errors import StoreUnusable
from bot.core.message import Message
from bot.core.ports import (
    DIGEST,
    REPLY,
    BadMarkup,
    Gone,
    Later,
    Moved,
    NotFound,
    Outcome,
    Refusal,
    State,
    Unchanged,
    Unknown,
)
from bot.delivery.rules import GONE
from bot.render import plain
from bot.reports import Composer, Draft
from bot.wechat.simulator import FOREVER, Altered, Errcode
from tests.delivery.team import DAY, HEADING, digests, rows, wake
from tests.house import ADMIN, TEAM, FakeSender, House, house_settings, open_house

READERS = 24_140


def more(readers: int) -> Callable[[dict[str, Any]], object]:
    """A revision by WeChat: the day has so many readers more."""

    def alter(answer: dict[str, Any]) -> object:
        for row in answer["list"]:
            if row["ref_date"] == str(DAY) and row.get("user_source") == 99999999:
                row["int_page_read_user"] += readers
        return answer

    return alter


async def revised(house: House, readers: int) -> None:
    """The digest goes out at 08:30; at 12:30 WeChat has other figures, and the bot looks."""
    await wake(house, minutes=30)
    revise(house, readers)
    await later(house, hours=4)


def revise(house: House, readers: int) -> None:
    house.simulator.faults.clear()
    house.simulator.faults.add("getuserread", Altered(more(readers)), times=FOREVER)


async def later(house: House, **time: float) -> None:
    house.clock.pass_by(**time)
    await house.app.upkeep()
    await house.app.delivery.wake()


def edits(house: House) -> list[str]:
    return [plain(message.text) for _, _, message in house.sender.edited]


async def test_a_figure_that_changes_is_put_right_in_the_same_message_which_says_what_changed(house: House) -> None:
    await revised(house, 100)
    ((chat, number, _),) = house.sender.edited
    (row,) = await rows(house)
    (text,) = edits(house)
    assert (chat, number) == (TEAM, row.message_id)
    assert text.startswith(f"{HEADING}\n24,240 readers")
    assert "Corrected at 12:30: readers 24,140 → 24,240; top articles unchanged." in text
    assert "as of 12:30" in text
    assert len(text.splitlines()) <= 14, "it still is a digest of one account"
    assert len(digests(house)) == 1
    assert row.corrected_at == house.clock.now()


async def test_figures_that_stay_as_they_are_are_not_edited_however_often_they_are_asked(house: House) -> None:
    await wake(house, minutes=30)
    for _ in range(6):
        await later(house, hours=12)
    assert house.sender.edited == []


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


async def test_a_provisional_digest_whose_figures_prove_right_only_loses_its_mark() -> None:
    async with open_house("2015-01-06 08:00") as house:
        await seed_chats(house.app)
        house.simulator.faults.add("getusershare", Errcode(61503), times=FOREVER)
        for _ in range(7):
            await wake(house, minutes=30)
        (row,) = await rows(house)
        assert row.provisional
        house.simulator.faults.clear()
        await wake(house, minutes=5)
    (text,) = edits(house)
    assert "Provisional" not in text
    assert "readers 24,140" not in text
    assert house.sender.texts(TEAM)[1:] == []


async def test_while_figures_are_missing_wechat_is_asked_every_five_minutes_and_not_at_every_look(house: House) -> None:
    house.simulator.faults.add("getuserread", Errcode(61503), times=FOREVER)
    await wake(house, hours=4)
    before = len(house.simulator.calls)
    for _ in range(60):
        await wake(house, minutes=1)
    assert len(house.simulator.calls) - before <= 2 * 13, "two calls a try: this day's and the week before's"


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


async def test_a_clock_that_was_set_back_does_not_stop_the_asking(house: House) -> None:
    house.simulator.faults.add("getuserread", Errcode(61503), times=FOREVER)
    await wake(house, hours=4)
    house.clock.pass_by(hours=-2)
    house.simulator.faults.clear()
    await wake(house, minutes=1)
    assert "24,140 readers" in edits(house)[0]


async def test_figures_that_were_early_but_right_lose_the_mark_and_nothing_is_called_corrected() -> None:
    async with open_house("2015-01-06 07:00") as house:
        await seed_chats(house.app)
        await house.say("/report 2015-01-05")
        house.simulator.faults.add("getuserread", Errcode(48001), times=FOREVER)
        await wake(house, hours=5)
        house.simulator.faults.clear()
        await wake(house, minutes=6)
        (first,) = digests(house)
        (text,) = edits(house)
    assert "Provisional" in first
    assert "24,140 readers" in first
    assert "24,140 readers" in text
    assert "Provisional" not in text
    assert "Corrected" not in text


async def test_what_was_shown_is_kept_only_as_long_as_it_may_be_corrected(house: House) -> None:
    await wake(house, minutes=30)
    assert [row.shown is not None for row in await rows(house)] == [True]
    await wake(house, days=5)
    assert [row.shown for row in await rows(house) if row.key.first == DAY] == [None]


async def test_the_last_look_at_a_day_on_its_fourth_morning_still_corrects_it(house: House) -> None:
    await wake(house, minutes=30)
    revise(house, 100)
    await later(house, days=2, hours=23, minutes=50)
    assert "24,240 readers" in edits(house)[0]
    assert [row.shown is not None for row in await rows(house) if row.key.first == DAY] == [True]


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


async def test_after_the_fourth_day_nothing_is_corrected_any_more_and_what_never_came_says_so(house: House) -> None:
    house.simulator.faults.add("getuserread", Errcode(61503), times=FOREVER)
    house.simulator.faults.add("getarticlesummary", Errcode(61503), times=FOREVER)
    await wake(house, hours=4)
    await wake(house, days=4)
    text = edits(house)[-1]
    assert "Some of these figures did not come within four days, so this message is not corrected any more." in text
    assert "will be corrected" not in text
    (first, *_) = sorted(await rows(house), key=lambda row: row.due)
    assert (first.shown, first.provisional) == (None, False)


async def test_a_late_digest_stays_late_when_it_is_corrected(house: House) -> None:
    await wake(house, hours=2)
    assert "Late: this was due on 6 January 2015, 08:30." in digests(house)[0]
    revise(house, 100)
    await later(house, hours=3)
    assert "Late: this was due on 6 January 2015, 08:30." in edits(house)[0]


async def test_what_is_corrected_is_known_over_a_restart() -> None:
    async with open_house("2015-01-06 08:00") as house:
        await seed_chats(house.app)
        await wake(house, minutes=30)
    async with open_house("2015-01-06 12:31", rooms=house.rooms) as again:
        revise(again, 100)
        await again.app.upkeep()
        await again.app.delivery.wake()
        (text,) = edits(again)
    assert "readers 24,140 → 24,240" in text


async def test_a_digest_that_a_press_proved_to_have_arrived_is_put_right_too(house: House) -> None:
    house.sender.outcomes = [Unknown()]
    await wake(house, minutes=30)
    await house.app.delivery.arrived(TEAM, 0, "d20150105", "all", 99)
    revise(house, 100)
    await later(house, hours=4)
    assert [number for _, number, _ in house.sender.edited] == [99]
    assert "24,240 readers" in edits(house)[0]


async def test_a_run_by_hand_corrects_what_was_sent_before(house: House) -> None:
    await house.app.delivery.morning(DAY)
    revise(house, 100)
    house.clock.pass_by(hours=5)
    await house.app.upkeep()
    await house.app.delivery.morning(DAY)
    assert "24,240 readers" in edits(house)[0]


async def test_links_and_what_articles_have_reached_so_far_correct_nothing(house: House) -> None:
    await wake(house, minutes=30)
    await house.app.lives()
    await wake(house, minutes=1)
    assert house.sender.edited == []


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


async def test_a_chat_that_unsubscribed_keeps_no_wrong_figures(house: House) -> None:
    await wake(house, minutes=30)
    await house.say("/unsubscribe", person=ADMIN, chat=TEAM)
    revise(house, 100)
    await later(house, hours=4)
    assert len(edits(house)) == 1
