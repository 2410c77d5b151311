"""What every test stands on. That none reaches past loopback is pytest-socket's work: see `addopts`."""

from __future__ import annotations

import os
import signal

from hypothesis import settings

import tests.examples  # noqa: F401 - the profiles

settings.load_profile("morning-reads")

# The command line speaks the terminal's language; its tests say themselves when that is not English.
os.environ.pop("LANGUAGE", None)
os.environ["LC_ALL"] = "C.UTF-8"

# Tests that a shell starts in the background are to ignore Ctrl-C, and so would be every program that they start.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
