"""Which days are held, by which source, for good or not, and the gaps."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from bot.collect.backfill import Backfill
from bot.collect.coverage import Coverage, Hold, coverage
from bot.core.days import Span
from bot.core.facts import Generation
from tests.house import House, open_house

AROUND = Span(date(2025, 10, 30), date(2025, 11, 3))


async def covered(house: House, span: Span) -> Coverage:
    return await coverage(house.app.archive, house.app.accounts.of("demo")[0], span)


async def filled(house: House, span: Span) -> None:
    work = Backfill(house.app.collect, house.app.archive, house.clock)
    await work.run(house.app.accounts.of("demo")[0], span, lambda progress: None)


async def test_nothing_held_is_one_gap() -> None:
    async with open_house("2026-11-24 12:30") as house:
        found = await covered(house, AROUND)
    assert found.gaps == [AROUND]
    assert found.count(Hold.NONE) == 5


async def test_days_are_told_by_the_family_that_served_them() -> None:
    async with open_house("2026-11-24 12:30") as house:
        await filled(house, AROUND)
        found = await covered(house, AROUND)
    assert (found.of(Generation.CLASSIC), found.of(Generation.SUCCESSOR), found.imported) == (2, 3, 0)
    assert found.count(Hold.FINAL) == 5
    assert found.gaps == []


async def test_a_day_without_its_articles_is_held_in_part_and_a_young_one_may_still_change() -> None:
    async with open_house("2015-01-06 12:30") as house:
        await house.say("/report 2015-01-05")
        await house.say("/reads 2015-01-03")
        found = await covered(house, Span(date(2015, 1, 1), date(2015, 1, 5)))
    assert [day.hold for day in found.days] == [Hold.NONE, Hold.SOME, Hold.SOME, Hold.SOME, Hold.WHOLE]
    assert found.gaps == [Span.day(date(2015, 1, 1))]


async def test_what_is_missing_of_days_that_are_held_in_part_is_told_in_plain_words() -> None:
    async with open_house("2015-01-06 12:30") as house:
        await house.say("/report 2015-01-05")
        await house.say("/reads 2015-01-02..2015-01-03")
        told = await house.say("/coverage 2015-01-02..2015-01-05")
        whole = await house.say("/coverage 2015-01-05")
    assert (
        "Of 3 days only the account's own figures are held: those of their articles are missing.\n"
        "Where WeChat still gives them, a question about such a day fetches them.\n"
        "No day is missing altogether.\n"
    ) in told
    assert "No day is missing.\n" in whole


async def test_days_that_a_file_brought_are_told_apart() -> None:
    async with open_house("2026-11-24 12:30") as house:
        await filled(house, Span.day(date(2015, 1, 5)))
        held = await house.app.archive.held("demo", "getuserread", Span.day(date(2015, 1, 5)))
        await house.app.collect.keep_imported("demo", [replace(r, origin="old.json") for r in held.values()])
        found = await covered(house, Span.day(date(2015, 1, 5)))
    assert (found.imported, found.of(Generation.CLASSIC)) == (1, 0)
    assert found.days[0].file == "old.json"
