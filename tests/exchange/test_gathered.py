"""Rows of one table that are about the same thing, add up others, or are a part of a whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.exchange.brought import Desk, notes, problems


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


async def test_of_two_rows_that_contradict_each_other_neither_is_kept_and_it_is_said(desk: Desk) -> None:
    brought = await desk.bring("a.csv", "date,title,readers\n2015-01-05,a,1\n2015-01-05,b,2\n2015-01-05,a,3\n")
    assert {f.title: f.figures.readers for f in await desk.facts("articles")} == {"b": 2}
    assert problems(brought) == ["line 4: it tells other figures of the same thing than line 2; neither is kept."]
    assert not brought.whole


async def test_a_third_row_that_agrees_with_the_first_settles_no_contradiction(desk: Desk) -> None:
    brought = await desk.bring("a.csv", "date,readers\n2015-01-05,1\n2015-01-05,3\n2015-01-05,1\n2015-01-06,7\n")
    assert [fact.figures.readers for fact in await desk.facts("account")] == [7]
    assert not brought.whole


async def test_a_row_that_repeats_an_earlier_one_counts_once_and_is_named(desk: Desk) -> None:
    brought = await desk.bring("a.csv", "date,readers\n2015-01-05,1\n2015-01-05,1\n")
    assert [fact.figures.readers for fact in await desk.facts("account")] == [1]
    assert notes(brought) == ["Rows that repeat an earlier one: 1. Each counts once: line 3 (as line 2)."]
    assert brought.whole


@pytest.mark.parametrize("called", ["合计", "总计：", "小 计", "Total", "SUM", "Grand total", "共计"])
@pytest.mark.parametrize("header", ["日期,标题,阅读人数", "日期,渠道,阅读人数", "date,scene,sharers"])
async def test_a_row_of_totals_is_no_article_channel_or_scene(desk: Desk, called: str, header: str) -> None:
    brought = await desk.bring("a.csv", f"{header}\n2015-01-05,朋友圈,7\n2015-01-05,{called},8\n{called},,9\n")
    assert notes(brought) == ["Rows of totals were left out: 2 (line 3, line 4)."]
    assert brought.whole
    assert brought.taken.parts[0].rows == 1


async def test_an_article_that_is_called_total_and_has_a_msgid_is_an_article(desk: Desk) -> None:
    await desk.bring("a.csv", "date,msgid,title,readers\n2015-01-05,1_1,Total,7\n")
    assert [fact.title for fact in await desk.facts("articles")] == ["Total"]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("日期,性别,阅读人数\n2015-01-05,男,80\n", "line 1: this table was not taken: its rows tell of parts of the "
         "readers (性别), which are not kept."),
        ("date,province,readers\n2015-01-05,Guangdong,80\n", "line 1: this table was not taken: its rows tell of parts "
         "of the readers (province), which are not kept."),
        ("A story\n\nDate,Channel,Readers\n2015-01-05,All,100\n2015-01-05,Message,70\n", "line 3: this table was not "
         "taken: “A story” stands above it: if that is an article, its figures are not the account's; if it is a "
         "heading of yours, take that line away."),
        ("标题里有故事的一篇\n日期,阅读人数\n2015-01-05,100\n", "line 2: this table was not taken: "
         "“标题里有故事的一篇” stands above it: if that is an article, its figures are not the account's; if it is a "
         "heading of yours, take that line away."),
    ],
)  # fmt: skip
async def test_figures_of_one_article_or_a_part_of_its_readers_are_never_the_accounts(
    desk: Desk, text: str, why: str
) -> None:
    brought = await desk.bring("a.csv", text)
    assert (problems(brought), await desk.all()) == ([why], [])


@pytest.mark.parametrize("above", ["Daily Tech", "导出于 2026-11-20", "2015-01-01 – 2015-01-31", "流量分析", "Export"])
async def test_what_stands_above_tables_of_a_whole_account_refuses_nothing(desk: Desk, above: str) -> None:
    brought = await desk.bring("a.csv", f"{above}\ndate,readers\n2015-01-05,100\n")
    assert brought.whole
    assert [fact.figures.readers for fact in await desk.facts("account")] == [100]


async def test_titles_of_two_rows_are_read_as_one(desk: Desk) -> None:
    brought = await desk.bring(
        "a.csv", "日期,标题,阅读,,分享,,收藏\n,,人数,次数,人数,次数,人数\n2015-01-05,甲,100,150,5,6,2\n"
    )
    (fact,) = await desk.facts("articles")
    assert (fact.title, fact.figures.known) == (
        "甲", {"readers": 100, "reads": 150, "sharers": 5, "shares": 6, "savers": 2},
    )  # fmt: skip
    assert brought.whole


async def test_a_row_of_figures_is_never_taken_for_titles(desk: Desk) -> None:
    await desk.bring("a.csv", "日期,标题,阅读人数\n2015-01-05,分享人数,100\n2015-01-06,人数,90\n")
    assert [fact.figures.readers for fact in await desk.facts("articles")] == [100, 90]


async def test_a_count_that_is_short_for_ten_thousands_is_read_whole(desk: Desk) -> None:
    await desk.bring("a.csv", "日期,阅读人数,阅读次数\n2015-01-05,1.2万,2.5w\n")
    assert [fact.figures.known for fact in await desk.facts("account")] == [{"readers": 12_000, "reads": 25_000}]


async def test_an_id_that_a_spreadsheet_has_rounded_is_refused(desk: Desk) -> None:
    brought = await desk.bring("a.csv", "date,msgid,title,readers\n2015-01-05,2.24748E+16,a,1\n")
    assert problems(brought) == [
        "line 2: a spreadsheet has rounded its msgid to “2.24748E+16”: keep that column as text."
    ]


async def test_an_article_keeps_one_id_though_only_one_file_tells_it_from_its_namesakes(desk: Desk) -> None:
    short = "date,title,readers\n2015-01-05,早安,100\n"
    long = "date,title,发表日期,readers,sharers\n2015-01-05,早安,2015-01-04,100,3\n"
    for names in (("a.csv", "b.csv"), ("b.csv", "a.csv")):
        other = Desk(desk.folder)
        for name in names:
            other.pass_by(hours=1)
            await other.bring(name, short if name == "a.csv" else long)
        (fact,) = await other.facts("articles")
        assert fact.figures.known == {"readers": 100, "sharers": 3}
