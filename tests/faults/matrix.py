"""What a fault is, and the table that a run of them makes."""

from __future__ import annotations

import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

Run = Callable[[Random, Path], Awaitable[Counter[str]]]
"""Plays a fault once, as its random numbers say, in an empty folder; what it saw, counted. Raises AssertionError."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One row of the matrix."""

    name: str
    must: str
    """What must happen, in the table's words."""
    run: Run


@dataclass(slots=True)
class Played:
    """How a fault went, over all its seeds."""

    fault: Fault
    seeds: int = 0
    failures: list[str] = field(default_factory=list)
    seen: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0


async def play(fault: Fault, seeds: Iterable[int]) -> Played:
    """Play a fault with each seed; one that fails is written down with its seed, and the next is played."""
    played = Played(fault)
    for seed in seeds:
        began = time.monotonic()
        with tempfile.TemporaryDirectory(prefix="morning-reads-fault-") as folder:
            try:
                played.seen += await fault.run(Random(seed), Path(folder))
            except Exception:
                played.failures.append(f"{fault.name}, seed {seed}:\n{traceback.format_exc()}")
        played.seeds += 1
        played.seconds += time.monotonic() - began
    return played


BEGIN, END = "<!-- faults: written by `python -m tests.faults --write` -->", "<!-- end of faults -->"
"""Between these lines a page shows the table."""


def written(page: str, rows: Sequence[Played], order: Sequence[str]) -> str:
    """A page whose table has these rows, and of the other faults in this order those that it shows already.

    Raises ValueError if it has no place for a table.
    """
    before, shown, after = page[: page.index(BEGIN)], page[page.index(BEGIN) : page.index(END)], page[page.index(END) :]
    lines = {_name(line): line for line in shown.splitlines() if line.startswith("| ")}
    lines |= {row.fault.name: line for row, line in zip(rows, table(rows).splitlines()[2:], strict=True)}
    kept = "\n".join([*table([]).splitlines(), *(lines[name] for name in order if name in lines)])
    return f"{before}{BEGIN}\n\n{kept}\n\n{after}"


def _name(line: str) -> str:
    return line.split("|")[1].strip()


def table(rows: Sequence[Played]) -> str:
    """The run as a table in Markdown."""
    lines = ["| Fault | What happens | Seeds | Seen |", "|---|---|---|---|"]
    for row in rows:
        end = f"{row.seeds}" if not row.failures else f"{len(row.failures)} of {row.seeds} FAILED"
        seen = ", ".join(f"{n:,} {what}" for what, n in sorted(row.seen.items()))
        lines.append(f"| {row.fault.name} | {row.fault.must} | {end} | {seen} |")
    return "\n".join(lines)
