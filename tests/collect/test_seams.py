"""Laws at the seams of collecting: what goes on side by side, what is refused, and what comes late."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import date, timedelta

from bot.app import Rooms, seed_chats
from bot.collect.backfill import Backfill
from bot.collect.rules import to_keep
from bot.core.days import Span
from bot.core.errors import StoreUnusable
from bot.core.facts import Reply
from bot.core.outcomes import Gone
from bot.core.ports import State
from bot.settings import Settings
from bot.store.memory import MemoryArchive
from bot.wechat.simulator import FOREVER, Body, Errcode
from tests.chat.said import commands
from tests.house import ADMIN, TEAM, House, china, house_settings, memory_rooms, open_house

DAY = date(2015, 1, 5)
WEEK = Span(date(2015, 1, 1), date(2015, 1, 7))


def asked_days(house: House) -> Counter[tuple[str, str]]:
    counts: Counter[tuple[str, str]] = Counter()
    for call in house.simulator.calls:
        if call.path.startswith("/datacube/") and call.body:
            days = Span(date.fromisoformat(call.body["begin_date"]), date.fromisoformat(call.body["end_date"]))
            counts.update((call.name, str(day)) for day in days)
    return counts


def work(house: House) -> Backfill:
    return Backfill(house.app.collect, house.app.archive, house.clock)


async def test_what_a_question_fetches_during_a_backfill_is_not_asked_again() -> None:
    async with open_house("2026-11-24 12:30") as house:
        (account,) = house.app.accounts
        questions: list[asyncio.Task[str]] = []

        def told(progress: object) -> None:
            if len(questions) == 0:
                questions.append(asyncio.create_task(house.say("/report 2015-01-01")))

        progress = await work(house).run(account, WEEK, told)
        await questions[0]
        counts = asked_days(house)
    assert progress.left == 0
    assert (
        counts.total() - len(counts) <= 3
    )  # a question's calls, made at once, may be under way for both at that moment


async def test_two_wishes_about_the_same_days_ask_each_day_once() -> None:
    async with open_house("2026-11-24 12:30") as house:
        await asyncio.gather(
            house.say("/backfill 2015-01-01..2015-01-07"),
            house.say("/backfill 2015-01-03..2015-01-10", chat=ADMIN),
        )
        assert set(asked_days(house).values()) == {1}


async def test_a_span_is_ranked_by_lives_that_reach_its_end() -> None:
    async with open_house("2026-11-21 04:00") as house:
        early = await house.say("/top 2026-11-16..2026-11-18")
        house.clock.instant = china("2026-11-21 08:45")
        before = asked_days(house)
        answer = await house.say("/top 2026-11-16..2026-11-20")
        fresh = asked_days(house) - before
        again = await house.say("/top 2026-11-16..2026-11-20")
    assert "had by 18 November 2026" in early
    assert {("getarticletotaldetail", f"2026-11-{day}") for day in range(16, 21)} <= set(fresh)
    assert again.splitlines()[:-1] == answer.splitlines()[:-1]


async def test_a_withdrawn_part_holds_up_no_digest() -> None:
    classic = {"name": "Daily Tech", "app_id": "wxdemo", "app_secret": "x", "source": "classic"}
    settings = Settings.model_validate(house_settings().model_dump() | {"accounts": {"demo": classic}})
    async with open_house("2026-11-24 08:30", settings=settings, retired={"getusershare"}) as house:
        draft = await house.app.delivery.composer.draft_digest(Span.day(date(2026, 11, 23)), "all")
        assert (
            draft.ready or (await house.app.delivery.composer.draft_digest(Span.day(date(2026, 11, 23)), "all")).ready
        )


def reply(rows: int, *, delayed: bool, endpoint: str = "getbizsummary", hours: int = 0) -> Reply:
    at = china("2026-11-24 08:30") + timedelta(hours=hours)
    body = {"list": [{"n": n} for n in range(rows)], "is_delay": delayed}
    return Reply("demo", endpoint, date(2026, 11, 23), at, at, body)


def test_an_unfinished_answer_leaves_a_finished_one_as_if_nobody_had_asked() -> None:
    held, later = reply(1, delayed=False), reply(2, delayed=True, hours=4)
    assert to_keep(held, later) is held
    assert to_keep(held, reply(0, delayed=True, hours=4)) is held
    assert to_keep(held, reply(0, delayed=False, hours=4)).asked_at == later.asked_at


def test_a_longer_life_is_kept_also_when_it_is_unfinished() -> None:
    held = reply(1, delayed=False, endpoint="getarticletotaldetail")
    later = reply(2, delayed=True, endpoint="getarticletotaldetail", hours=4)
    assert to_keep(held, later).rows == later.rows


async def test_what_a_file_alone_brought_is_fetched_by_a_backfill_once() -> None:
    async with open_house("2026-11-24 12:30") as house:
        (account,) = house.app.accounts
        at = house.clock.now()
        body = {"list": [{"ref_date": str(DAY), "int_page_read_user": 3}]}
        brought = Reply("demo", "getuserread", DAY, at, at, body, at, "thin.csv")
        await house.app.collect.keep_imported("demo", [brought])
        assert "from thin.csv" in await house.say("/reads 2015-01-05")
        house.clock.pass_by(hours=1)
        await work(house).run(account, Span.day(DAY), lambda progress: None)
        assert "24,140 readers" in await house.say("/reads 2015-01-05")
        assert (await work(house).run(account, Span.day(DAY), lambda progress: None)).total == 0


async def test_an_account_set_to_successor_hears_that_old_days_cannot_be_fetched() -> None:
    forced = {"name": "Daily Tech", "app_id": "wxdemo", "app_secret": "x", "source": "successor"}
    settings = Settings.model_validate(house_settings().model_dump() | {"accounts": {"demo": forced}})
    async with open_house("2026-11-24 12:30", settings=settings) as house:
        assert "Nothing of these days can be fetched" in await house.say("/backfill 2015-01-01..2015-01-07")
        (message,) = await house.said("/coverage 2015-01")
    assert not any(command.startswith("/backfill") for command in commands(message))


class Failing(MemoryArchive):
    """An archive whose disk is full after some writes."""

    writes = 0

    async def keep(self, replies: object) -> None:
        self.writes += 1
        if self.writes > 3:
            raise StoreUnusable(path="x", reason="the disk is full")
        await super().keep(replies)  # type: ignore[arg-type]


async def test_a_full_disk_ends_a_backfill_and_nothing_works_on_unseen() -> None:
    memory = memory_rooms()
    rooms = Rooms(Failing(), memory.ledger, memory.shelf)
    async with open_house("2026-11-24 12:30", rooms=rooms) as house:
        answer = await house.say("/backfill 2015-01-01..2015-03-31")
        calls = len(house.simulator.calls)
        await asyncio.sleep(0.05)
        assert len(house.simulator.calls) == calls
    assert calls < 30
    assert "the disk is full" in answer


async def test_a_wish_that_cannot_succeed_is_given_up_and_its_chat_told_why() -> None:
    async with open_house("2026-11-24 12:30") as house:
        house.simulator.faults.add("getarticletotal", Errcode(48001), times=FOREVER)
        await house.say("/backfill 2015-01-01..2015-01-07")
        for _ in range(8):
            house.clock.pass_by(hours=1)
            house.app.backfills.go_on()
            while house.app.backfills.at_work:  # noqa: ASYNC110 - the work tells nobody of its end
                await asyncio.sleep(0.01)
        asked = sum(call.name == "getarticletotal" for call in house.simulator.calls)
        (told,) = house.sender.texts(ADMIN)
    assert "does not let Daily Tech read its figures" in told
    assert asked < 60


async def test_an_answers_as_of_is_that_of_the_oldest_day_that_may_still_change() -> None:
    async with open_house("2026-11-22 09:00") as house:
        await house.say("/reads 2026-11-20")
        house.clock.instant = china("2026-11-22 09:40")
        answer = await house.say("/reads 2026-11-20..2026-11-21")
    assert "as of 09:00" in answer


async def test_an_empty_late_life_is_looked_at_again_for_its_titles() -> None:
    async with open_house("2026-11-24 08:31", late={}) as house:
        house.simulator.faults.add("getarticletotaldetail", Body({"list": [], "is_delay": True}), times=30)
        first = await house.say("/top yesterday 1")
        house.simulator.faults.clear()
        house.clock.pass_by(minutes=20)
        again = await house.say("/top 2026-11-23 1")
    assert first.splitlines()[3][3:].partition("_")[0].isdecimal()
    assert not again.splitlines()[3][3:].partition("_")[0].isdecimal()


async def test_one_chat_that_is_gone_does_not_keep_lives_waiting() -> None:
    async with open_house("2026-11-24 08:00") as house:
        await seed_chats(house.app)
        house.clock.instant = china("2026-11-24 08:31")
        house.sender.outcomes = [Gone()]
        await house.app.delivery.wake()
        rows = await house.rooms.ledger.rows(chat=TEAM)
        assert rows[0].state is not State.SENT
        assert await house.app.delivery.at_rest(timedelta(hours=1))
