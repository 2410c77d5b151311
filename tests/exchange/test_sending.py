"""Tables and workbooks of what is held: typed, safe to open, and good to be imported again."""

from __future__ import annotations

import asyncio
import csv
import io
import threading
from collections.abc import AsyncIterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from bot.core.facts import Named, Reply
from bot.exchange import sending, workbook
from bot.exchange.facts import ARTICLES, BY_NAME, TABLES, Table
from bot.exchange.files import escaped, unescaped
from bot.exchange.notes import NOTES
from bot.exchange.sending import file_at, hand_on_csv, send_csv, send_xlsx
from bot.exchange.taken import Whose
from bot.i18n import LANGUAGES, tell
from bot.wechat.endpoints import SCENES, SOURCES
from tests.exchange.brought import ALL_DAYS, Desk
from tests.exchange.test_document import packets


@pytest.fixture
async def desk(tmp_path: Path) -> Desk:
    """A desk with a reply of each interface."""
    desk = Desk(tmp_path)
    await desk.keep_imported("daily", [reply for reply in packets() if reply.account == "daily"])
    return desk


async def csv_of(desk: Desk, name: str) -> bytes:
    out = io.BytesIO()
    await send_csv(out, BY_NAME[name], ["daily"], ALL_DAYS, desk.archive)
    return out.getvalue()


async def rows_of(desk: Desk, name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO((await csv_of(desk, name)).decode("utf-8-sig"), newline="")))


async def xlsx_of(desk: Desk, *tables: Table) -> Any:
    out = io.BytesIO()
    await send_xlsx(out, tables or TABLES, ["daily"], ALL_DAYS, desk.archive)
    return load_workbook(io.BytesIO(out.getvalue()))


async def test_a_csv_has_a_byte_order_mark_and_the_bots_terms(desk: Desk) -> None:
    content = await csv_of(desk, "account")
    assert content.startswith(
        b"\xef\xbb\xbfaccount,date,readers,reads,original readers,original reads,sharers,shares,savers,favourites,"
    )
    assert b"generation,origin" in content


async def test_unknown_is_empty_and_never_zero(desk: Desk) -> None:
    rows = {
        row["generation"]: row for row in await rows_of(desk, "account") if row["date"] in ("2014-12-07", "2025-11-01")
    }
    assert (rows["classic"]["reads"], rows["classic"]["likes"]) == ("48796", "")
    assert (rows["successor"]["reads"], rows["successor"]["likes"]) == ("", "386")


async def test_a_successors_article_is_one_row_with_its_title(desk: Desk) -> None:
    await desk.archive.name("daily", {"2247490098_1": Named("标题", "https://mp.weixin.qq.com/s/abc")})
    read = {"ref_date": "2025-11-01", "msgid": "2247490098_1", "detail": {"read_user": 9}}
    kept = Reply("daily", "getarticleread", date(2025, 11, 1), desk.now, desk.now, {"list": [read]})
    await desk.keep_imported("daily", [kept])
    (row,) = [row for row in await rows_of(desk, "articles") if row["msgid"] == "2247490098_1"]
    assert (row["title"], row["readers"], row["sharers"], row["generation"]) == ("标题", "9", "366", "successor")


@pytest.mark.parametrize("table", TABLES, ids=lambda t: t.name)
async def test_every_table_can_be_imported_again_and_gives_the_same_figures(
    desk: Desk, tmp_path: Path, table: Table
) -> None:
    other = Desk(tmp_path)
    # What holds no row over all sources is told as their sum: it comes back beside them.
    if (whole := {"sources": "account", "hours-by-source": "hours"}.get(table.name)) is not None:
        await other.bring("whole.csv", await csv_of(desk, whole))
    brought = await other.bring("again.csv", await csv_of(desk, table.name))
    assert brought.whole

    def told(rows: list[dict[str, str]]) -> list[list[tuple[str, str]]]:
        apart = {"origin", "fetched at (UTC)"}
        return sorted([sorted((key, value) for key, value in row.items() if key not in apart) for row in rows])

    assert await rows_of(desk, table.name)
    assert told(await rows_of(other, table.name)) == told(await rows_of(desk, table.name))


