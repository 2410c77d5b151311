"""What admins are told: each failure once per streak, in words that say what to do, and once when it is over."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date, timedelta
from email.utils import format_datetime

import httpx
import pytest

from bot.app import seed_chats
from bot.core.errors import StoreUnusable
from bot.core.outcomes import Absence, Gone, Later, Refusal, Sent, Unknown
from bot.core.ports import ALL, DeliveryKey, DeliveryRow, State
from bot.delivery.rules import absent
from bot.delivery.tally import Tally
from bot.wechat.simulator import FOREVER, Errcode
from tests.delivery.team import digests, wake
from tests.house import ADMIN, TEAM, House, StandingClock, china, house_settings, open_house

DAY = date(2015, 1, 5)


def notices(house: House, admin: int = ADMIN) -> list[str]:
    return house.sender.texts(admin)


class Dated(httpx.AsyncBaseTransport):
    """Answers that bear a date, by a clock that may be off."""

    inner: httpx.AsyncBaseTransport
    clock: StandingClock
    off = timedelta(0)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        response = await self.inner.handle_async_request(request)
        response.headers["Date"] = format_datetime(self.clock.now() + self.off)
        return response


@asynccontextmanager
async def apart(minutes: float) -> AsyncIterator[House]:
    """A house whose clock is so far behind WeChat's, which therefore refuses yesterday."""
    transport = Dated()
    async with open_house("2015-01-06 12:30", transport=transport) as house:
        transport.inner, transport.clock = house.simulator.transport(), house.clock
        transport.off = timedelta(minutes=minutes)
        house.simulator.faults.add("getuserread", Errcode(61501), times=FOREVER)
        await seed_chats(house.app)
        yield house


async def morning(house: House) -> None:
    await house.app.delivery.morning(DAY)


async def test_a_clock_that_is_off_is_told_to_the_admins_once_and_nothing_has_failed_for_good() -> None:
    async with apart(61) as house:
        await morning(house)
        await morning(house)
        (notice,) = notices(house)
        rows = await house.rooms.ledger.rows(chat=TEAM)
    assert "its clock differs from this host's by 61 minutes. Set the host's clock (NTP)" in notice
    assert [row.state for row in rows] == [State.PLANNED]
    assert house.sender.texts(TEAM) == []


async def test_when_it_is_right_again_the_digest_goes_and_the_admins_hear_it_once() -> None:
    async with apart(-61) as house:
        await morning(house)
        house.simulator.faults.clear()
        house.clock.pass_by(minutes=6)
        await morning(house)
        await morning(house)
    assert notices(house)[1:] == ["WeChat takes the days again: the clocks agree."]
    assert len(house.sender.texts(TEAM)) == 1


async def test_days_refused_under_a_right_clock_are_no_matter_of_the_clock() -> None:
    async with apart(4) as house:
        await morning(house)
    assert notices(house) == []


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (45009, "WeChat's daily number of calls is used up for Daily Tech."),
        (40164, "WeChat does not know this server's address yet."),
        (48001, "WeChat does not let Daily Tech read its figures."),
        (47009, "WeChat no longer serves"),
        (40001, "WeChat refuses the access token of Daily Tech, also a fresh one."),
    ],
)
async def test_what_stays_refused_is_one_notice_and_the_archive_still_answers(code: int, words: str) -> None:
    async with open_house("2015-01-05 12:30") as house:
        await house.say("/reads 2015-01-03")
        await seed_chats(house.app)
        for endpoint in ("getuserread", "getusershare", "getarticlesummary"):
            house.simulator.faults.add(endpoint, Errcode(code), times=FOREVER)
        for _ in range(20):
            await wake(house, hours=2)
        (notice, *more) = notices(house)
        answer = await house.say("/reads 2015-01-03")
    assert more == []
    assert notice.startswith("⚠ ")
    assert notice.count("Daily Tech") == 1, "it says whose figures they are, and says it once"
    assert words in notice
    assert "Saturday, 3 January 2015" in answer
    assert " readers" in answer


