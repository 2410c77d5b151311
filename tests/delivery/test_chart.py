"""The chart that comes with a digest: after it, once, as a reply, and never instead of it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta

import pytest

from bot.core.message import Attachment, Message
from bot.core.outcomes import Gone, Later, NoTopic, Outcome, Refusal, Sent, Unknown
from bot.core.ports import CHART, DIGEST, DeliveryRow, State
from bot.delivery.charting import NOTHING, UNWISHED
from bot.delivery.rules import TOO_OLD
from bot.subscriptions import ASKED, Subscription
from tests.delivery.team import DAY, ONE, digests, resend, rows, subscribed, tried, wake
from tests.house import TEAM, House, memory_rooms, open_house

WISHED = replace(ONE, chart=True)
PICTURE = Message("a week", attachments=(Attachment("week.png", b"\x89PNG"),))


@dataclass
class Painter:
    """Draws the same picture for everybody, or none."""

    picture: Message | None = PICTURE
    asked: list[date] = field(default_factory=list)

    async def __call__(self, row: DeliveryRow, subscription: Subscription) -> Message | None:
        self.asked.append(row.key.first)
        return self.picture


@pytest.fixture
def painter() -> Painter:
    return Painter()


@pytest.fixture
async def house(house: House, painter: Painter) -> House:
    """A team that wishes a chart with its digest, which falls due in half an hour."""
    house.app.delivery._charts.drawn = painter
    await subscribed(house, WISHED)
    return house


def charts(house: House) -> list[Message]:
    return [message for chat, _, message in house.sender.posted if chat == TEAM and message.attachments]


async def chart_row(house: House) -> DeliveryRow:
    (row,) = [row for row in await rows(house) if row.key.part == CHART and row.key.first == DAY]
    return row


async def test_the_chart_comes_after_the_digest_as_a_reply_to_it_and_only_once(house: House) -> None:
    for minutes in (30, 1, 60):
        await wake(house, minutes=minutes)
    assert [message.attachments for _, _, message in house.sender.posted] == [(), PICTURE.attachments]
    (_, none), (_, answered) = house.sender.replies
    digest = next(row for row in await rows(house) if row.key.part == DIGEST)
    assert (none, answered) == (None, digest.message_id)
    assert (await chart_row(house)).state is State.SENT


async def test_who_did_not_wish_one_gets_none_and_no_row_of_it(house: House) -> None:
    await subscribed(house, ONE)
    await wake(house, minutes=30)
    assert charts(house) == []
    assert [row.key.part for row in await rows(house)] == [DIGEST]


@pytest.mark.parametrize("silent", [True, False])
async def test_it_is_as_silent_as_the_digest(house: House, silent: bool) -> None:
    await subscribed(house, replace(WISHED, silent=silent))
    await wake(house, minutes=30)
    assert [message.silent for _, _, message in house.sender.posted] == [silent, silent]


async def test_a_death_between_the_two_parts_loses_nothing_and_repeats_nothing(painter: Painter) -> None:
    rooms = memory_rooms()
    async with open_house("2015-01-06 08:00", rooms=rooms) as house:

        async def dead(*_: object) -> None:
            """The process has ended before it came to this."""

        house.app.delivery._charts.look = dead  # type: ignore[method-assign, assignment]
        await subscribed(house, WISHED)
        await wake(house, minutes=30)
        assert len(digests(house)) == 1
    async with open_house("2015-01-06 08:31", rooms=rooms) as house:
        house.app.delivery._charts.drawn = painter
        await house.app.delivery.settle()
        await house.app.delivery.wake()
        assert digests(house) == []
        assert len(charts(house)) == 1


async def test_a_death_while_it_is_on_its_way_leaves_it_and_nobody_is_asked(painter: Painter) -> None:
    rooms = memory_rooms()
    async with open_house("2015-01-06 08:00", rooms=rooms) as house:
        house.app.delivery._charts.drawn = painter
        await subscribed(house, WISHED)
        await wake(house, minutes=30)
        row = await chart_row(house)
        await rooms.ledger.settle(replace(row, state=State.SENDING))
    async with open_house("2015-01-06 08:31", rooms=rooms) as house:
        house.app.delivery._charts.drawn = painter
        await house.app.delivery.settle()
        await wake(house, minutes=5)
        assert house.sender.posted == []
        assert (await chart_row(house)).state is State.UNCERTAIN


async def test_one_that_may_have_arrived_is_left_at_that(house: House) -> None:
    house.sender.outcomes = [Sent(1), Unknown("silence")]
    for minutes in (30, 5, 60):
        await wake(house, minutes=minutes)
    row = await chart_row(house)
    assert (row.state, row.told, tried(house)) == (State.UNCERTAIN, True, 2)


@pytest.mark.parametrize(
    "outcome", [Later(7, asked=True), Later(5), Refusal("not enough rights to send photos")], ids=repr
)
async def test_one_that_failed_is_tried_again_and_the_digest_is_not(house: House, outcome: Outcome) -> None:
    house.sender.outcomes = [Sent(1), outcome]
    await wake(house, minutes=30)
    assert (await chart_row(house)).state is State.FAILED
    await wake(house, minutes=5)
    assert (len(digests(house)), len(charts(house))) == (1, 1)


async def test_it_waits_for_a_digest_that_waits_and_for_one_that_failed(house: House) -> None:
    house.sender.outcomes = [Later(5)]
    await wake(house, minutes=30)
    assert charts(house) == []
    await wake(house, minutes=2)
    assert [len(digests(house)), len(charts(house))] == [1, 1]


async def test_it_follows_a_digest_that_is_sent_again(house: House) -> None:
    house.sender.outcomes = [Unknown("silence")]
    await wake(house, minutes=30)
    assert charts(house) == []
    await resend(house, 1, update=5)
    await wake(house, minutes=1)
    assert len(charts(house)) == 1


async def test_it_is_never_later_than_the_digest_may_be(house: House) -> None:
    house.sender.outcomes = [Sent(1), *[Later(5)] * 100]
    for _ in range(26):
        await wake(house, hours=1)
    row = await chart_row(house)
    assert (row.state, row.reason, row.told) == (State.SKIPPED, TOO_OLD, True)


async def test_a_digest_that_was_missed_has_no_chart(house: House) -> None:
    await wake(house, days=3)
    missed = [row for row in await rows(house) if row.state is State.SKIPPED]
    assert missed
    assert {row.key.part for row in missed} == {DIGEST}


async def test_what_is_not_wished_any_more_does_not_come(house: House) -> None:
    house.sender.outcomes = [Sent(1), Later(5)]
    await wake(house, minutes=30)
    await house.app.subscriptions.put(replace(WISHED, chart=False))
    await wake(house, minutes=5)
    row = await chart_row(house)
    assert (row.state, row.reason) == (State.SKIPPED, UNWISHED)


async def test_a_chat_that_rests_or_left_gets_none(house: House) -> None:
    house.sender.outcomes = [Sent(1), Gone()]
    await wake(house, minutes=30)
    row = await chart_row(house)
    assert (row.state, row.reason) == (State.SKIPPED, "gone")


async def test_a_digest_with_nothing_to_draw_has_none(house: House, painter: Painter) -> None:
    painter.picture = None
    await wake(house, minutes=30)
    row = await chart_row(house)
    assert (row.state, row.reason) == (State.SKIPPED, NOTHING)


async def test_a_painter_that_fails_harms_nothing_else_and_is_asked_again(house: House, painter: Painter) -> None:
    async def broken(*_: object) -> Message:
        raise ValueError("no canvas")

    house.app.delivery._charts.drawn = broken
    await wake(house, minutes=30)
    assert len(digests(house)) == 1
    house.app.delivery._charts.drawn = painter
    await wake(house, minutes=1)
    assert len(charts(house)) == 1


async def test_chats_that_get_the_same_share_one_picture(house: House, painter: Painter) -> None:
    await subscribed(house, WISHED, replace(WISHED, topic=5), replace(WISHED, topic=6, language="zh"))
    await wake(house, minutes=30)
    assert (len(charts(house)), len(painter.asked)) == (3, 2)


async def test_a_topic_that_is_gone_is_no_reason_to_lose_it(house: House) -> None:
    await house.app.subscriptions.drop(WISHED)
    await subscribed(house, replace(WISHED, topic=5))
    house.sender.outcomes = [Sent(1), NoTopic()]
    await wake(house, minutes=30)
    assert [topic for _, topic, message in house.sender.posted if message.attachments] == [0]


async def test_a_morning_by_hand_has_it_too_however_old_the_day(house: House, painter: Painter) -> None:
    day = DAY - timedelta(days=20)
    await house.app.delivery.morning(day)
    assert len(charts(house)) == 1
    assert painter.asked == [day]
    await wake(house, minutes=1)
    assert len(charts(house)) == 1


async def test_what_a_morning_by_hand_left_of_an_old_day_waits_for_the_next(house: House) -> None:
    day = DAY - timedelta(days=20)
    house.sender.outcomes = [Sent(1), Later(5)]
    await house.app.delivery.morning(day)
    await wake(house, minutes=5)
    assert charts(house) == []
    await house.app.delivery.morning(day)
    assert len(charts(house)) == 1


async def test_a_pause_that_was_asked_for_ends_it(house: House) -> None:
    house.sender.outcomes = [Sent(1), Later(5)]
    await wake(house, minutes=30)
    await house.say("/pause", chat=TEAM, group=True)
    (subscription,) = house.app.subscriptions.all()
    assert subscription.paused == ASKED
    await wake(house, minutes=5)
    assert (await chart_row(house)).state is State.SKIPPED


async def test_while_a_chart_waits_what_comes_after_the_digests_is_not_held_up(house: House) -> None:
    house.sender.outcomes = [Sent(1), Later(5)]
    await wake(house, minutes=30)
    assert await house.app.delivery.at_rest(timedelta(hours=1))
