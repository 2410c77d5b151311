"""A program for which a file's mode counts, even if root runs the tests."""

from __future__ import annotations

import ctypes

OBEYING = (
    "-c",
    "from tests.faults.modes import obey; from bot.cli import main; obey(); raise SystemExit(main())",
)
"""What Python is started with."""

_VERSION = 0x20080522
_EFFECTIVE = 0
_DAC_OVERRIDE, _DAC_READ_SEARCH = 1, 2
"""capget(2), capabilities(7)."""


def obey() -> None:
    """From now on this process may do only what files' modes allow. For others than root nothing changes."""
    libc, itself, sets = ctypes.CDLL(None, use_errno=True), (ctypes.c_uint32 * 2)(_VERSION, 0), (ctypes.c_uint32 * 6)()
    if libc.capget(itself, sets):
        raise OSError(ctypes.get_errno(), "capget")
    sets[_EFFECTIVE] &= ~(1 << _DAC_OVERRIDE | 1 << _DAC_READ_SEARCH)
    if libc.capset(itself, sets):
        raise OSError(ctypes.get_errno(), "capset")
