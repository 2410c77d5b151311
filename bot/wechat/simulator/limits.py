"""What WeChat no longer serves, and how often it lets itself be asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from datetime import date

from bot.core.facts import Generation
from bot.wechat.endpoints import BY_NAME, ENDPOINTS, Endpoint
from bot.wechat.simulator.says import WeChatSays

CLASSICS = frozenset(endpoint.name for endpoint in ENDPOINTS if endpoint.generation is Generation.CLASSIC)


def retired_names(words: Collection[str]) -> frozenset[str]:
    """The endpoints that are retired: by name, or all six by the word `classic`. Raises ValueError."""
    names: set[str] = set()
    for word in [words] if isinstance(words, str) else words:
        if word != Generation.CLASSIC and word not in BY_NAME:
            raise ValueError(f"no endpoint to retire: {word!r}")
        names |= CLASSICS if word == Generation.CLASSIC else {word}
    return frozenset(names)


class Spent:
    """The calls of the day, by app id and endpoint."""

    def __init__(self) -> None:
        self._day = date.min
        self._calls: Counter[tuple[str, str]] = Counter()

    def call(self, app_id: str, endpoint: Endpoint, today: date, quota: int | None) -> None:
        """Count a call, unless it is one too many on this date in +08:00. Raises WeChatSays (45009)."""
        if today != self._day:
            self._day = today
            self._calls.clear()
        if quota is not None and self._calls[app_id, endpoint.name] >= quota:
            raise WeChatSays(45009)
        self._calls[app_id, endpoint.name] += 1
