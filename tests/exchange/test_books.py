"""Workbooks of both kinds, as programs and scripts write them."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.exchange.workbook import MOST_COLUMNS, MOST_ROWS
from tests.cases.playing import FILES
from tests.exchange.bombs import columns, far_row
from tests.exchange.brought import Desk, problems

OLD = FILES / "01-console-old-xls" / "all-by-channel.xls"


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


async def test_an_old_workbook_is_read_like_its_newer_sister(desk: Desk) -> None:
    header = ["日期", "阅读次数", "阅读人数", "分享次数", "分享人数", "阅读原文次数", "阅读原文人数", "收藏次数",
              "收藏人数", "群发篇数", "渠道"]  # fmt: skip
    desk.workbook(
        "new.xlsx",
        Sheet=[
            header,
            [20260801, 310, 240, 12, 9, 3, 2, 5, 4, 2, "全部"],
            [20260801, 120, 98, 5, 4, 0, 0, 0, 0, 0, "公众号消息"],
            [20260801, 50, 35, 3, 3, 0, 0, 0, 0, 0, "聊天会话"],
            [20260802, 280, 200, 8, 6, 1, 1, 2, 2, 1, "全部"],
            [20260802, 110, 90, 2, 2, 0, 0, 0, 0, 0, "公众号消息"],
        ],
    )
    brought = await desk.bring("old.xls", OLD.read_bytes())
    assert brought.whole
    assert (brought.taken.parts[0].sheet, brought.taken.parts[0].rows) == ("New Sheet1", 5)
    again = await desk.bring("new.xlsx")
    assert (again.written, again.unchanged) == (0, brought.written)


async def test_an_old_workbook_that_is_cut_is_refused(desk: Desk) -> None:
    content = OLD.read_bytes()
    for size in (8, 600, len(content) // 2):
        brought = await desk.bring("old.xls", content[:size])
        assert not brought.whole
        assert len(problems(brought)) == 1
    assert await desk.all() == []


async def test_formulas_without_values_are_named_by_their_cells(desk: Desk) -> None:
    desk.workbook(
        "w.xlsx",
        Notes=[["=1+1"]],
        Days=[
            ["日期", "阅读人数", None, "阅读次数", "备注"],
            ["2015-01-05", 5, None, 7, "=1+1"],
            ["2015-01-06", "=1+1", None, "=2+2", None],
            ["2015-01-07", 5, None, "=2+2", None],
            ["2015-01-08", 5, None, None, None],
            ["合计", "=SUM(B2:B5)", None, None, None],
        ],
    )
    brought = await desk.bring("w.xlsx")
    assert problems(brought) == [
        "sheet Days, row 3: B3, D3 hold formulas without values: open the workbook in Excel and save it.",
        "sheet Days, row 4: D4 holds a formula without a value: open the workbook in Excel and save it.",
    ]
    assert [str(fact.day) for fact in await desk.facts("account")] == ["2015-01-05", "2015-01-08"]


async def test_a_row_or_column_beyond_what_a_workbook_can_have_is_refused(desk: Desk) -> None:
    far_row(desk.folder / "row.xlsx", 2_000_000_000)
    columns(desk.folder / "columns.xlsx", MOST_COLUMNS + 1)
    assert problems(await desk.bring("row.xlsx")) == [
        f"sheet Sheet1 has a row beyond number {MOST_ROWS}, which no workbook can have: save it again."
    ]
    assert problems(await desk.bring("columns.xlsx")) == [
        f"sheet Sheet1 has more than {MOST_COLUMNS} columns, which no workbook can have: save it again."
    ]
