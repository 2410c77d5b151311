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
    more = _told_apart(newer)
    kept = [row for row in older if not (_by_title(row) and _title(row) in more)]
    held = _told_apart(kept)
    ids = [held.get(_title(row), ()) if _by_title(row) else () for row in newer]
    return kept, [{**row, "msgid": told[0]} if len(told) == 1 else row for row, told in zip(newer, ids, strict=True)]


def _by_title(row: Row) -> bool:
    return bool(row.get("msgid") == made_up_id(_title(row)))


def _told_apart(rows: Sequence[Row]) -> dict[str | None, list[str]]:
    """The made-up ids of rows that tell more than their titles, by these."""
    ids: dict[str | None, list[str]] = {}
    for row in rows:
        if str(row.get("msgid")).startswith(_MARK) and not _by_title(row):
            ids.setdefault(_title(row), []).append(str(row["msgid"]))
    return ids


def _title(row: Row) -> str | None:
    title = row.get("title")
    return title if isinstance(title, str) else None
