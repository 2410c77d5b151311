"""Tables as people keep them, brought in: what each kind is taken for, and what of it is left out."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.exchange.brought import ARTICLES, CONSOLE, Desk, notes, problems

D = date(2015, 1, 5)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
async def test_a_table_is_read_in_every_usual_form(desk: Desk, encoding: str, delimiter: str) -> None:
    text = ARTICLES if delimiter == "," else ARTICLES.replace('"1,234"', "1 234").replace(",", delimiter)
    brought = await desk.bring("articles.csv", text, encoding=encoding)
    assert problems(brought) == []
    facts = await desk.facts("articles")
    assert [(f.day, f.title, f.figures.readers, f.figures.reads) for f in facts] == [
        (D, "马航丢画记", 1234, 2000), (date(2015, 1, 6), "马航丢画记", 7, 8),
    ]  # fmt: skip
    assert {fact.source.origin for fact in facts} == {"articles.csv"}


async def test_a_title_with_line_breaks_and_quotes_is_one_title(desk: Desk) -> None:
    brought = await desk.bring("a.csv", 'date,title,readers\n2015-01-05,"a\n""b"", c",1\nx,d,1\n')
    (fact,) = await desk.facts("articles")
    assert fact.title == 'a\n"b", c'
    assert problems(brought) == ["line 4: “x” is not one certain day; days look like 2015-01-05."]


async def test_an_article_without_msgid_always_gets_the_same_one_from_its_title(desk: Desk) -> None:
    await desk.bring("a.csv", ARTICLES)
    await desk.bring("b.csv", "date,title,readers\n2015-01-07,马航丢画记,1\n")
    assert {fact.msgid for fact in await desk.facts("articles")} == {"import-a2b17968ea"}


async def test_a_msgid_that_is_given_stays(desk: Desk) -> None:
    await desk.bring("a.csv", "ref_date,msgid,title,int_page_read_user,user_source\n2015-01-05,12003_3,a,5,0\n")
    (fact,) = await desk.facts("articles")
    assert (fact.msgid, fact.figures.readers) == ("12003_3", 5)


async def test_wrong_rows_are_named_by_line_and_left_out_and_the_rest_goes_in(desk: Desk) -> None:
    brought = await desk.bring(
        "a.csv",
        "date,title,readers,reads\n"
        "2015-01-05,a,abc,1\n"
        "1/5/2015,a,1,1\n"
        ",a,1,1\n"
        "2014-11-30,a,1,1\n"
        "2026-11-24,a,1,1\n"
        "2015-01-05,,1,1\n"
        "2015-01-05,a,-1,1\n"
        "2015-01-05,b,-,\n"
        "\n"
        "2015-01-05,c,0,-\n",
    )
    assert problems(brought) == [
        "line 2: “abc” is not a number of readers.",
        "line 3: “1/5/2015” is not one certain day; days look like 2015-01-05.",
        "line 4: the day is missing.",
        "line 5: 2014-11-30 is before 2014-12-01, the first day of such figures.",
        "line 6: 2026-11-24 is not over yet.",
        "line 7: neither title nor msgid says which article it is about.",
        "line 8: “-1” is not a number of readers.",
        "line 9: no figure stands in this row.",
    ]
    (fact,) = await desk.facts("articles")
    assert (fact.title, fact.figures.known) == ("c", {"readers": 0})


async def test_an_open_quotation_mark_is_named_and_what_stood_before_is_in(desk: Desk) -> None:
    brought = await desk.bring("a.csv", 'date,title,readers\n2015-01-05,a,1\n2015-01-05,"b,2\n2015-01-05,c,3\n')
    assert problems(brought) == ["line 3: a quotation mark is never closed; what follows it up to line 4 was not read."]
    assert [fact.title for fact in await desk.facts("articles")] == ["a"]


async def test_a_row_whose_quotation_marks_do_not_pair_costs_only_itself(desk: Desk) -> None:
    brought = await desk.bring("a.csv", 'date,title,readers\n2015-01-05,"a"b",1\n2015-01-05,c,3\n')
    assert len(problems(brought)) == 1
    assert [fact.title for fact in await desk.facts("articles")] == ["c"]


TOTALS = "内容标题,发表时间,总阅读人数,总阅读次数\na,2015-01-05 08:30,5,6\n"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (TOTALS, "line 1: this table was not taken: its figures are totals since publishing, and no column says up to "
                 "which day they count (add one with the title 统计日期 or stat_date); a total is not "
                 "what a day brought."),
        ("标题,阅读人数\na,1\n", "line 1: this table was not taken: no column says which day a row is about."),
        ("日期,标题\n2015-01-05,a\n", "line 1: this table was not taken: no column holds figures that I know."),
        ("日期,传播渠道,阅读人数\n2015-01-05,全部,1\n", "line 1: this table was not taken: it tells where the readers "
         "of one article came from, and no column says which article."),
        ("date,hour,title,readers\n2015-01-05,1,a,1\n", "line 1: this table was not taken: figures of single articles "
         "by hour are not kept."),
        ("a,b\n1,2\n", "no row of titles that I know was found in it, such as date, title, readers or 日期, 阅读人数."),
        ("", "it is empty."),
        (" \n", "it is empty."),
        ("<html><table></table></html>", "it is a web page, not a table: save it again as CSV or XLSX."),
    ],
)  # fmt: skip
async def test_a_table_that_cannot_be_used_is_refused_in_one_sentence(desk: Desk, text: str, why: str) -> None:
    brought = await desk.bring("a.csv", text)
    assert (problems(brought), brought.whole, await desk.all()) == ([why], False, [])


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"\xd0\xcf\x11\xe0rest", "it is no old .xls workbook that can be read: it may have a password"),
        (b"PK\x03\x04 cut off", "it is no workbook that can be read"),
        (b"\x89PNG\r\n\x1a\n\xff\xff", "it is not text in UTF-8, UTF-16 or GB18030, nor a workbook"),
    ],
)
async def test_what_is_no_table_at_all_is_named(desk: Desk, content: bytes, why: str) -> None:
    brought = await desk.bring("a.xlsx", content)
    assert problems(brought)[0].startswith(why)
    assert not brought.taken.usable


async def test_a_file_that_is_not_there_is_named(desk: Desk) -> None:
    brought = await desk.bring("nothing.csv")
    assert problems(brought) == ["it cannot be read: No such file or directory."]


async def test_an_account_table_is_the_accounts_day(desk: Desk) -> None:
    await desk.bring("a.csv", "日期,阅读人数,阅读次数,分享人数,分享次数,收藏人数\n20150105,45524,48796,11,276,5\n")
    (fact,) = await desk.facts("account")
    assert fact.figures.known == {"readers": 45524, "reads": 48796, "sharers": 11, "shares": 276, "savers": 5}
    (reply,) = await desk.all()
    assert (reply.endpoint, reply.complete_at) == ("getuserread", desk.now)


async def test_the_consoles_table_by_day_and_source_is_the_accounts_day_and_its_sources(desk: Desk) -> None:
    brought = await desk.bring("流量数据.csv", CONSOLE)
    assert brought.whole
    (account,) = await desk.facts("account")
    assert (account.figures.readers, account.figures.reads, account.figures.published) == (6, 9, 1)
    sources = {fact.origin: fact.figures.reads for fact in await desk.facts("sources")}
    assert sources == {"conversation": 3, "friends": 4, "别处": 2}


async def test_tables_side_by_side_are_taken_each_for_itself(desk: Desk) -> None:
    """As the console's newer workbook has them: three tables on one sheet, parted by blank columns."""
    desk.workbook(
        "趋势.xlsx",
        Sheet1=[
            ["", "数据趋势概况"],
            ["", "日期", "渠道", "阅读人数", "", "日期", "分享人数", "微信收藏人数", "",
             "传播渠道", "发表日期", "内容标题", "阅读人数"],
            ["", "2026-08-01", "全部", 98, "", "2026-08-01", 22, 14, "", "全部", "20260809", "一篇文章", 100],
            ["", "2026-08-01", "推荐", 35, "", "2026-08-02", 14, "", "", None, None, None, None],
        ],
    )  # fmt: skip
    brought = await desk.bring("趋势.xlsx")
    accounts = {fact.day: fact.figures.known for fact in await desk.facts("account")}
    assert accounts == {
        date(2026, 8, 1): {"readers": 98, "sharers": 22, "savers": 14},
        date(2026, 8, 2): {"sharers": 14},
    }
    assert [(fact.origin, fact.figures.readers) for fact in await desk.facts("sources")] == [("look", 35)]
    (problem,) = problems(brought)
    assert problem.startswith("sheet Sheet1, row 2: this table was not taken: its figures are totals")


