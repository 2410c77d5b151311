"""Files as people have them, brought into an archive in memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from bot.core.days import Span, spans_of
from bot.core.facts import Reply
from bot.core.ports import Archive
from bot.exchange.apart import Limits
from bot.exchange.bringing import Brought, bring
from bot.exchange.taken import Whose
from bot.store.memory import MemoryArchive
from bot.wechat.endpoints import ENDPOINTS
from bot.wechat.parse import PARSERS, names
from tests.house import china

NOW = china("2026-11-24 12:30")
ALL_DAYS = Span(date(2014, 12, 1), date(2026, 11, 23))
ONE = Whose("daily", {"daily": "daily", "Daily Tech": "daily"})
TWO = Whose(None, {"daily": "daily", "tech": "tech", "Tech": "tech"})

ARTICLES = """图文数据,,,
导出于 2026-11-20,,,
日期,内容标题,阅读人数,阅读次数
2015-01-05,马航丢画记,"1,234",2000
2015-01-06,马航丢画记,7,8
"""
"""As the console exports articles."""

CONSOLE = (
    "日期,阅读次数,阅读人数,分享次数,分享人数,阅读原文次数,阅读原文人数,收藏次数,收藏人数,群发篇数,渠道\n"
    "20220331,9,6,2,1,0,0,0,0,1,全部\n"
    "20220331,3,2,0,0,0,0,0,0,0,公众号消息\n"
    "20220331,4,1,0,0,0,0,0,0,0,聊天会话\n"
    "20220331,2,1,0,0,0,0,0,0,0,别处\n"
)
"""As it exports an account's days, by source."""


@dataclass
class Desk:
    """An archive, and files that are brought into it."""

    folder: Path
    archive: Archive = field(default_factory=MemoryArchive)
    whose: Whose = ONE
    now: datetime = NOW
    limits: Limits | None = None
    """None reads in this process, which is quicker."""
    days: set[date] = field(default_factory=set)

    async def keep_imported(self, key: str, replies: Sequence[Reply]) -> None:
        await self.archive.keep(replies)
        self.days |= {reply.day for reply in replies}
        for reply in replies:
            await self.archive.name(key, names(reply))

    async def bring(self, name: str, content: str | bytes | None = None, *, encoding: str = "utf-8") -> Brought:
        path = self.folder / name
        if content is not None:
            path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return await bring(path, self.whose, self.now, self.archive, self, self.limits)

    async def all(self, account: str = "daily") -> list[Reply]:
        spans = spans_of(self.days)
        held = [await self.archive.held(account, endpoint.name, span) for endpoint in ENDPOINTS for span in spans]
        return [reply for by_day in held for reply in by_day.values()]

    async def facts(self, part: str, account: str = "daily") -> list[Any]:
        found: list[Any] = []
        for reply in await self.all(account):
            if part in PARSERS[reply.endpoint]:
                fact = PARSERS[reply.endpoint][part](reply)
                found += fact if isinstance(fact, tuple) else [fact] if fact else []
        return found

    def pass_by(self, **time: float) -> None:
        self.now += timedelta(**time)

    def workbook(self, name: str, **sheets: list[list[Any]]) -> None:
        book = Workbook()
        book.remove(book.worksheets[0])
        for title, rows in sheets.items():
            sheet = book.create_sheet(title)
            for row in rows:
                sheet.append(row)
        book.save(self.folder / name)


def problems(brought: Brought) -> list[str]:
    """What was left out, in English."""
    return [str(one) for one in brought.taken.problems]


def notes(brought: Brought) -> list[str]:
    return [str(one) for one in brought.taken.notes]
