"""What every test stands on. That none reaches past loopback is pytest-socket's work: see `addopts`."""

from __future__ import annotations

import os
import signal

import pytest
from hypothesis import settings

import tests.examples  # noqa: F401 - the profiles

settings.load_profile("morning-reads")

# The command line speaks the terminal's language; its tests say themselves when that is not English.
os.environ.pop("LANGUAGE", None)
os.environ["LC_ALL"] = "C.UTF-8"

# Tests that a shell starts in the background are to ignore Ctrl-C, and so would be every program that they start.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

LONG = ("tests/faults/", "tests/end_to_end/", "tests/cli/test_verbs.py", "tests/chat/test_lengths.py")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The long ones stand first in each worker's piece: none of them is begun when all others are done."""
    workers = getattr(config, "workerinput", {}).get("workercount", 1)
    long = [item for item in items if item.nodeid.startswith(LONG)]
    short = [item for item in items if not item.nodeid.startswith(LONG)]
    size = -(-len(short) // workers)
    pieces = [long[n::workers] + short[n * size : (n + 1) * size] for n in range(workers)]
    items[:] = [item for piece in pieces for item in piece]
