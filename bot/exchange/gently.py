"""Long work in threads that holds up nobody who waits for an answer."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

OFTEN = 0.0005
"""Seconds after which a thread at work gives way. At Python's own 5 ms an answer, which comes back to the event loop
some ten times, would wait for up to 50 ms."""


class _AtWork:
    """How many are at it, and Python's own pace."""

    number = 0
    usual = 0.0


@contextmanager
def gently() -> Iterator[None]:
    """Let threads give way often, as long as anybody is in such a block."""
    if not _AtWork.number:
        _AtWork.usual = sys.getswitchinterval()
        sys.setswitchinterval(OFTEN)
    _AtWork.number += 1
    try:
        yield
    finally:
        _AtWork.number -= 1
        if not _AtWork.number:
            sys.setswitchinterval(_AtWork.usual)
