"""What a file may take to be read: memory, time and disk have limits, and nothing of what is beyond them is kept."""

from __future__ import annotations

import asyncio
import json
import os
import signal
from multiprocessing import active_children
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest

from bot.exchange.apart import MIB, Limits
from bot.exchange.taken import MOST_NAMED
from tests.cases.playing import FILES
from tests.exchange.bombs import one_cell, shared_strings
from tests.exchange.brought import ARTICLES, Desk, notes, problems

SMALL = Limits(memory=96 * MIB)
OVER = (
    "reading it takes more than 32 MiB of memory, which is the limit: split it into smaller files, or save a workbook "
    "as CSV."
)


def desk_in(folder: Path, limits: Limits | None = None) -> Desk:
    folder.mkdir(exist_ok=True)
    return Desk(folder, limits=limits)


async def test_a_workbook_that_holds_more_than_may_be_is_refused_and_the_limit_named(tmp_path: Path) -> None:
    desk = desk_in(tmp_path, Limits(memory=32 * MIB))
    one_cell(tmp_path / "cell.xlsx", 40_000_000)
    shared_strings(tmp_path / "strings.xlsx", 350_000)
    for name in ("cell.xlsx", "strings.xlsx"):
        assert (tmp_path / name).stat().st_size < 3_000_000
        assert problems(await desk.bring(name)) == [OVER]
    assert await desk.all() == []


def long_csv(rows: int) -> str:
    line = ",".join(("{day}", "t" * 1500, "{row}", "7"))
    days = (f"20{15 + row * 9 // rows}-01-05" for row in range(rows))
    return "date,title,msgid,readers\n" + "".join(f"{line.format(day=day, row=row)}\n" for row, day in enumerate(days))


async def test_a_long_table_takes_no_more_memory_than_a_short_one(tmp_path: Path) -> None:
    """In memory it would take several times the limit."""
    rows = 20_000
    brought = await desk_in(tmp_path, SMALL).bring("long.csv", long_csv(rows))
    assert (problems(brought), brought.taken.parts[0].rows, len(brought.days)) == ([], rows, 9)


@pytest.mark.parametrize("form", ["a reply", "a list of replies", "a reply a line", "bare rows"])
async def test_long_json_takes_no_more_memory_than_short(tmp_path: Path, form: str) -> None:
    days = [f"20{15 + n}-01-0{5 + m}" for n in range(9) for m in range(4)]
    row = {"int_page_read_user": 7, "title": "t" * 3000}
    rows = [json.dumps({**row, "ref_date": day, "msgid": f"{n}_1"}) for day in days for n in range(400)]
    replies = [f'{{"list": [{",".join(rows[n : n + 400])}]}}' for n in range(0, len(rows), 400)]
    content = {
        "a reply": f'{{"list": [{",".join(rows)}]}}',
        "a list of replies": f"[{','.join(replies)}]",
        "a reply a line": "\n".join(replies),
        "bare rows": f"[{','.join(rows)}]",
    }[form]
    assert len(content) > 40_000_000
    brought = await desk_in(tmp_path, SMALL).bring("a.json", content)
    assert (problems(brought), brought.taken.parts[0].rows, len(brought.days)) == ([], len(rows), len(days))


async def test_what_takes_too_long_is_ended_and_the_limit_named(tmp_path: Path) -> None:
    desk = desk_in(tmp_path, Limits(seconds=0.01))
    assert problems(await desk.bring("a.csv", ARTICLES)) == [
        "reading it takes more than 0.01 seconds, which is the limit: split it into smaller files, or save a workbook "
        "as CSV."
    ]
    assert await desk.all() == []


async def test_what_needs_more_disk_than_may_be_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    desk = desk_in(tmp_path, Limits(disk=100_000))
    (problem,) = problems(await desk.bring("a.csv", long_csv(500)))
    assert problem.startswith("there is no room in ")
    assert await desk.all() == []


async def the_process() -> BaseProcess:
    """The one that reads, as soon as there is one."""
    for _ in range(1000):
        if children := active_children():
            return children[0]
        await asyncio.sleep(0.01)
    raise AssertionError("no process")


async def test_a_process_that_is_killed_is_said_and_nothing_kept(tmp_path: Path) -> None:
    desk = desk_in(tmp_path, Limits())
    bringing = asyncio.create_task(desk.bring("a.csv", long_csv(5_000)))
    (await the_process()).kill()
    assert problems(await bringing) == ["reading it ended the process that did (-9): it may be damaged; save it again."]
    assert await desk.all() == []


async def test_whoever_no_longer_waits_leaves_no_process_behind(tmp_path: Path) -> None:
    bringing = asyncio.create_task(desk_in(tmp_path, Limits()).bring("a.csv", ARTICLES))
    os.kill((await the_process()).pid or 0, signal.SIGSTOP)  # it would never end by itself
    bringing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await bringing
    assert active_children() == []


@pytest.mark.parametrize("file", ["13-dot-as-thousands-separator/german-excel.csv", "16-totals-row/by-day.csv",
                                  "14-formula-without-value/made-by-a-script.xlsx",
                                  "01-console-old-xls/all-by-channel.xls", "06-dump-with-appid/userread.csv",
                                  "17-bare-list-and-json-lines/a-reply-a-line.jsonl"])  # fmt: skip
async def test_a_file_that_is_read_apart_tells_what_it_tells_here(tmp_path: Path, file: str) -> None:
    content = (FILES / file).read_bytes()
    here, apart = desk_in(tmp_path / "here"), desk_in(tmp_path / "apart", Limits())
    name = Path(file).name
    first, second = await here.bring(name, content), await apart.bring(name, content)
    assert (problems(first), notes(first), first.whole) == (problems(second), notes(second), second.whole)
    assert first.taken == second.taken
    assert await here.all() == await apart.all()


async def test_nothing_of_a_file_that_breaks_off_far_behind_is_kept(tmp_path: Path) -> None:
    desk = desk_in(tmp_path)
    row = '{"ref_date": "2015-01-05", "msgid": "1_1", "int_page_read_user": 1}'
    brought = await desk.bring("a.json", f'{{"list": [{row}]}}\n{{"list": [{row}, {{"ref')
    assert problems(brought) == ["it is no whole JSON: it may be cut off."]
    assert await desk.all() == []


async def test_of_a_file_that_is_wrong_in_each_row_the_first_are_named_and_the_rest_counted(tmp_path: Path) -> None:
    rows = MOST_NAMED + 500
    brought = await desk_in(tmp_path).bring("a.csv", "date,readers\n" + "2015-01-05,x\n" * rows)
    assert (len(brought.taken.problems), brought.taken.unnamed) == (MOST_NAMED, 500)
    assert not brought.whole
