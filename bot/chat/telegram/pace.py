"""When the next message may go, into one chat and in all.

Telegram's FAQ for bots: about 30 messages a second in all, one a second in a chat, 20 a minute in a group; short
bursts in a private chat are let through. Times are seconds of a monotonic clock. The pauses are a little longer than
asked, since what left here a second apart may arrive a little less than a second apart.
"""

from __future__ import annotations

from bisect import insort
from collections import deque
from math import inf

MOST = 30
"""Messages in any window of a second, whoever gets them."""
WINDOW = 1.04
"""Seconds in which no more than those go."""
EVERY = 0.036
"""Seconds between pushes: 27.8 a second. One of the places in a window is left to an answer."""
CATCH_UP = 0.1
"""So much of the time in which nothing went is made good: a busy program is late now and then."""

CHAT_EVERY = 1.05
BURST = 3
"""Answers in a row that a person gets at once in a private chat."""
GROUP_MOST = 20
GROUP_SPAN = 61.0


class Flow:
    """The messages of the last second, whoever got them: pushes go one by one, answers as soon as there is room."""

    __slots__ = ("_even", "_lately")

    def __init__(self) -> None:
        self._even = -inf
        self._lately = [-inf] * MOST

    def ready(self, *, push: bool) -> float:
        """The first instant for the next message."""
        return max(self._lately[1] + WINDOW, self._even) if push else self._lately[0] + WINDOW

    def stamp(self, at: float) -> None:
        """A message goes out."""
        self._even = max(self._even + EVERY, at + EVERY - CATCH_UP)
        insort(self._lately, at)
        del self._lately[0]

    def put_off(self, at: float, until: float) -> None:
        """What was to go out at one instant went out at a later one."""
        if at in self._lately:
            self._lately.remove(at)
            insort(self._lately, until)


class Pace:
    """The messages that a chat got lately; `group` counts them by the minute too and allows no burst."""

    __slots__ = ("_even", "_group", "_stamps", "held")

    def __init__(self, *, group: bool) -> None:
        self.held = False
        """One message has its turn but is not out yet: no other may go."""
        self._group = group
        self._even = -inf
        self._stamps: deque[float] = deque(maxlen=GROUP_MOST)

    def ready(self, *, push: bool) -> float:
        """The first instant for the next message: -inf if there never was one, inf while one is held."""
        if self.held:
            return inf
        if not self._group:
            return self._even if push else self._even - (BURST - 1) * CHAT_EVERY
        if len(self._stamps) < GROUP_MOST:
            return self._even
        return max(self._even, self._stamps[0] + GROUP_SPAN)

    def stamp(self, at: float) -> None:
        """A message goes out."""
        self._even = max(self._even, at) + CHAT_EVERY
        if self._group:
            self._stamps.append(at)

    def put_off(self, at: float, until: float) -> None:
        """What was to go out at one instant went out at a later one."""
        self._even += until - at

    def idle(self, now: float) -> bool:
        """Whether nothing of the past counts any more."""
        return not self.held and self._even <= now and (not self._stamps or self._stamps[-1] + GROUP_SPAN <= now)
