"""Another process at the store, by a few lines of code, to be killed as the kernel kills."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import bot

HEAD = """
import asyncio, sys, time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from bot.core.facts import Reply
from bot.core.ports import DeliveryKey, DeliveryRow, State
from bot.store.file import open_store
from bot.store.lock import StoreLock
path = Path(sys.argv[1])
NOON = datetime(2026, 11, 24, 4, tzinfo=UTC)
def say(*words):
    print(*words, flush=True)
"""


class Other:
    """A running process; `line` is the next thing it says."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        self.pid = process.pid

    def line(self) -> str:
        return self._out.readline().strip()

    def kill(self) -> list[str]:
        """End it with SIGKILL; what it had said by then."""
        self._process.kill()
        self._process.wait()
        return [line.strip() for line in self._out if line.endswith("\n")]

    @property
    def _out(self) -> IO[str]:
        assert self._process.stdout is not None
        return self._process.stdout


@contextmanager
def other(path: Path, code: str) -> Iterator[Other]:
    """A process that runs the code (with `path` and the names of HEAD), killed at the end."""
    env = os.environ | {"PYTHONPATH": str(Path(bot.__file__).parents[1])}
    with subprocess.Popen(
        [sys.executable, "-c", HEAD + code, str(path)], stdout=subprocess.PIPE, text=True, env=env
    ) as process:
        try:
            yield Other(process)
        finally:
            process.kill()


def run(path: Path, code: str) -> subprocess.CompletedProcess[str]:
    """What a process that runs the code said; at most 30 s."""
    env = os.environ | {"PYTHONPATH": str(Path(bot.__file__).parents[1])}
    return subprocess.run(
        [sys.executable, "-c", HEAD + code, str(path)], capture_output=True, text=True, env=env, timeout=30, check=False
    )
