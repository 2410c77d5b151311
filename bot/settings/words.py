"""Text files as editors write them: some put a mark of the encoding before the first letter, Windows tools UTF-16."""

from __future__ import annotations

import codecs
from pathlib import Path

_MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}


def text_of(path: Path) -> str:
    """The text of a file, without the mark: UTF-8, or what the mark says. Raises OSError, UnicodeDecodeError."""
    content = path.read_bytes()
    encoding = next((name for mark, name in _MARKS.items() if content.startswith(mark)), "utf-8")
    return content.decode(encoding)