async def test_a_workbook_can_be_imported_again(desk: Desk, tmp_path: Path) -> None:
    (await xlsx_of(desk)).save(tmp_path / "w.xlsx")
    other = Desk(tmp_path)
    assert (await other.bring("w.xlsx")).whole
    for table in TABLES:
        assert len(await rows_of(other, table.name)) == len(await rows_of(desk, table.name))


async def test_a_workbooks_cells_have_types_and_its_header_stands_still(desk: Desk) -> None:
    book = await xlsx_of(desk)
    assert book.sheetnames == ["Account", "Articles", "Sources", "Scenes", *HOURS, "Lives", "Notes"]
    sheet = book["Account"]
    assert sheet.freeze_panes == "A2"
    assert all(cell.font.bold for cell in sheet[1])
    header = [cell.value for cell in sheet[1]]
    first = dict(zip(header, sheet[2], strict=True))
    assert first["date"].value == datetime(2014, 12, 7)  # noqa: DTZ001
    assert (first["date"].is_date, first["fetched at (UTC)"].is_date) == (True, True)
    assert first["date"].number_format == "yyyy-mm-dd"
    assert (first["readers"].value, first["likes"].value) == (45524, None)
    notes = " ".join(str(cell.value) for (cell,) in book["Notes"].iter_rows())
    assert "People never add up" in notes


HOURS = ["Hours", "Hours by source", "Hours by scene"]


def hours_of(desk: Desk, endpoint: str, key: str, *rows: tuple[int, int, int | None, int, int]) -> Reply:
    """Hours of 5 January 2015: hour, source or scene, readers, reads and shares."""
    fields = ("ref_hour", key, "int_page_read_user", "int_page_read_count", "share_count")
    told = [{"ref_date": "2015-01-05", **dict(zip(fields, row, strict=True))} for row in rows]
    return Reply("daily", endpoint, date(2015, 1, 5), desk.now, desk.now, {"list": told})


def told_in(sheet: Any) -> list[dict[str, Any]]:
    """The rows of a sheet by their titles."""
    header, *rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    return [dict(zip(header, row, strict=True)) for row in rows]