async def test_scenes_and_hours_are_kept_with_what_nobody_lists(desk: Desk) -> None:
    await desk.bring("s.csv", "date,scene,sharers,shares\n2015-01-05,朋友圈,3,4\n2015-01-05,5,1,1\n")
    await desk.bring(
        "h.csv",
        "date,hour,source,scene,readers,reads,sharers,shares\n"
        "2015-01-05,8,,,5,6,1,2\n2015-01-05,900,公众号会话,,1,1,,\n2015-01-05,08:00,,friends,,,1,2\n",
    )
    assert [(f.scene, f.sharers) for f in await desk.facts("scenes")] == [("moments", 3), ("5", 1)]
    hours = [(f.hour, f.origin, f.figures.readers) for f in await desk.facts("read_hours")]
    assert hours == [(8, "all", 5), (9, "conversation", 1)]
    assert [(f.hour, f.origin, f.figures.shares) for f in await desk.facts("share_hours")] == [(8, "friends", 2)]


async def test_lives_are_kept_by_the_day_up_to_which_they_count(desk: Desk) -> None:
    brought = await desk.bring(
        "l.csv",
        "发表日期,统计日期,标题,阅读人数,阅读次数,送达人数\n"
        "2015-01-05 08:30,2015-01-06,a,7,9,100\n2015-01-05,2015-01-05,a,5,6,100\n2015-01-05,2015-01-04,a,1,1,1\n",
    )
    (life,) = await desk.facts("lives")
    assert [(s.stat_date, s.figures.readers, s.figures.reads, s.target) for s in life.stats] == [
        (D, 5, 6, 100), (date(2015, 1, 6), 7, 9, 100),
    ]  # fmt: skip
    assert problems(brought) == ["line 4: it counts until 2015-01-04, before the article was published on 2015-01-05."]


