"""The fault matrix: what a digest survives, over real processes, real HTTP on loopback and a real file.

`python -m tests.faults --seeds 10` runs every fault with ten seeds and prints the table that README shows.
"""

from __future__ import annotations

from tests.faults import clocks, kills, processes, store, telegram, updates, wechat
from tests.faults.matrix import Fault


def all_faults(points: int) -> tuple[Fault, ...]:
    """Every row of the matrix, in the table's order; the morning is killed at so many points."""
    return (
        *kills.faults(points),
        *telegram.FAULTS,
        *wechat.FAULTS,
        *store.FAULTS,
        *processes.FAULTS,
        *clocks.FAULTS,
        *updates.FAULTS,
    )
