"""To come."""

from __future__ import annotations

from tests.faults.matrix import Fault

FAULTS: tuple[Fault, ...] = ()
