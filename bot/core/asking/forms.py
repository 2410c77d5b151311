"""A table of forms: patterns of tidied words, each with the function that reads what was said in it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from bot.core.days import Span

Reader = Callable[[Sequence[str], date], Span]
"""What a pattern's groups hold, without those that are empty, and today → days. Raises ValueError for none."""

Forms = tuple[tuple[re.Pattern[str], Reader], ...]


def forms(*rows: tuple[str, Reader]) -> Forms:
    """Rows of a pattern and its reader, made ready."""
    return tuple((re.compile(pattern), reader) for pattern, reader in rows)


def named(words: str, reader: Reader) -> Reader:
    """A reader whose days are called by these words, marked for translation, where they are told."""
    return lambda said, today: replace(reader(said, today), called=words)


def read(table: Forms, text: str, today: date) -> Span | None:
    """The days of the first form that the whole text has; None if it has none, or there are no such days."""
    for pattern, reader in table:
        if found := pattern.fullmatch(text):
            try:
                return reader([group for group in found.groups() if group], today)
            except (ValueError, OverflowError):
                return None
    return None
