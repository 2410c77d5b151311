"""A text file's text, read piece by piece: which encoding it is in is found out first."""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Iterator
from typing import BinaryIO

from bot.core.errors import N_
from bot.exchange.taken import Unusable

PIECE = 1 << 20
"""Bytes that are looked at together."""

NO_TEXT = N_("it is not text in UTF-8, UTF-16 or GB18030, nor a workbook")

_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1f\x7f]")


def text_of(file: BinaryIO) -> io.TextIOWrapper:
    """A text file's text from its beginning: UTF-8, UTF-16 or GB18030, with a byte order mark or without.

    Single bytes that are none of it become U+FFFD: an odd byte costs the title that it stands in. Raises Unusable;
    what is read raises UnicodeDecodeError where UTF-16 breaks off.
    """
    encoding, errors = _encoding(file)
    file.seek(0)
    return io.TextIOWrapper(file, encoding, errors, newline="")


def _encoding(file: BinaryIO) -> tuple[str, str]:
    file.seek(0)
    head = file.read(200)
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return encoding, "strict"
    if 0 in head:
        big_endian = head[::2].count(0) > head[1::2].count(0)
        return ("utf-16-be" if big_endian else "utf-16-le"), "strict"
    wrong = beyond = 0
    for text in _decoded(file, "utf-8", "replace"):
        wrong += text.count("\ufffd")
        beyond += 0 if text.isascii() else len(text) - len(text.encode("ascii", "ignore"))
    if wrong <= beyond - wrong:
        return "utf-8", "replace"
    # Of Chinese text in GB18030, next to nothing is UTF-8 by chance.
    try:
        for _ in _decoded(file, "gb18030", "strict"):
            pass
    except UnicodeDecodeError:
        if any(_CONTROLS.search(piece) for piece in _pieces(file)):
            raise Unusable(NO_TEXT) from None
        return "utf-8", "replace"
    return "gb18030", "strict"


def _decoded(file: BinaryIO, encoding: str, errors: str) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder(encoding)(errors)
    for piece in _pieces(file):
        yield decoder.decode(piece)
    yield decoder.decode(b"", final=True)


def _pieces(file: BinaryIO) -> Iterator[bytes]:
    file.seek(0)
    while piece := file.read(PIECE):
        yield piece
