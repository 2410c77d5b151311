"""The order of a morning, and the fewest calls for it: cold and warm, in both generations."""

from __future__ import annotations

from collections import Counter
from datetime import date, time

import pytest

from bot.collect import Need, Purpose
from bot.core.days import Span
from bot.core.facts import Part
from bot.wechat.client import AT_ONCE
from bot.wechat.endpoints import ARTICLE_TOTAL_DETAIL
from bot.wechat.simulator import FOREVER, Errcode
from tests.house import House, memory_rooms, open_house

MORNING = "2026-11-24 08:30"
D = date(2026, 11, 23)
OLD = date(2015, 1, 13)
LIVES = ARTICLE_TOTAL_DETAIL.name
COLD = {"getbizsummary": 1, "getarticleread": 1, "getarticleshare": 1}
COLD_CLASSIC = {"getuserread": 2, "getarticlesummary": 1, "getusershare": 1}


def made(house: House) -> list[tuple[str, str]]:
    """The datacube's calls in their order: the interface, and the last day asked for."""
    calls = (c for c in house.simulator.calls if c.path.startswith("/datacube/") and c.body)
    return [(c.name, str(c.body["end_date"])) for c in calls if c.body]


def counts(house: House, since: int = 0) -> Counter[str]:
    return Counter(name for name, _ in made(house)[since:])


async def digest(house: House, day: date = D) -> bool:
    return (await house.app.delivery.composer.draft_digest(Span.day(day), "all")).ready


async def test_first_the_account_then_articles_and_shares_then_lives_the_newest_first() -> None:
    async with open_house(MORNING) as house:
        assert await digest(house)
        order = made(house)
        names = [name for name, _ in order]
        assert names[0] == "getbizsummary"
        assert set(names[1:3]) == {"getarticleread", "getarticleshare"}
        assert set(names[3:]) == {LIVES}
        assert {day for _, day in order[:3]} == {str(D)}
        lives = [day for name, day in order if name == LIVES]
        assert (
            sorted(lives, reverse=True) == [str(day) for day in reversed(list(Span(D.replace(day=1), D)))][: len(lives)]
        )


async def test_a_cold_digest_of_the_successors_is_one_call_each_and_lives_until_the_titles_are_known() -> None:
    async with open_house(MORNING) as house:
        assert await digest(house)
        found = counts(house)
        lives = found.pop(LIVES)
        assert found == COLD
        assert lives % AT_ONCE == 0
        assert AT_ONCE <= lives <= 30
        (account,) = house.app.accounts
        shown = (await house.app.collect.look(account, [Need(Part.ARTICLES, Span.day(D))])).day(D).articles
        leading = sorted(shown, key=lambda a: -(a.figures.readers or 0))[:10]
        assert all(article.title for article in leading)
        # The last round of lives was needed: without it a leading article has no title.
        newest = {day for name, day in made(house) if name == LIVES}
        earlier = sorted(newest, reverse=True)[: lives - AT_ONCE]
        told = await house.rooms.archive.names("demo", [a.msgid for a in leading])
        assert any(str(name.published) not in earlier for name in told.values())


async def test_a_warm_digest_asks_nothing_the_same_day_and_on_the_next_that_day_and_what_its_articles_reached() -> None:
    async with open_house(MORNING) as house:
        await digest(house)
        first = len(made(house))
        for _ in range(3):
            assert await digest(house)
            house.clock.pass_by(hours=1)
        assert len(made(house)) == first
        await house.app.lives()
        second = len(made(house))
        house.clock.pass_by(hours=21)
        assert await digest(house, D.replace(day=24))
        fresh = counts(house, second)
        lives = {day for name, day in made(house)[second:] if name == LIVES}
        assert fresh.pop(LIVES) == len(lives) <= 10
        assert fresh == COLD
        assert {day for name, day in made(house)[second:] if name != LIVES} == {"2026-11-24"}
        third = len(made(house))
        await house.app.lives()
        assert not lives & {day for _, day in made(house)[third:]}, "what the digest asked is not asked again"


async def test_a_cold_and_a_warm_digest_of_the_classics() -> None:
    async with open_house("2015-01-14 08:30") as house:
        assert await digest(house, OLD)
        assert counts(house) == COLD_CLASSIC
        assert {name for name, _ in made(house)[:2]} == {"getuserread"}
        assert await digest(house, OLD)
        assert sum(counts(house).values()) == 4
        house.clock.pass_by(days=1)
        assert await digest(house, OLD.replace(day=14))
        # D and D−7, of which only D is new together with D−1; a week before it lies a day that nobody asked.
        assert counts(house, 4) == COLD_CLASSIC


@pytest.mark.parametrize("day", [D, OLD])
async def test_a_plan_says_what_a_digest_then_asks_but_for_titles(day: date) -> None:
    async with open_house(f"{day.replace(day=day.day + 1)} 08:30") as house:
        (account,) = house.app.accounts
        needs = [Need(p, Span.day(day)) for p in (Part.ACCOUNT, Part.ARTICLES, Part.SCENES)]
        plan = await house.app.collect.plan(account, needs, Purpose.DIGEST)
        assert made(house) == []
        await house.app.collect.ensure(account, needs, Purpose.DIGEST)
        planned = Counter((call.endpoint.name, str(call.span.last)) for call in plan)
        assert planned == Counter(call for call in made(house) if call[0] != LIVES)
        assert await house.app.collect.plan(account, needs, Purpose.DIGEST) == []