async def test_whoever_adds_up_a_column_of_hours_has_the_days_figure(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    everywhere, unparted = 99999999, [(900, 1, None, 5, 0), (900, 2, None, 7, 3)]
    parted = [(800, everywhere, 8, 10, 2), (800, 0, 6, 6, 2), (800, 1, 4, 4, 0)]
    reads = hours_of(desk, "getuserreadhour", "user_source", *parted, *unparted)
    shares = hours_of(desk, "getusersharehour", "share_scene", (800, 1, None, 0, 2), (900, 2, None, 0, 3))
    await desk.keep_imported("daily", [reads, shares])
    book = await xlsx_of(desk)
    for title, reads_of_day in zip(HOURS, (22, 22, 0), strict=True):
        *told, total = told_in(book[title])
        assert (sum(row["reads"] for row in told), sum(row["shares"] for row in told)) == (reads_of_day, 5)
        assert (total["account"], total["reads"], total["shares"]) == ("total", reads_of_day, 5)
    hours = {row["hour"]: row for row in await rows_of(desk, "hours")}
    # People never add up: where WeChat does not tell them over all sources, nobody knows.
    assert (hours["8"]["readers"], hours["9"]["readers"], hours["9"]["reads"]) == ("8", "", "12")


async def test_the_notes_explain_every_name_that_stands_in_a_cell() -> None:
    for language, some in (("en", "other (elsewhere)"), ("zh", "other（")):
        told = " ".join(tell(note, language) for note in NOTES)
        assert some in told
        assert all(name in told for name in (*SOURCES.values(), *SCENES.values()))


FORMULAS = ["=1+1", "+1", "-1", "@x", "\t=1", "＝1", "#N/A", "a\x00b", "half \ud83d"]


@pytest.mark.parametrize("title", FORMULAS)
async def test_no_title_becomes_a_formula_and_none_breaks_the_file(tmp_path: Path, title: str) -> None:
    desk = Desk(tmp_path)
    row = {"ref_date": "2015-01-05", "msgid": "1_1", "title": title, "int_page_read_user": 1}
    kept = Reply("daily", "getarticlesummary", date(2015, 1, 5), desk.now, desk.now, {"list": [row]})
    await desk.keep_imported("daily", [kept])
    cell = (await xlsx_of(desk))["Articles"]["D2"]
    assert cell.data_type == "s"
    (shown,) = await rows_of(desk, "articles")
    assert not shown["title"].startswith(("=", "+", "-", "@", "\t", "＝"))
    other = Desk(tmp_path)
    await other.bring("again.csv", await csv_of(desk, "articles"))
    (fact,) = await other.facts("articles")
    (original,) = await desk.facts("articles")
    assert fact.title == original.title


@given(st.text(alphabet=st.sampled_from("'=+-@\t\n＝a"), max_size=5))
def test_an_apostrophe_is_taken_off_again_and_no_formula_is_left(text: str) -> None:
    assert unescaped(escaped(text)) == text
    assert not escaped(text).startswith(("=", "+", "-", "@", "\t", "\n", "＝"))


async def test_what_is_too_long_for_a_sheet_goes_on_in_another(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "MOST_ROWS", 3)
    book = await xlsx_of(desk, BY_NAME["hours-by-source"])
    assert book.sheetnames[:2] == ["Hours by source", "Hours by source 2"]
    rows = [tuple(cell.value for cell in row) for name in book.sheetnames[:-1] for row in book[name].iter_rows()]
    header = rows[0]
    single = [row for row in rows if row != header and row[0] != "total"]
    assert len(single) == len(await rows_of(desk, "hours-by-source"))


def test_a_file_is_there_only_when_all_of_it_is(tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    path.write_bytes(b"old")

    def fail() -> None:
        with file_at(path) as file:
            file.write(b"half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail()
    assert {file.name: file.read_bytes() for file in tmp_path.iterdir()} == {"out.csv": b"old"}
    with file_at(path) as file:
        file.write(b"new")
    assert {file.name: file.read_bytes() for file in tmp_path.iterdir()} == {"out.csv": b"new"}


async def test_a_workbook_can_be_filtered_and_its_rates_are_percentages(desk: Desk) -> None:
    book = await xlsx_of(desk)
    assert [sheet.auto_filter.ref is not None for sheet in book] == [True] * len(TABLES) + [False]
    (column,) = [cells for cells in book["Lives"].iter_cols() if cells[0].value == "finish rate (fraction)"]
    known = [cell for cell in column[1:] if cell.value is not None]
    assert known
    assert all(0 < cell.value <= 1 and cell.number_format == "0.0%" for cell in known)


async def test_what_holds_nothing_is_no_sheet_and_no_column(desk: Desk, tmp_path: Path) -> None:
    assert (await xlsx_of(Desk(tmp_path))).sheetnames == ["Notes"]
    kept = [reply for reply in packets() if reply.account == "daily" and reply.endpoint == "getarticlesummary"]
    alone = Desk(tmp_path)
    await alone.keep_imported("daily", kept)
    book = await xlsx_of(alone)
    assert book.sheetnames == ["Articles", "Notes"]
    titles = [cell.value for cell in book["Articles"][1]]
    assert "likes" not in titles
    assert "title" in titles
    for sheet in (await xlsx_of(desk)).worksheets[:-1]:
        for column in sheet.iter_cols(min_row=2):
            assert any(cell.value is not None for cell in column)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_workbook_in_any_language_can_be_imported_again(desk: Desk, tmp_path: Path, language: str) -> None:
    out = io.BytesIO()
    await send_xlsx(out, TABLES, ["daily"], ALL_DAYS, desk.archive, language=language)
    (tmp_path / "w.xlsx").write_bytes(out.getvalue())
    other = Desk(tmp_path)
    assert (await other.bring("w.xlsx")).whole
    for table in TABLES:
        assert len(await rows_of(other, table.name)) == len(await rows_of(desk, table.name))


async def test_titles_of_columns_and_sheets_are_in_the_language_that_is_wanted(desk: Desk) -> None:
    out = io.BytesIO()
    await send_xlsx(out, TABLES, ["daily"], ALL_DAYS, desk.archive, language="zh")
    book = load_workbook(io.BytesIO(out.getvalue()))
    assert book.sheetnames[:2] == ["公众号", "文章"]
    assert book.sheetnames[-1] == "说明"
    assert [cell.value for cell in book["公众号"][1]][:4] == ["账号", "日期", "阅读人数", "阅读次数"]
    assert book["公众号"]["B2"].number_format == "yyyy-mm-dd"


async def handed_on(desk: Desk, language: str = "en") -> list[dict[str, str]]:
    out = io.BytesIO()
    await hand_on_csv(out, ARTICLES, ["daily"], ALL_DAYS, desk.archive, language)
    return list(csv.DictReader(io.StringIO(out.getvalue().decode("utf-8-sig"), newline="")))


def article(day: int, msgid: str, **figures: int) -> dict[str, object]:
    return {"ref_date": f"2015-01-0{day}", "msgid": msgid, **figures}


async def test_times_have_a_total_and_people_none(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    for day in (5, 6):
        row = article(day, "1_1", int_page_read_user=7, int_page_read_count=9, share_user=0, share_count=1)
        kept = Reply("daily", "getarticlesummary", date(2015, 1, day), desk.now, desk.now, {"list": [row]})
        await desk.keep_imported("daily", [kept])
    *rows, total = await handed_on(desk)
    assert len(rows) == 2
    assert (total["account"], total["reads"], total["shares"]) == ("total", "18", "2")
    assert (total["readers"], total["sharers"], total["date"], total["title"]) == ("", "", "", "")


async def test_totals_of_two_families_of_interfaces_stand_apart(desk: Desk) -> None:
    sheet = told_in((await xlsx_of(desk))["Account"])
    totals = [row for row in sheet if row["account"] == "total"]
    kinds = [row["generation"] for row in totals]
    assert len(kinds) == len(set(kinds)) <= 2
    for total in totals:
        days = [row for row in sheet if row["generation"] == total["generation"] and row["account"] != "total"]
        for times in {"reads", "shares", "comments", "pieces published"} & set(total):
            known = [row[times] for row in days if row[times] is not None]
            assert total[times] == (sum(known) if known else None)


async def test_figures_since_publishing_have_no_total(tmp_path: Path) -> None:
    desk, day = Desk(tmp_path), date(2025, 12, 1)
    stats = [{"stat_date": f"2025-12-0{n}", "read_user": n, "comment_count": n} for n in (1, 2, 3)]
    life = {"ref_date": str(day), "msgid": "1_1", "detail_list": stats}
    kept = Reply("daily", "getarticletotaldetail", day, desk.now, desk.now, {"list": [life]})
    await desk.keep_imported("daily", [kept])
    assert [row["comments"] for row in told_in((await xlsx_of(desk))["Lives"])] == [1, 2, 3]


async def test_totals_are_no_account_of_their_own_where_a_file_is_taken_as_one_accounts(
    desk: Desk, tmp_path: Path
) -> None:
    out = io.BytesIO()
    await send_xlsx(out, TABLES, ["daily"], ALL_DAYS, desk.archive)
    whose = Whose("other", {"daily": "daily", "other": "other"}, forced=True)
    assert (await Desk(tmp_path, whose=whose).bring("w.xlsx", out.getvalue())).whole


async def test_an_untitled_article_says_why_and_is_imported_without_a_title(tmp_path: Path) -> None:
    for language, words in (("en", "(no title given by WeChat)"), ("zh", "（微信未提供标题）")):
        desk, other = Desk(tmp_path), Desk(tmp_path)
        row = article(5, "1_1", int_page_read_user=7)
        kept = Reply("daily", "getarticlesummary", date(2015, 1, 5), desk.now, desk.now, {"list": [row]})
        await desk.keep_imported("daily", [kept])
        (shown,) = await handed_on(desk, language)
        assert words in shown.values()
        out = io.BytesIO()
        await hand_on_csv(out, ARTICLES, ["daily"], ALL_DAYS, desk.archive, language)
        assert (await other.bring("again.csv", out.getvalue())).whole
        (fact,) = await other.facts("articles")
        assert (fact.title, fact.figures.readers) == (None, 7)


async def test_a_csv_of_articles_tells_what_they_have_since_publishing_and_is_imported_without(tmp_path: Path) -> None:
    desk, other = Desk(tmp_path), Desk(tmp_path)
    day = date(2025, 12, 1)
    read = {"ref_date": str(day), "msgid": "1_1", "detail": {"read_user": 9}}
    stats = [
        {"stat_date": f"2025-12-0{n}", "read_user": 10 * n, "like_user": n, "comment_count": 2 * n} for n in (1, 2, 3)
    ]
    life = {"ref_date": str(day), "msgid": "1_1", "title": "标题", "detail_list": stats}
    for endpoint, row in (("getarticleread", read), ("getarticletotaldetail", life)):
        await desk.keep_imported("daily", [Reply("daily", endpoint, day, desk.now, desk.now, {"list": [row]})])
    (shown,) = await handed_on(desk)
    since = {key.removesuffix(" since publishing"): n for key, n in shown.items() if key.endswith(" since publishing")}
    assert shown["readers"] == "9"
    assert shown["since publishing, until"] == "2025-12-03"
    assert since == {"readers": "30", "likes": "3", "comments": "6"}
    out = io.BytesIO()
    await hand_on_csv(out, ARTICLES, ["daily"], ALL_DAYS, desk.archive, "zh")
    assert (await other.bring("again.csv", out.getvalue())).whole
    (fact,) = await other.facts("articles")
    assert (fact.figures.readers, fact.figures.likes) == (9, None)


async def test_a_workbook_is_laid_out_for_paper(desk: Desk) -> None:
    for sheet in (await xlsx_of(desk)).worksheets:
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) in ((1, 0), (None, 0))
        assert sheet.print_title_rows == "$1:$1"
        assert sheet.oddFooter.right.text == "&P / &N"


async def test_what_looks_like_a_workbooks_own_escape_stays_as_it_is(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    row = {"ref_date": "2015-01-05", "msgid": "1_1", "title": "_x0041_", "int_page_read_user": 1}
    kept = Reply("daily", "getarticlesummary", date(2015, 1, 5), desk.now, desk.now, {"list": [row]})
    await desk.keep_imported("daily", [kept])
    out = io.BytesIO()
    await send_xlsx(out, TABLES, ["daily"], ALL_DAYS, desk.archive)
    (tmp_path / "w.xlsx").write_bytes(out.getvalue())
    other = Desk(tmp_path)
    await other.bring("w.xlsx")
    assert [fact.title for fact in await other.facts("articles")] == ["_x0041_"]


async def test_a_workbook_that_nobody_waits_for_any_more_is_given_up(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its thread asks for no further rows: it would hold up the end of the program."""
    ended = threading.Event()
    write = workbook.write

    def noted(*words: Any) -> None:
        try:
            write(*words)
        finally:
            ended.set()

    async def slow(*_: object) -> AsyncIterator[list[Any]]:
        while True:
            await asyncio.sleep(0.01)
            yield [["daily", date(2015, 1, 5), *[None] * (len(BY_NAME["account"].header) - 2)]]

    monkeypatch.setattr(workbook, "write", noted)
    monkeypatch.setattr(sending, "rows_of", slow)
    making = asyncio.create_task(send_xlsx(io.BytesIO(), [BY_NAME["account"]], ["daily"], ALL_DAYS, desk.archive))
    await asyncio.sleep(0.1)
    making.cancel()
    with pytest.raises(asyncio.CancelledError):
        await making
    assert await asyncio.to_thread(ended.wait, 5)
