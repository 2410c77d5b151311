"""`python -m tests.faults [--seeds N] [--first SEED] [--only WORDS] [--kills N]`: play the matrix, print its table."""

from __future__ import annotations

import argparse
import asyncio
import sys

from tests.faults import all_faults
from tests.faults.matrix import play, table


async def main() -> int:
    words = argparse.ArgumentParser(prog="python -m tests.faults", description="Play the fault matrix.")
    words.add_argument("--seeds", type=int, default=1, help="how many seeds each fault is played with")
    words.add_argument("--first", type=int, default=1, help="the first seed")
    words.add_argument("--only", default="", help="only faults whose name has these words")
    words.add_argument("--kills", type=int, default=50, help="how many points a morning is killed at, for each seed")
    asked = words.parse_args()
    rows = []
    for fault in all_faults(asked.kills):
        if asked.only.lower() in fault.name.lower():
            rows.append(await play(fault, range(asked.first, asked.first + asked.seeds)))
            print(f"{fault.name}: {rows[-1].seconds:.0f} s", file=sys.stderr, flush=True)
            print("\n".join(rows[-1].failures), file=sys.stderr, end="", flush=True)
    print(table(rows))
    return 1 if any(row.failures for row in rows) else 0


if __name__ == "__main__":
    raise SystemExit(asyncio.run(main()))