async def test_a_streak_is_told_once_over_restarts_and_is_over_only_once_the_call_goes_through(house: House) -> None:
    house.simulator.faults.add("getuserread", Errcode(48001), times=FOREVER)
    await wake(house, minutes=30)
    assert len(notices(house)) == 1
    async with open_house("2015-01-06 09:30", rooms=house.rooms) as again:
        again.simulator.faults.add("getuserread", Errcode(48001), times=FOREVER)
        await wake(again)
        await wake(again, minutes=10)
        assert notices(again) == []
    async with open_house("2015-01-06 10:00", rooms=house.rooms) as last:
        await wake(last)
        await wake(last, minutes=1)
        await wake(last, hours=1)
        assert notices(last) == ["WeChat gives the figures of Daily Tech again."]
        assert len(digests(last)) == 1


async def test_silence_after_a_restart_is_not_taken_for_health(house: House) -> None:
    """Two interfaces were refused; after the restart one of them is asked, and nobody asks the other."""
    for endpoint in ("getuserread", "getarticlesummary"):
        house.simulator.faults.add(endpoint, Errcode(48001), times=FOREVER)
    await wake(house, minutes=30)
    await house.say("/top 2015-01-02")
    await wake(house, minutes=6)
    await house.say("/unsubscribe", chat=TEAM)
    async with open_house("2015-01-06 10:00", rooms=house.rooms) as again:
        await wake(again)
        assert notices(again) == []
        await again.say("/reads 2015-01-02")
        await wake(again, minutes=1)
        assert notices(again) == []
        await again.say("/top 2015-01-02")
        await wake(again, minutes=1)
        assert notices(again) == ["WeChat gives the figures of Daily Tech again."]
        assert again.rooms.shelf("notices").items() == {}


async def test_a_chat_without_a_digest_may_leave_without_a_word(house: House) -> None:
    await house.say("/unsubscribe", chat=TEAM)
    await house.app.delivery.left(TEAM)
    await wake(house, minutes=1)
    assert notices(house) == []


async def test_a_second_streak_is_told_again(house: House) -> None:
    for hours in (1, 24):
        house.simulator.faults.add("getuserread", Errcode(48001), times=FOREVER)
        await wake(house, hours=hours)
        house.simulator.faults.clear()
        await wake(house, minutes=6)
        await wake(house, minutes=6)
    assert [text[:1] for text in notices(house)] == ["⚠", "W", "⚠", "W"]


async def test_out_of_reach_for_a_moment_is_no_notice_but_for_a_quarter_of_an_hour_it_is(house: House) -> None:
    house.simulator.faults.add("getuserread", Errcode(-1), times=FOREVER)
    await wake(house, minutes=30)
    await wake(house, minutes=10)
    assert notices(house) == []
    await wake(house, minutes=6)
    await wake(house, minutes=6)
    assert len(notices(house)) == 1
    assert "WeChat is busy." in notices(house)[0]


async def test_one_call_that_failed_and_was_not_made_again_is_no_outage(house: House) -> None:
    house.simulator.faults.add("getarticlesummary", Errcode(-1), times=FOREVER)
    await house.say("/top 2015-01-02")
    house.simulator.faults.clear()
    await wake(house, minutes=20)
    await wake(house, minutes=20)
    assert notices(house) == []


async def test_a_day_that_is_not_finished_is_no_failure(house: House) -> None:
    house.simulator.faults.add("getuserread", Errcode(61503), times=FOREVER)
    for _ in range(8):
        await wake(house, minutes=30)
    assert notices(house) == []


@pytest.mark.parametrize(
    ("how", "cause", "step"),
    [
        (Absence.LEFT, "it has removed or blocked the bot, or is deleted", "as soon as it lets the bot in again"),
        (Absence.NEVER_STARTED, "this person has never pressed Start", "opens the bot and presses Start"),
        (Absence.A_BOT, "this is the number of a bot", "Put the number of a person or a group in its place"),
        (Absence.NOT_FOUND, "Telegram knows no chat of this number", "Compare the number"),
    ],
)
async def test_why_a_chat_takes_no_messages_is_told_with_what_to_do(
    house: House, how: Absence, cause: str, step: str
) -> None:
    house.sender.outcomes = [Gone("in Telegram's words", how)]
    await wake(house, minutes=30)
    await wake(house, minutes=1)
    (told,) = notices(house)
    assert told.startswith(f"⚠ Chat {TEAM}: {cause}")
    assert step in told
    assert ("has removed or blocked" in told) == (how is Absence.LEFT)


