"""Tables brought in beside what is held: a second time, by another file, for one account of several."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.exchange.brought import ARTICLES, CONSOLE, TWO, Desk, problems


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


async def test_importing_twice_changes_nothing_not_even_when_it_was_fetched(desk: Desk) -> None:
    for text in (ARTICLES, CONSOLE):
        await desk.bring("a.csv", text)
    before = await desk.all()
    desk.pass_by(days=1)
    for text in (ARTICLES, CONSOLE):
        brought = await desk.bring("a.csv", text)
        assert brought.written == 0
        assert brought.unchanged
    assert await desk.all() == before


async def test_a_second_file_adds_to_the_first_and_corrects_it(desk: Desk) -> None:
    await desk.bring("a.csv", "date,title,readers\n2015-01-05,a,1\n2015-01-05,b,2\n")
    desk.pass_by(hours=1)
    await desk.bring("b.csv", "date,title,readers,sharers\n2015-01-05,b,3,1\n2015-01-05,c,4,1\n")
    facts = await desk.facts("articles")
    assert {f.title: f.figures.known for f in facts} == {
        "a": {"readers": 1}, "b": {"readers": 3, "sharers": 1}, "c": {"readers": 4, "sharers": 1},
    }  # fmt: skip
    assert {f.source.origin for f in facts} == {"b.csv"}


async def test_totals_beside_a_day_of_publishing_are_never_what_one_day_brought(desk: Desk) -> None:
    brought = await desk.bring("a.csv", "内容标题,发表时间,总阅读人数,日期\na,2015-01-02 08:30,50,2015-01-05\n")
    assert brought.whole
    assert await desk.facts("articles", "daily") == []
    (life,) = await desk.facts("lives", "daily")
    assert [(str(s.stat_date), s.figures.readers) for s in life.stats] == [("2015-01-05", 50)]


async def test_that_an_earlier_files_figures_change_is_told(desk: Desk) -> None:
    first = await desk.bring("a.csv", "date,readers\n2015-01-05,1\n")
    again = await desk.bring("a.csv", "date,readers\n2015-01-05,1\n")
    other = await desk.bring("b.csv", "date,readers\n2015-01-05,2\n2015-01-06,3\n")
    assert [len(one.changed) for one in (first, again, other)] == [0, 0, 1]


async def test_with_several_accounts_a_table_must_say_whose_it_is(desk: Desk) -> None:
    desk.whose = TWO
    brought = await desk.bring("a.csv", "date,readers\n2015-01-05,1\n")
    assert problems(brought) == [
        "line 1: this table was not taken: several accounts are set up: "
        "say whose figures these are with --account (daily, tech)."
    ]
    await desk.bring("b.csv", "account,date,readers\ndaily,2015-01-05,1\nTech,2015-01-05,2\nother,2015-01-05,3\n")
    for key, readers in (("daily", 1), ("tech", 2)):
        (fact,) = await desk.facts("account", key)
        assert fact.figures.readers == readers


async def test_an_account_that_is_asked_for_stands_above_what_a_table_calls_it(desk: Desk) -> None:
    desk.whose = replace(TWO, chosen="tech", forced=True)
    assert (await desk.bring("a.csv", "account,date,readers\nold name,2015-01-05,1\n")).whole
    assert len(await desk.facts("account", "tech")) == 1
