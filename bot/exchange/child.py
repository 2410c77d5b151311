"""The beginning of a process that works for its parent: a question that is asked meanwhile comes first."""

from __future__ import annotations

import os
import signal
import threading
from contextlib import suppress
from multiprocessing import parent_process
from multiprocessing.process import BaseProcess

GIVES_WAY = 5
"""By how much the process is nicer than its parent."""


def begin() -> None:
    """The first thing in the process: Ctrl-C is its parent's matter, and without a parent it has nothing to do."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with suppress(OSError):
        os.nice(GIVES_WAY)
    parent = parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent,), name="parent", daemon=True).start()


def _end_with(parent: BaseProcess) -> None:
    """A process that lost its parent would work, or wait, for nobody."""
    parent.join()
    os._exit(1)
