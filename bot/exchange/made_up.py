"""Articles' ids where a table gives none: made up from what it does give, so that an article always gets the same."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

Row = Mapping[str, Any]

_MARK = "import-"


def made_up_id(title: str | None, apart: str | None = None) -> str:
    """An id from a title and what tells it from others of that title: its day of publishing, or its link."""
    text = f"{title or ''}\n{apart}" if apart else title or ""
    digest = hashlib.sha1(text.encode("utf-8", "replace"), usedforsecurity=False)
    return f"{_MARK}{digest.hexdigest()[:10]}"


def named_alike(older: Sequence[Row], newer: Sequence[Row]) -> tuple[Sequence[Row], Sequence[Row]]:
    """Two lists of one day's articles, made to call an article by one id, though only one tells it from its namesakes.

    What is held under the title alone gives way to rows that tell more; a row that tells less is about the one article
    of its title, where only one is held.
    """
    kept = [row for row in older if not (_by_title(row) and _told_apart(row, newer))]
    ids = {n: _told_apart(row, kept) for n, row in enumerate(newer) if _by_title(row)}
    return kept, [{**row, "msgid": ids[n][0]} if len(ids.get(n, ())) == 1 else row for n, row in enumerate(newer)]


def _by_title(row: Row) -> bool:
    return bool(row.get("msgid") == made_up_id(_title(row)))


def _told_apart(row: Row, others: Sequence[Row]) -> list[str]:
    """The made-up ids of other rows of the same title that tell more than it."""
    return [
        str(other["msgid"])
        for other in others
        if _title(other) == _title(row) and str(other.get("msgid")).startswith(_MARK) and not _by_title(other)
    ]


def _title(row: Row) -> str | None:
    title = row.get("title")
    return title if isinstance(title, str) else None