@pytest.mark.parametrize(
    ("how", "why"),
    [
        (Absence.LEFT, "The bot was removed or blocked there."),
        (Absence.NEVER_STARTED, "That person has never pressed Start in the bot."),
        (Absence.A_BOT, "That is the number of a bot, and bots get no messages from bots."),
        (Absence.NOT_FOUND, "Telegram knows no chat of that number for this bot."),
    ],
)
def test_a_run_by_hand_says_why_a_chat_takes_no_messages(how: Absence, why: str) -> None:
    key = DeliveryKey("daily", ALL, date(2015, 1, 5), 1, TEAM)
    tally = Tally()
    tally.count(DeliveryRow(key, State.FAILED, china("2015-01-06 08:30"), reason=absent(how)))
    assert tally.first is not None
    assert (tally.first[0], str(tally.first[1])) == (TEAM, why)


async def test_a_chat_that_left_is_told_and_that_it_is_back(house: House) -> None:
    house.sender.outcomes = [Gone("bot was kicked")]
    await wake(house, minutes=30)
    await wake(house, days=1)
    assert [text[:14] for text in notices(house)] == [f"⚠ Chat {TEAM}: i"]
    await house.app.delivery.back(TEAM)
    await wake(house, minutes=1)
    assert notices(house)[1:] == [f"Chat {TEAM} gets its digests again."]


async def test_a_refused_digest_is_told_with_telegrams_reason_and_that_it_goes_again(house: House) -> None:
    house.sender.outcomes = [Refusal("Bad Request: not enough rights"), Sent(5), Refusal("the same"), Sent(6)]
    for _ in range(4):
        await wake(house, minutes=30)
    first, over = notices(house)
    assert "Telegram refuses its digest (Bad Request: not enough rights)." in first
    assert over == f"Chat {TEAM} gets its digests again."


async def test_a_store_that_fails_is_told_once_though_nothing_can_be_written_and_that_it_works_again(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def full(*_: object) -> None:
        raise StoreUnusable(path="store.sqlite", reason="the disk is full")

    with monkeypatch.context() as broken:
        broken.setattr(house.rooms.ledger, "plan", full)
        broken.setattr(house.rooms.shelf("notices"), "put", full)
        for _ in range(3):
            with pytest.raises(StoreUnusable):
                await wake(house, minutes=30)
    await wake(house, minutes=1)
    await wake(house, minutes=1)
    first, over = notices(house)
    assert "The store at store.sqlite cannot be used: the disk is full." in first
    assert over == "The store works again."


async def test_a_store_that_fails_in_mid_delivery_is_one_notice_and_no_second_one_about_the_digest(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def full(*_: object, **__: object) -> bool:
        raise StoreUnusable(path="store.sqlite", reason="the disk is full")

    for name in ("claim", "settle"):
        monkeypatch.setattr(house.rooms.ledger, name, full)
    for _ in range(2):
        with pytest.raises(StoreUnusable):
            await wake(house, minutes=30)
    assert [text[:40] for text in notices(house)] == ["⚠ The store at store.sqlite cannot be us"]


async def test_a_digest_that_cannot_be_made_is_told(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> str:
        raise RuntimeError("a slip in a template")

    with monkeypatch.context() as slip:
        slip.setattr(type(house.app.delivery.composer), "words", broken)
        await wake(house, minutes=30)
        await wake(house, minutes=30)
    (notice,) = notices(house)
    assert "Something went wrong here." in notice
    await wake(house, minutes=30)
    assert notices(house)[1:] == ["Digests are made again."]
    assert len(digests(house)) == 1


async def test_each_admin_is_told_once_who_has_to_wait_later_and_who_is_not_there_never() -> None:
    settings = house_settings(telegram={"admins": [7, 8, 9], "chats": [TEAM]})
    async with open_house("2015-01-06 08:00", settings=settings) as house:
        await seed_chats(house.app)
        house.simulator.faults.add("getuserread", Errcode(48001), times=FOREVER)
        house.sender.outcomes = [Gone("never wrote"), Later(5), Unknown()]
        for _ in range(4):
            await wake(house, minutes=10)
        asked = [chat for chat, _, _ in house.sender.tried if chat in (7, 8, 9)]
    assert asked == [7, 8, 9, 8]


async def test_what_was_over_before_anybody_heard_is_not_told(house: House) -> None:
    house.sender.outcomes = [Later(5)]
    house.simulator.faults.add("getuserread", Errcode(48001), times=1)
    await wake(house, minutes=30)
    await wake(house, minutes=6)
    await wake(house, minutes=6)
    assert notices(house) == []
