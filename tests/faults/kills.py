"""To come."""

from __future__ import annotations

from tests.faults.matrix import Fault


def faults(points: int) -> tuple[Fault, ...]:
    return ()