async def test_a_day_that_is_not_computed_costs_one_call_a_try_and_the_lives_wait_too() -> None:
    async with open_house(MORNING, late={D: time(11)}) as house:
        costs = []
        for _ in range(4):
            before = len(made(house))
            assert not await digest(house)
            costs.append(len(made(house)) - before)
            house.clock.pass_by(minutes=10)
        # The first answer calls all its days delayed, so that the comparison of a week before is asked once by itself.
        assert costs == [1, 2, 1, 1]
        assert set(counts(house)) == {"getbizsummary"}


async def test_across_the_break_each_family_is_asked_for_its_days_and_a_withdrawn_one_only_once() -> None:
    day = date(2025, 11, 3)
    async with open_house("2025-11-04 08:30", retired="classic") as house:
        assert await digest(house, day)
        found = counts(house)
        assert found["getuserread"] == 1
        assert {name: found[name] for name in COLD} == COLD
        before = len(made(house))
        for _ in range(3):
            await digest(house, day)
            await house.say("/report 2025-11-03")
        assert len(made(house)) == before


async def test_without_titles_at_most_thirty_lives_are_asked_and_then_each_days_and_those_of_its_articles() -> None:
    async with open_house(MORNING, titles=False) as house:
        assert await digest(house)
        assert counts(house)[LIVES] == 30
        await digest(house)
        await house.say("/top")
        assert counts(house)[LIVES] == 30
        house.clock.pass_by(days=1)
        assert await digest(house, D.replace(day=24))
        asked = [day for name, day in made(house) if name == LIVES][30:]
        assert "2026-11-24" in asked
        assert len(asked) == len(set(asked)) <= 11


async def test_titles_that_cannot_be_had_are_given_up_after_one_round_and_hold_nothing_up() -> None:
    async with open_house(MORNING) as house:
        house.simulator.faults.add(LIVES, Errcode(48001), times=FOREVER)
        assert await digest(house)
        assert counts(house)[LIVES] == AT_ONCE
        said = await house.say("/report")
    assert "_1 " in said  # an article by its msgid
    assert "does not let" not in said


async def test_the_lives_come_after_the_digest_and_only_those_that_it_did_not_need() -> None:
    async with open_house(MORNING) as house:
        await digest(house)
        before = made(house)
        assert await house.app.lives()
        later = made(house)[len(before) :]
        assert {name for name, _ in later} <= {LIVES, "getarticletotal"}
        assert not set(later) & set(before)
        await digest(house)
        assert len(made(house)) == len(before) + len(later)


@pytest.mark.parametrize(
    ("question", "cold"),
    [
        ("/reads", {"getbizsummary": 1}),
        ("/reads 2026-10-15..2026-11-13", {"getbizsummary": 2}),
        ("/reads 2026-10", {"getbizsummary": 3}),
        ("/reads 2025-10-31..2025-11-01", {"getuserread": 1, "getbizsummary": 1}),
        ("/shares 2015-01-05..2015-01-11", {"getuserread": 5, "getusershare": 1}),
        ("/top 2015-01-05..2015-01-11", {"getuserread": 3, "getarticlesummary": 7}),
        ("/top 2026-10-05..2026-10-11", {"getbizsummary": 1, LIVES: 7}),
    ],
)
async def test_a_question_costs_the_fewest_calls_and_none_the_second_time(question: str, cold: dict[str, int]) -> None:
    async with open_house(MORNING) as house:
        assert "read" in await house.say(question) or "shar" in await house.say(question)
        assert counts(house) == cold
        await house.say(question)
        assert counts(house) == cold


async def test_lives_that_were_told_after_a_spans_end_answer_for_it_ever_after() -> None:
    async with open_house(MORNING) as house:
        await house.say("/top 2026-11-09..2026-11-15")
        assert counts(house)[LIVES] == 7
        house.clock.pass_by(hours=7)
        await house.say("/top 2026-11-09..2026-11-15")
        assert counts(house)[LIVES] == 7
        await house.say("/top 2026-11-13..2026-11-17")
        assert counts(house)[LIVES] == 9


async def test_what_one_question_fetched_spares_the_next_one_its_calls() -> None:
    rooms = memory_rooms()
    async with open_house(MORNING, rooms=rooms) as house:
        await house.say("/reads 2026-11-16..2026-11-23")
    async with open_house(MORNING, rooms=rooms) as house:
        await house.say("/reads")
        assert made(house) == []
        assert await digest(house)
        assert "getbizsummary" not in counts(house)


async def test_at_noon_the_newest_days_are_asked_once_more_in_one_call_each() -> None:
    async with open_house(MORNING) as house:
        await digest(house)
        before = len(made(house))
        house.clock.pass_by(hours=4, minutes=1)
        assert await house.app.upkeep()
        again = counts(house, before)
        assert again["getbizsummary"] == 1
        await house.app.upkeep()
        assert counts(house, before) == again
