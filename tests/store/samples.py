"""What the tests of the store put into it."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from bot.core.facts import Named, Reply
from bot.core.ports import DeliveryKey, DeliveryRow, State

DAY = date(2026, 11, 23)
NOON = datetime(2026, 11, 24, 4, tzinfo=UTC)
NAMED = Named("早安 <b>", "https://mp.weixin.qq.com/s/1", DAY)


def key(
    *, report: str = "digest", scope: str = "all", first: date = DAY, chat: int = -100123, topic: int = 0, part: int = 1
) -> DeliveryKey:
    return DeliveryKey(report, scope, first, 1, chat, topic, part)


def planned(row_key: DeliveryKey | None = None, **fields: Any) -> DeliveryRow:
    return replace(DeliveryRow(row_key or key(), State.PLANNED, NOON), **fields)


def reply(
    day: date = DAY, body: Mapping[str, Any] | None = None, *, account: str = "daily", endpoint: str = "getuserread"
) -> Reply:
    body = {"list": [{"ref_date": str(day), "title": "早安 <b>"}]} if body is None else body
    return Reply(account, endpoint, day, NOON, NOON + timedelta(hours=1), body, complete_at=NOON)


YEAR = [DAY - timedelta(days=n) for n in range(365)]
"""Days that an archive may hold."""


def sound(path: Path) -> bool:
    """Whether a store's file is whole, in SQLite's own eyes."""
    with closing(sqlite3.connect(path)) as conn:
        return bool(conn.execute("PRAGMA integrity_check").fetchone() == ("ok",))
