"""The packets of the documents, served on the days that they bear.

Source: the endpoints' samples of 2014, 2015 and 2020, re-serialised; the one by hour of 2015 mended (it is no JSON).
"""

from __future__ import annotations

import json
from functools import lru_cache
from importlib import resources
from typing import Any


@lru_cache(maxsize=1)
def packets() -> dict[tuple[str, str], list[dict[str, Any]]]:
    """Rows by endpoint name and `ref_date`."""
    found: dict[tuple[str, str], list[dict[str, Any]]] = {}
    folder = resources.files("bot.wechat.simulator") / "packets"
    for file in folder.iterdir():
        endpoint, _, rest = file.name.partition(".")
        if not rest.endswith("json"):
            continue
        for row in json.loads(file.read_text(encoding="utf-8"))["list"]:
            found.setdefault((endpoint, row["ref_date"]), []).append(row)
    return found