@pytest.mark.parametrize(
    ("header", "day", "endpoints"),
    [
        ("date,title,readers,sharers", "2025-10-31", {"getarticlesummary"}),
        ("date,title,readers,sharers", "2025-11-01", {"getarticleread", "getarticleshare"}),
        ("date,title,readers,shares", "2025-11-01", {"getarticlesummary"}),
        ("date,title,readers,original reads", "2025-11-01", {"getarticlesummary"}),
        ("date,title,likes,savers", "2025-11-01", {"getarticleread"}),
        ("date,title,sharers,", "2025-11-01", {"getarticleshare"}),
        ("date,x,readers,comments", "2025-11-01", {"getbizsummary"}),
        ("date,x,readers,favourites", "2025-11-01", {"getuserread"}),
        ("date,source,readers", "2025-11-01", {"getbizsummary"}),
        ("date,source,readers,reads", "2025-11-01", {"getuserread"}),
        ("date,source,readers,sharers", "2025-11-01", {"getuserread", "getbizsummary"}),
        ("date,scene,sharers", "2025-11-01", {"getusershare"}),
        ("date,hour,readers", "2025-11-01", {"getuserreadhour"}),
        ("published,title,stat_date,readers", "2025-11-01", {"getarticletotaldetail"}),
        ("published,title,stat_date,reads", "2025-11-01", {"getarticletotal"}),
        ("published,title,stat_date,readers", "2025-10-31", {"getarticletotal"}),
    ],
)
async def test_the_columns_and_the_day_tell_under_which_interface_rows_are_kept(
    desk: Desk, header: str, day: str, endpoints: set[str]
) -> None:
    values = {"date": day, "published": day, "stat_date": "2025-11-05", "title": "a", "source": "moments", "scene": "1"}
    row = ",".join(values.get(title, "7") for title in header.split(","))
    total = row.replace("moments", "全部")
    brought = await desk.bring("a.csv", f"{header}\n{row}\n{total if total != row else ''}\n")
    assert brought.whole
    assert {reply.endpoint for reply in await desk.all()} == endpoints
    # Whatever the interface, each figure is read back under its own name.
    if not endpoints & {"getusershare", "getarticletotal", "getarticletotaldetail"}:
        facts = [fact for part in ("articles", "account", "sources", "read_hours") for fact in await desk.facts(part)]
        known = {name: value for fact in facts for name, value in fact.figures.known.items()}
        figures = {title.replace(" ", "_") for title in header.split(",")} - {*values, "x", "hour", ""}
        assert known == dict.fromkeys(figures, 7)


