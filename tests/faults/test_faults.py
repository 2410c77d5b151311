"""Every fault of the matrix with one seed, and five deaths of a morning; `python -m tests.faults` plays them all."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from tests.faults import all_faults
from tests.faults.matrix import Fault

SEED = 1


@pytest.mark.parametrize("fault", all_faults(5), ids=lambda fault: fault.name)
async def test_what_must_happen_happens(fault: Fault, tmp_path: Path) -> None:
    seen = await fault.run(Random(SEED), tmp_path)
    assert seen.total() > 0
