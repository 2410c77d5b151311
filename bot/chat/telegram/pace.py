"""When the next message may go, into one chat and in all.

Telegram's FAQ for bots: about 30 messages a second in all, one a second in a chat, 20 a minute in a group; short
bursts in a private chat are let through. Times are seconds of a monotonic clock. The pauses are a little longer than
asked, since what left here a second apart may arrive a little less than a second apart.

How late a message arrived, only its reply can tell: it counts from the latest instant that its reply allows, and until
then it counts as just arrived. So nothing that is held up on its way, be it by a network or by a busy machine, can
make a crowd at Telegram's door.
"""

from __future__ import annotations

from bisect import bisect_right, insort
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
REMEMBERED = 100
"""Replies by which it is known how long the quickest takes."""

CHAT_EVERY = 1.05
BURST = 3
"""Answers in a row that a person gets at once in a private chat."""
GROUP_MOST = 20
GROUP_SPAN = 61.0


class Flow:
    """The messages of the last second, whoever got them: pushes go one by one, answers as soon as there is room."""

    __slots__ = ("_away", "_even", "_lately", "_took")

    def __init__(self) -> None:
        self._even = -inf
        self._lately = [-inf] * MOST
        self._away: list[float] = []
        """When those left that have no reply yet."""
        self._took: deque[float] = deque(maxlen=REMEMBERED)

    def ready(self, now: float, *, push: bool) -> float:
        """The first instant for the next message, as far as is known now."""
        overdue = bisect_right(self._away, now - WINDOW)  # each may be arriving at this moment
        kept_free = overdue + push
        room = self._lately[min(kept_free, MOST - 1)] + WINDOW
        return max(room, self._even) if push else room

    def stamp(self, at: float) -> None:
        """A message is to go out."""
        self._even = max(self._even + EVERY, at + EVERY - CATCH_UP)
        insort(self._lately, at)
        del self._lately[0]

    def leave(self, at: float, now: float) -> None:
        """What was to go out at one instant goes now."""
        self._count_from(now, instead_of=at)
        insort(self._away, now)

    def arrive(self, left: float, now: float) -> float:
        """The reply to what left at that instant is here; the latest instant at which it arrived.

        Whatever made it slower than the quickest of late may have done so on the way there.
        """
        self._away.remove(left)
        self._took.append(now - left)
        by = max(left, now - min(self._took))
        self._count_from(by, instead_of=left)
        return by

    def _count_from(self, instant: float, *, instead_of: float) -> None:
        if instant != instead_of:
            insort(self._lately, instant)
            self._lately.remove(instead_of if instead_of in self._lately else self._lately[0])


class Pace:
    """The messages that a chat got lately; `group` counts them by the minute too and allows no burst."""

    __slots__ = ("_even", "_group", "_stamps", "held")

    def __init__(self, *, group: bool) -> None:
        self.held = False
        """One message has its turn but is not out yet: no other may go."""
        self._group = group
        self._even = -inf
        self._stamps: list[float] = []

    def ready(self, *, push: bool) -> float:
        """The first instant for the next message: -inf if there never was one, inf while one is held."""
        if self.held:
            return inf
        if not self._group:
            return self._even if push else self._even - (BURST - 1) * CHAT_EVERY
        if len(self._stamps) < GROUP_MOST:
            return self._even
        return max(self._even, self._stamps[0] + GROUP_SPAN)

    def passing(self) -> float:
        """The first instant for a word of progress: a group's minute must have room for the answer to it as well."""
        ready = self.ready(push=False)
        room = self._stamps[1 - GROUP_MOST] + GROUP_SPAN if len(self._stamps) >= GROUP_MOST - 1 else -inf
        return max(ready, room) if self._group else ready

    def follows(self) -> float:
        """The first instant for the answer after its own word of progress: at once, but for a group's minute."""
        if self.held:
            return inf
        return self._stamps[0] + GROUP_SPAN if len(self._stamps) >= GROUP_MOST else -inf

    def stamp(self, at: float) -> None:
        """A message goes out."""
        self._even = max(self._even, at) + CHAT_EVERY
        if self._group:
            insort(self._stamps, at)
            del self._stamps[:-GROUP_MOST]

    def put_off(self, at: float, until: float) -> None:
        """What was to go out at one instant went out at a later one."""
        self._even += until - at
        self._count_from(until, instead_of=at)

    def arrived(self, left: float, by: float) -> None:
        """What left at one instant may have arrived as late as that."""
        self._even = max(self._even, by + CHAT_EVERY)
        self._count_from(by, instead_of=left)

    def idle(self, now: float) -> bool:
        """Whether nothing of the past counts any more."""
        return not self.held and self._even <= now and (not self._stamps or self._stamps[-1] + GROUP_SPAN <= now)

    def _count_from(self, instant: float, *, instead_of: float) -> None:
        if instead_of in self._stamps:
            self._stamps.remove(instead_of)
            insort(self._stamps, instant)
