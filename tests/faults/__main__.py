"""`python -m tests.faults [--seeds N] [--first N] [--only WORDS] [--without WORDS] [--write PAGE]`: play the matrix."""

from __future__ import annotations

import argparse
import asyncio
import sys
from pathlib import Path

from tests.faults import all_faults
from tests.faults.matrix import play, table, written


async def main() -> int:
    words = argparse.ArgumentParser(prog="python -m tests.faults", description="Play the fault matrix.")
    words.add_argument("--seeds", type=int, default=1, help="how many seeds each fault is played with")
    words.add_argument("--first", type=int, default=1, help="the first seed")
    words.add_argument("--only", default="", help="only faults whose name has these words")
    words.add_argument("--without", help="no faults whose name has these words")
    words.add_argument("--kills", type=int, default=50, help="how many points a morning is killed at, for each seed")
    words.add_argument("--write", type=Path, metavar="PAGE", help="the page whose table gets the rows that went well")
    asked = words.parse_args()
    rows = []
    faults = all_faults(asked.kills)
    for fault in faults:
        name = fault.name.lower()
        if asked.only.lower() in name and not (asked.without and asked.without.lower() in name):
            rows.append(await play(fault, range(asked.first, asked.first + asked.seeds)))
            print(f"{fault.name}: {rows[-1].seconds:.0f} s", file=sys.stderr, flush=True)
            print("\n".join(rows[-1].failures), file=sys.stderr, end="", flush=True)
    print(table(rows))
    if asked.write:
        well = [row for row in rows if not row.failures]
        page = written(asked.write.read_text("utf-8"), well, [fault.name for fault in faults])
        asked.write.write_text(page, "utf-8")
    return 1 if any(row.failures for row in rows) else 0


if __name__ == "__main__":
    raise SystemExit(asyncio.run(main()))
