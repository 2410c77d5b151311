"""Several chats' matters side by side."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Iterable

from bot.core.errors import StoreTrouble

log = logging.getLogger(__name__)


async def together(works: Iterable[Awaitable[bool]], failing: str) -> list[bool]:
    """All of them side by side: one that breaks is logged and counts as not done. Raises StoreTrouble."""
    ends = await asyncio.gather(*works, return_exceptions=True)
    for end in ends:
        if isinstance(end, StoreTrouble):
            raise end
        if isinstance(end, BaseException):
            log.error("%s: %s", failing, end, exc_info=end)
    return [end is True for end in ends]
