"""`python -m tests.faults [--seeds N] [--first SEED] [--only WORDS] [--kills N] [--write PAGE]`: play the matrix."""

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
    words.add_argument("--kills", type=int, default=50, help="how many points a morning is killed at, for each seed")
    words.add_argument("--write", type=Path, metavar="PAGE", help="the page that shows the table, if all went well")
    asked = words.parse_args()
    rows = []
    for fault in all_faults(asked.kills):
        if asked.only.lower() in fault.name.lower():
            rows.append(await play(fault, range(asked.first, asked.first + asked.seeds)))
            print(f"{fault.name}: {rows[-1].seconds:.0f} s", file=sys.stderr, flush=True)
            print("\n".join(rows[-1].failures), file=sys.stderr, end="", flush=True)
    shown = table(rows)
    print(shown)
    if any(row.failures for row in rows):
        return 1
    if asked.write:
        asked.write.write_text(written(asked.write.read_text("utf-8"), shown), "utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(asyncio.run(main()))
