"""On which day an article was listed last, where nothing tells when it was published.

Only the bodies of replies know: they are read off the event loop, the newest first, some months at once.
"""

from __future__ import annotations

from datetime import date

from bot.core.days import FIRST_DAY, Span
from bot.core.facts import Reply
from bot.core.ports import Archive
from bot.wechat.endpoints import ARTICLE_READ, ARTICLE_SUMMARY
from bot.wechat.parse import text

AT_ONCE = 92
"""Days that are looked through before anything else may be read."""


async def last_listed(archive: Archive, account: str, msgid: str, newest: date) -> date | None:
    """The newest day, of those held, whose list has the article; None if none has."""

    def has(reply: Reply) -> bool:
        return any(text(row.get("msgid")) == msgid for row in reply.rows)

    for span in reversed(list(Span(FIRST_DAY, max(FIRST_DAY, newest)).chunks(AT_ONCE))):
        for endpoint in (ARTICLE_READ, ARTICLE_SUMMARY):
            found = await archive.each(account, endpoint.name, span, has)
            if days := [day for day, listed in found.items() if listed]:
                return max(days)
    return None
