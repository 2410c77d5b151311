"""A file, read: what it holds as replies in a folder, so that neither reading nor keeping them holds more than a few.

Nothing of a file is kept before all of it was read.
"""

from __future__ import annotations

import errno
import pickle
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO

from bot.core.errors import N_, Remark
from bot.core.facts import Reply
from bot.exchange import document, files, packets, tables
from bot.exchange.json_text import JsonText
from bot.exchange.opening import opened
from bot.exchange.taken import Name, Taken, Taking, Unusable, Whose
from bot.exchange.text import text_of

REPLIES = 300
"""Replies of one batch at the most: they are looked up, merged and written together."""

ROWS = 5000
"""Rows of one batch, but for the last reply's."""

NAMES = 5000
"""Names that are written together."""

NO_ROOM = frozenset({errno.ENOSPC, errno.EFBIG, errno.EDQUOT})

_BEGIN = 4096
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")


def pack(path: Path, whose: Whose, now: datetime, folder: Path) -> None:
    """Read a file into a folder. Never raises for what the file is like; raises MemoryError, and OSError for the
    folder."""
    taken = Taken(path.name)
    taking = Taking(whose, now, path.name)
    with taking.held:
        try:
            _take(path, taking, taken)
        except Unusable as why:
            taken.leave_out(why)
        except OSError as error:
            if error.errno in NO_ROOM:
                raise
            reason = error.strerror or type(error).__name__
            taken.leave_out(Remark(N_("it cannot be read: {reason}"), reason=reason))
        with (folder / "replies").open("wb") as out:
            for part in taken.parts:
                for batch in _batches(part.replies):
                    pickle.dump(batch, out)
        with (folder / "names").open("wb") as out:
            for part in taken.parts:
                names = iter(part.names)
                while some := list(islice(names, NAMES)):
                    pickle.dump(some, out)
    taken.parts = [replace(part, replies=(), names=()) for part in taken.parts]
    (folder / "taken").write_bytes(pickle.dumps(taken))


class Bundle:
    """What `pack` has written, if it has; all of it is read in threads."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder

    def taken(self) -> Taken:
        """What the file holds, without its replies."""
        taken: Taken = next(self._loaded("taken"))
        return taken

    def batches(self) -> Iterator[list[Reply]]:
        """The replies, some at a time."""
        return self._loaded("replies")

    def names(self) -> Iterator[list[Name]]:
        """How articles are called, some at a time."""
        return self._loaded("names")

    def _loaded(self, name: str) -> Iterator[Any]:
        if self._folder is None:
            return
        path = self._folder / name
        size = path.stat().st_size
        with path.open("rb") as file:
            while file.tell() < size:
                yield pickle.load(file)  # noqa: S301 - written above


def _batches(replies: Iterable[Reply]) -> Iterator[list[Reply]]:
    batch: list[Reply] = []
    rows = 0
    for reply in replies:
        batch.append(reply)
        rows += len(reply.rows)
        if len(batch) >= REPLIES or rows >= ROWS:
            yield batch
            batch, rows = [], 0
    if batch:
        yield batch


def _take(path: Path, taking: Taking, taken: Taken) -> None:
    file = taking.held.enter_context(opened(path))
    begin = file.read(_BEGIN)
    text = begin.decode("utf-16" if begin[:2] in _UTF_16 else "utf-8", "ignore").lstrip("\ufeff \t\r\n")
    if not text and not begin.strip(b"\xef\xbb\xbf \t\r\n"):
        raise Unusable(N_("it is empty"))
    if not text.startswith(("{", "[")):
        _take_tables(file, taking, taken)
    elif document.is_document(text):
        document.take(file, taking, taken)
    else:
        packets.take(JsonText(taking.held.enter_context(text_of(file))), taking, taken)


def _take_tables(file: BinaryIO, taking: Taking, taken: Taken) -> None:
    for sheet in files.sheets(file, taking, taken):
        if not tables.take(sheet, taking, taken) and sheet.name:
            taken.passed_over.append(sheet.name)
    if not taken.parts and not taken.problems:
        raise Unusable(
            N_("no row of titles that I know was found in it, such as date, title, readers or 日期, 阅读人数")
        )
