"""Files that once went wrong: what comes of each now. `python -m tests.cases` prints it."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.exchange.taken import Whose
from tests.cases.playing import FILES, ONE, TWO, play

TOTALS_SINCE = (
    "! line 1: this table was not taken: its figures are totals since publishing, and no column says up to which day "
    "they count (add one with the title 统计日期 or stat_date); a total is not what a day brought."
)

NO_DAY_OF_COUNTING = TOTALS_SINCE.partition(": ")[2]

COMES = {
    "01-console-old-xls/all-by-channel.xls": (
        "exit 0",
        "= daily 2026-08-01: readers 240, reads 310, original_readers 2, original_reads 3, sharers 9, shares 12, "
        "savers 4, favourites 5, published 2",
        "= daily 2026-08-02: readers 200, reads 280, original_readers 1, original_reads 1, sharers 6, shares 8, "
        "savers 2, favourites 2, published 1",
        "= daily 2026-08-01 from conversation: readers 98, reads 120, original_readers 0, original_reads 0, sharers 4, "
        "shares 5, savers 0, favourites 0, published 0",
        "= daily 2026-08-01 from friends: readers 35, reads 50, original_readers 0, original_reads 0, sharers 3, "
        "shares 3, savers 0, favourites 0, published 0",
        "= daily 2026-08-02 from conversation: readers 90, reads 110, original_readers 0, original_reads 0, sharers 2, "
        "shares 2, savers 0, favourites 0, published 0",
    ),
    "01-console-old-xls/notified.xls": ("exit 1", f"! sheet New Sheet1, row 1: {NO_DAY_OF_COUNTING}"),
    "01-console-old-xls/one-article.xls": (
        "exit 1",
        "! sheet New Sheet1, row 25: this table was not taken: it tells where the readers of one article came from, "
        "and no column says which article.",
    ),
    "01-console-old-xls/tendency.xls": (
        "exit 1",
        f"! sheet New Sheet1, row 3: {NO_DAY_OF_COUNTING}",
        "= daily 2026-08-01: readers 240, original_readers 2, sharers 9, savers 4, published 2",
        "= daily 2026-08-02: readers 200, original_readers 1, sharers 6, savers 2, published 1",
        "= daily 2026-08-03: readers 110, original_readers 0, sharers 3, savers 1, published 0",
        "= daily 2026-08-01 from conversation: readers 98",
        "= daily 2026-08-01 from friends: readers 35",
        "= daily 2026-08-02 from conversation: readers 90",
    ),
    "06-dump-with-appid/articlesummary.csv": (
        "exit 1",
        "! line 3: “Weekly” is not an account that is set up here.",
        "· left out: wechat_id",
        "= daily 2015-01-05 200000001_1 “甲”: readers 500, reads 700",
    ),
    "06-dump-with-appid/userread.csv": (
        "exit 1",
        "! line 3: “wxweekly” is not an account that is set up here.",
        "! line 5: “wxweekly” is not an account that is set up here.",
        "= daily 2015-01-05: readers 1000, reads 1500, sharers 20, shares 30",
        "= daily 2015-01-06: readers 1100, reads 1600, sharers 22, shares 31",
    ),
    "09-unknown-title-left-out/collected.csv": (
        "exit 0",
        "= daily import-c9d6c8a348 “题” until 2017-01-08: "
        "readers 94, reads 163, sharers 7, shares 10, savers 1, favourites 2",
    ),
    "09-unknown-title-left-out/daily.csv": (
        "exit 0",
        "= daily 2017-01-01: readers 100, reads 150, sharers 5, savers 2",
        "= daily 2017-01-02: readers 110, reads 160, sharers 6, savers 3",
    ),
    "11-same-title-every-day/days.csv": (
        "exit 0",
        "= daily 2015-01-05 import-d96b9b7714 “早安”: readers 100, reads 150",
        "= daily 2015-01-05 import-382db75849 “早安”: readers 30, reads 45",
    ),
    "13-dot-as-thousands-separator/german-excel.csv": (
        "exit 0",
        "= daily 2015-01-05: readers 2000, reads 3000, sharers 40",
        "= daily 2015-01-06: readers 1234, reads 2500, sharers 41",
        "= daily 2015-01-07: readers 12000, reads 13000, sharers 42",
    ),
    "14-formula-without-value/made-by-a-script.xlsx": (
        "exit 1",
        "! sheet Sheet, row 2: B2 holds a formula without a value: open the workbook in Excel and save it.",
        "= daily 2015-01-06: readers 110, reads 160, sharers 6",
    ),
    "15-totals-under-a-day-called-date/my-list.csv": ("exit 1", TOTALS_SINCE),
    "16-totals-row/by-article.csv": (
        "exit 0",
        "· Rows of totals were left out: 1 (line 4).",
        "= daily 2015-01-05 import-1b85dd8d61 “甲”: readers 100, reads 150",
        "= daily 2015-01-05 import-3458316756 “乙”: readers 50, reads 60",
    ),
    "16-totals-row/by-channel.csv": (
        "exit 0",
        "· Rows of totals were left out: 1 (line 5).",
        "= daily 2015-01-05: readers 150",
        "= daily 2015-01-05 from conversation: readers 100",
        "= daily 2015-01-05 from moments: readers 70",
    ),
    "16-totals-row/by-day.csv": (
        "exit 0",
        "· Rows of totals were left out: 1 (line 4).",
        "= daily 2015-01-05: readers 100, reads 150",
        "= daily 2015-01-06: readers 110, reads 160",
    ),
    "17-bare-list-and-json-lines/a-reply-a-line.jsonl": (
        "exit 0",
        "= daily 2015-01-05 2247483655_1 “甲”: readers 105, reads 115, sharers 3, shares 4",
        "= daily 2015-01-06 2247483656_1 “甲”: readers 106, reads 116, sharers 3, shares 4",
        "= daily 2015-01-07 2247483657_1 “甲”: readers 107, reads 117, sharers 3, shares 4",
    ),
    "17-bare-list-and-json-lines/bare-list.json": (
        "exit 0",
        "= daily 2015-01-05 2247483654_1 “甲”: readers 100, reads 110, sharers 3, shares 4",
        "= daily 2015-01-05 2247483654_2 “乙”: readers 90, reads 100, sharers 3, shares 4",
    ),
    "17-bare-list-and-json-lines/with-envelope.json": (
        "exit 0",
        "= daily 2015-01-05 2247483654_1 “甲”: readers 100, reads 110, sharers 3, shares 4",
    ),
    "18-rates-as-percent/same-as-a-table.csv": ("exit 1", "! line 2: “42.0” is not a figure of finish rate."),
    "18-rates-as-percent/totaldetail.json": (
        "exit 0",
        "= daily 200000006_1 “题” until 2025-12-01: readers 1200, sharers 88, stay 3.5",
    ),
}

WITH_TWO_ACCOUNTS = {
    "06-dump-with-appid/articlesummary.csv": (
        "exit 0",
        "· left out: wechat_id",
        "= daily 2015-01-05 200000001_1 “甲”: readers 500, reads 700",
        "= weekly 2015-01-05 300000001_1 “乙”: readers 40, reads 50",
    ),
    "06-dump-with-appid/userread.csv": (
        "exit 0",
        "= daily 2015-01-05: readers 1000, reads 1500, sharers 20, shares 30",
        "= daily 2015-01-06: readers 1100, reads 1600, sharers 22, shares 31",
        "= weekly 2015-01-05: readers 70, reads 90, sharers 1, shares 2",
        "= weekly 2015-01-06: readers 80, reads 95, sharers 1, shares 2",
    ),
}


@pytest.mark.parametrize(
    ("file", "whose", "lines"),
    [*((file, ONE, lines) for file, lines in COMES.items()),
     *((file, TWO, lines) for file, lines in WITH_TWO_ACCOUNTS.items())],
)  # fmt: skip
async def test_what_once_went_wrong_comes_right(
    file: str, whose: Whose, lines: tuple[str, ...], tmp_path: Path
) -> None:
    assert tuple((await play(FILES / file, tmp_path, whose)).lines()) == lines


async def test_rows_of_several_accounts_are_never_taken_as_the_one_that_is_asked_for(tmp_path: Path) -> None:
    forced = Whose("daily", ONE.keys, forced=True)
    played = await play(FILES / "06-dump-with-appid/userread.csv", tmp_path, forced)
    assert list(played.lines()) == [
        "exit 1",
        "! line 1: this table was not taken: its column appid names several accounts (wxdaily, wxweekly), and they "
        "cannot all be the one that is asked for.",
    ]
