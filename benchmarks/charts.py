"""Warm charts, and how long drawing them holds up the event loop: `python -m benchmarks.charts`.

The reference is the same line by matplotlib alone, with its own font and everything else as it comes.
"""

from __future__ import annotations

import asyncio
import resource
import statistics
import sys
import time
from collections.abc import Callable
from functools import partial
from io import BytesIO

from bot.charts import draw

ROUNDS = 15
TARGET = 150.0
HELD = 50.0
SLOWEST_REFERENCE = 200.0
SHOWN = ("week", "month", "year", "hours", "top")


def milliseconds(work: Callable[[], object]) -> tuple[float, float]:
    """How long it took, and how much CPU."""
    start, cpu = time.perf_counter(), time.process_time()
    work()
    return (time.perf_counter() - start) * 1000, (time.process_time() - cpu) * 1000


def bare() -> bytes:
    """A line as anybody would draw it."""
    from matplotlib.figure import Figure

    from tests.charts.samples import MONTH_BEFORE

    figure = Figure(figsize=(10.8, 7.2), dpi=100)
    axes = figure.add_subplot()
    axes.plot(MONTH_BEFORE)
    axes.set_title("Daily Tech")
    kept = BytesIO()
    figure.savefig(kept, format="png")
    return kept.getvalue()


async def held(work: Callable[[], object]) -> tuple[list[float], list[float]]:
    """Milliseconds by which the loop woke up late while pictures are drawn in a thread, and while nothing is done."""

    async def late(until: asyncio.Task[None]) -> list[float]:
        kept = []
        while not until.done():
            start = time.perf_counter()
            await asyncio.sleep(0.001)
            kept.append((time.perf_counter() - start) * 1000 - 1)
        return sorted(kept)

    drawing = asyncio.create_task(asyncio.to_thread(_all, work))
    busy = await late(drawing)
    idle = await late(asyncio.create_task(asyncio.sleep(2)))
    return busy, idle


def _all(work: Callable[[], object]) -> None:
    for _ in range(ROUNDS):
        work()


def main() -> int:
    from tests.charts.samples import samples

    charts = dict(samples("zh"))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    first, _ = milliseconds(lambda: draw(charts["month"]))
    memory = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    print(f"the first chart of a process {first:.0f} ms and {memory:.0f} MB")
    bare()
    medians, references = [], []
    print(f"{'':8}{'bare':>8}{'ours':>8}{'of CPU':>8}{'kB':>6}   medians of {ROUNDS} in ms")
    for name in SHOWN:
        work = partial(draw, charts[name])
        size = len(work()) / 1000
        pairs = [(*milliseconds(bare), *milliseconds(work)) for _ in range(ROUNDS)]
        reference, _, ours, cpu = (statistics.median(column) for column in zip(*pairs, strict=True))
        references.append(reference)
        medians.append(ours)
        print(f"{name:8}{reference:8.0f}{ours:8.0f}{cpu:8.0f}{size:6.0f}")
    busy, idle = asyncio.run(held(lambda: draw(charts["month"])))
    late = [(one[int(len(one) * 0.99)], one[-1]) for one in (busy, idle)]
    (drawing, worst), (resting, _) = late
    print(f"the loop woke up late by {drawing:.0f} ms while drawing, at worst {worst:.0f} ms; else by {resting:.0f} ms")
    print(f"slowest median {max(medians):.0f} ms, to reach {TARGET:.0f} ms; loop held, to reach {HELD:.0f} ms")
    if max(references) > SLOWEST_REFERENCE:
        print(f"The bare line took more than {SLOWEST_REFERENCE:.0f} ms: this machine is too busy to measure on.")
        return 1
    return 0 if max(medians) <= TARGET and drawing <= HELD else 1


if __name__ == "__main__":
    sys.exit(main())
