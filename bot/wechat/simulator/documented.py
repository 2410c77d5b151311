"""The packets of the documents, served on the days that they bear.

Source: the endpoints' samples of 2014, 2015, 2020 and 2025, re-serialised; the one by hour of 2015 mended (it is no
JSON), and the one with titles made from the other after the changelog of 2026-03, which has none.
"""

from __future__ import annotations

import json
from functools import lru_cache
from importlib import resources
from typing import Any

_UNTITLED, _TITLED = "getarticletotaldetail.json", "getarticletotaldetail.with-title.json"


@lru_cache(maxsize=2)
def packets(titles: bool) -> dict[tuple[str, str], list[dict[str, Any]]]:
    """Rows by endpoint name and `ref_date`; getarticletotaldetail's with titles or without."""
    found: dict[tuple[str, str], list[dict[str, Any]]] = {}
    folder = resources.files("bot.wechat.simulator") / "packets"
    for file in folder.iterdir():
        endpoint, _, rest = file.name.partition(".")
        if not rest.endswith("json") or file.name == (_UNTITLED if titles else _TITLED):
            continue
        for row in json.loads(file.read_text(encoding="utf-8"))["list"]:
            found.setdefault((endpoint, row["ref_date"]), []).append(row)
    return found
