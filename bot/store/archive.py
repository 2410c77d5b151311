"""Raw replies on disk, by `account|endpoint|YYYY-MM-DD`, so that the days of a span are neighbours."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from bot.core.days import Span
from bot.core.facts import Reply
from bot.store.table import Table
from bot.store.thread import OneThread
from bot.store.values import to_instant, to_text

log = logging.getLogger(__name__)


class SqliteArchive:
    """The port Archive over one table."""

    def __init__(self, table: Table, thread: OneThread) -> None:
        self._table = table
        self._thread = thread

    async def keep(self, replies: Sequence[Reply]) -> None:
        """Write all replies or none, each in place of the one held; on disk when this returns. Raises StoreUnusable."""
        if replies:
            await self._thread.run(lambda: self._table.put({_key(reply): _value(reply) for reply in replies}))

    async def held(self, account: str, endpoint: str, span: Span) -> Mapping[date, Reply]:
        """The replies held for the days of a span, oldest first, in one select. Raises StoreUnusable."""
        return await self._thread.run(lambda: self._held(account, endpoint, span))

    def _held(self, account: str, endpoint: str, span: Span) -> dict[date, Reply]:
        found = self._table.between(f"{account}|{endpoint}|{span.first}", f"{account}|{endpoint}|{span.last}")
        replies = (_reply(key, value) for key, value in found.items())
        return {reply.day: reply for reply in replies if reply is not None}


def _key(reply: Reply) -> str:
    return f"{reply.account}|{reply.endpoint}|{reply.day}"


def _value(reply: Reply) -> dict[str, Any]:
    return {
        "fetched_at": to_text(reply.fetched_at),
        "asked_at": to_text(reply.asked_at),
        "complete_at": to_text(reply.complete_at) if reply.complete_at else None,
        "body": dict(reply.body),
    }


def _reply(key: str, value: Mapping[str, Any]) -> Reply | None:
    """The reply of a row; none, and a line in the log, if the row has not the shape that we write."""
    try:
        account, endpoint, day = key.split("|")
        body = value["body"]
        if not isinstance(body, dict):
            raise TypeError("the body is no object")
        return Reply(
            account=account,
            endpoint=endpoint,
            day=date.fromisoformat(day),
            fetched_at=to_instant(value["fetched_at"]),
            asked_at=to_instant(value["asked_at"]),
            body=body,
            complete_at=to_instant(value["complete_at"]) if value.get("complete_at") else None,
        )
    except (KeyError, TypeError, ValueError):
        log.warning("archive: what is kept as %s has another shape and is left out", key)
        return None
