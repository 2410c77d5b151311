"""A file that somebody names, opened: regular files alone, for a pipe, a device or a socket may have no end."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import BinaryIO

from bot.core.errors import N_
from bot.exchange.taken import Unusable


def opened(path: Path) -> BinaryIO:
    """A regular file, or what a link to one leads to, for reading. Raises Unusable, OSError.

    What was opened is looked at, and not the name, which may lead elsewhere a moment later; opening a pipe that nobody
    writes to does not wait.
    """
    if stat.S_ISSOCK(path.stat().st_mode):
        raise Unusable(_NO_FILE)  # opening one fails with words that nobody understands
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    mode = os.fstat(descriptor).st_mode
    if stat.S_ISREG(mode):
        return os.fdopen(descriptor, "rb")
    os.close(descriptor)
    raise Unusable(N_("it is a folder: name the files in it") if stat.S_ISDIR(mode) else _NO_FILE)


_NO_FILE = N_("it is a pipe, a device or a socket, which may have no end: save what it gives as a file, and name that")
