"""Files that hold more than a machine has, and long ones that are sound: `python -m benchmarks.bombs [MEGABYTES]`.

Each is brought into an archive on disk as `import` does it, with its limits; CSV and JSON have 200 MB unless told
otherwise. Shown are seconds, the most memory that the program has had, and the most of the process that reads.
"""

from __future__ import annotations

import asyncio
import json
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from functools import partial
from pathlib import Path

from bot.core.facts import Named, Reply
from bot.exchange.apart import Limits
from bot.store.file import open_store
from bot.wechat.parse import names
from tests.exchange.bombs import columns, far_cell, far_row, one_cell, shared_strings
from tests.exchange.brought import Desk

FIRST, DAYS = date(2015, 1, 1), 3000
MB = 1_000_000
MOST = 1200
"""MB that neither process may have: the limit, and the program itself."""


def rows(size: int, line: Callable[[date, int], str], path: Path, begin: str, end: str) -> None:
    """So many bytes of lines, spread over the days in their order."""
    each = len(line(FIRST, 10**6).encode())
    count = size // each
    with path.open("w", encoding="utf-8") as out:
        out.write(begin)
        for row in range(count):
            out.write(line(FIRST + timedelta(days=row * DAYS // count), row))
        out.write(end)


def csv_line(day: date, row: int) -> str:
    url = f"https://mp.weixin.qq.com/s/{row}"
    return f"{day},第 {row} 篇文章的标题,{url},{row % 9000},{row % 9999},{row % 90},{row % 99}\n"


def json_line(day: date, row: int) -> str:
    told = {
        "ref_date": str(day),
        "msgid": f"{row}_1",
        "title": f"第 {row} 篇文章的标题",
        "int_page_read_user": row % 9000,
    }
    return json.dumps(told, ensure_ascii=False) + ",\n"


LAST = json_line(FIRST, 0)[:-2]


def made(size: int) -> dict[str, Callable[[Path], None]]:
    """What is brought in, by the name of its file."""
    header = "日期,内容标题,内容url,阅读人数,阅读次数,分享人数,分享次数\n"
    return {
        "one-cell.xlsx": partial(one_cell, letters=2_000 * MB),
        "strings.xlsx": partial(shared_strings, n=24 * MB),
        "row.xlsx": partial(far_row, number=2_000 * MB),
        "columns.xlsx": partial(columns, n=MB, rows=20),
        "cell.xls": far_cell,
        "long.csv": lambda path: rows(size, csv_line, path, header, ""),
        "long.json": lambda path: rows(size, json_line, path, '{"list": [', f"{LAST}]}}"),
    }


class Keeping(Desk):
    """Keeps as the program does: the names of a batch together."""

    async def keep_imported(self, key: str, replies: Sequence[Reply]) -> None:
        said: dict[str, Named] = {}
        for reply in replies:
            said |= names(reply)
        await self.archive.name(key, said)
        await self.archive.keep(replies)


async def measured(path: Path, store: Path) -> int:
    """Bring a file in; the most memory of either process, in MB."""
    opened = open_store(store)
    peaks = [0, 0]
    over = threading.Event()
    watching = threading.Thread(target=watch, args=(peaks, over))
    watching.start()
    begin = time.monotonic()
    try:
        brought = await Keeping(path.parent, opened.archive, limits=Limits()).bring(path.name)
    finally:
        seconds = time.monotonic() - begin
        over.set()
        watching.join()
        opened.close()
    came = str(brought.taken.problems[0]) if brought.taken.problems else f"{len(brought.days)} days"
    size = await asyncio.to_thread(lambda: path.stat().st_size / MB)
    print(f"{path.name:14}{size:8.1f} MB{seconds:9.1f} s{peaks[0]:7} MB here{peaks[1]:7} MB apart   {came}", flush=True)
    return max(peaks)


def watch(peaks: list[int], over: threading.Event) -> None:
    """The most memory of this process and of the largest of those that it started, every 20 ms."""
    while not over.wait(0.02):
        peaks[0] = max(peaks[0], resident(Path("/proc/self")))
        for pid in pids():
            peaks[1] = max(peaks[1], resident(Path("/proc") / pid))


def pids() -> list[str]:
    return [pid for task in Path("/proc/self/task").iterdir() for pid in read(task / "children").split()]


def resident(process: Path) -> int:
    words = read(process / "statm").split()
    return int(words[1]) * 4096 // MB if words else 0


def read(path: Path) -> str:
    try:
        return path.read_text()
    except OSError:
        return ""


async def main() -> int:
    size = int(sys.argv[1]) * MB if len(sys.argv) > 1 else 200 * MB
    most = 0
    for name, make in made(size).items():
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / name
            await asyncio.to_thread(make, path)
            most = max(most, await measured(path, Path(folder) / "store.sqlite"))
    print(f"at most {most} MB, to stay below {MOST}")
    return 0 if most <= MOST else 1


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
