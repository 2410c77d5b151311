"""Telegram's own rate limits, when a test switches them on."""

from __future__ import annotations

from collections import defaultdict, deque
from dataclasses import dataclass
from math import ceil

from tests.botapi.errors import ApiError


@dataclass(frozen=True, slots=True)
class Limits:
    """At most so many in any window: overall in a second, in a chat in a second, in a group in a minute."""

    overall: int = 30
    chat: int = 1
    group: int = 20


class Windows:
    """The messages accepted lately, by what limits them."""

    def __init__(self) -> None:
        self._stamps: dict[tuple[str, int], deque[float]] = defaultdict(deque)

    def accept(self, limits: Limits, chat: int, now: float) -> None:
        """Count a message. Raises the 429 that Telegram would give."""
        windows = [(("all", 0), limits.overall, 1.0), (("chat", chat), limits.chat, 1.0)]
        if chat < 0:
            windows.append((("group", chat), limits.group, 60.0))
        waits = [self._wait(key, most, span, now) for key, most, span in windows]
        if (wait := max(waits)) > 0:
            seconds = ceil(wait)
            raise ApiError(429, f"Too Many Requests: retry after {seconds}", {"retry_after": seconds})
        for key, _, _ in windows:
            self._stamps[key].append(now)

    def _wait(self, key: tuple[str, int], most: int, span: float, now: float) -> float:
        stamps = self._stamps[key]
        while stamps and stamps[0] <= now - span:
            stamps.popleft()
        return stamps[0] + span - now if len(stamps) >= most else 0.0