async def test_a_workbook_is_read_sheet_by_sheet_dates_as_cells_and_numbers_as_text(desk: Desk) -> None:
    desk.workbook(
        "w.xlsx",
        Account=[["日期", "阅读人数", "备注"], [datetime(2015, 1, 5), 12.0, "=1+1"], [D, "12", None]],  # noqa: DTZ001
        Notes=[["nothing"], ["to see"]],
        Empty=[],
        Articles=[["title"], ["date", "title", "readers"], ["2015-01-05", "a", "７"], ["2015-01-05", "b", "x"]],
    )
    brought = await desk.bring("w.xlsx")
    assert [fact.figures.readers for fact in await desk.facts("account")] == [12]
    assert [(fact.title, fact.figures.readers) for fact in await desk.facts("articles")] == [("a", 7)]
    assert problems(brought) == ["sheet Articles, row 4: “x” is not a number of readers."]
    assert notes(brought) == [
        "Rows that repeat an earlier one: 1. Each counts once: sheet Account, row 3 (as sheet Account, row 2)."
    ]
    assert brought.taken.passed_over == ["Notes", "Empty"]


async def test_what_each_column_was_taken_for_is_told(desk: Desk) -> None:
    brought = await desk.bring("a.csv", "日期,内容标题,阅读人数,readers,备注\n2015-01-05,a,1,2,x\n")
    assert brought.taken.parts[0].columns == (
        ("日期", "the day"), ("内容标题", "the article's title"), ("阅读人数", "readers"), ("readers", None),
        ("备注", None),
    )  # fmt: skip


async def test_a_workbook_that_says_its_sheet_is_one_cell_is_read_whole(desk: Desk) -> None:
    desk.workbook("w.xlsx", Account=[["日期", "阅读人数"], [D, 7]])
    lying = io.BytesIO()
    with zipfile.ZipFile(desk.folder / "w.xlsx") as book, zipfile.ZipFile(lying, "w") as copy:
        for name in book.namelist():
            copy.writestr(name, re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1"', book.read(name)))
    await desk.bring("lying.xlsx", lying.getvalue())
    assert [fact.figures.readers for fact in await desk.facts("account")] == [7]


async def test_a_cut_workbook_loses_nothing_that_is_held(desk: Desk) -> None:
    desk.workbook("w.xlsx", Account=[["日期", "阅读人数"], *[[D, n] for n in range(2000)]])
    whole = (desk.folder / "w.xlsx").read_bytes()
    await desk.bring("a.csv", ARTICLES)
    before: list[Any] = await desk.all()
    for size in (100, len(whole) // 2, len(whole) - 30):
        brought = await desk.bring("cut.xlsx", whole[:size])
        assert not brought.whole
    assert await desk.all() == before
