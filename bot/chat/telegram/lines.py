"""How a message waits for its turn, and the lines that those of one chat stand in."""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass

from bot.chat.telegram.pace import Pace
from bot.core.ports import Before


@dataclass(frozen=True, slots=True)
class Slot:
    """How a message waits: a push stands behind answers; `before` is asked when its turn has come."""

    push: bool = False
    before: Before | None = None
    passing: bool = False
    """A word of progress: it goes now, or never."""
    follows: bool = False
    """The answer after its own word of progress, whose pause in the chat it need not wait for."""


ANSWER, PROGRESS, FOLLOWING = Slot(), Slot(passing=True), Slot(follows=True)


class Line:
    """The waiting messages of one kind to one chat."""

    __slots__ = ("follows", "pace", "push", "waiting")

    def __init__(self, pace: Pace, *, push: bool = False, follows: bool = False) -> None:
        self.pace = pace
        self.push = push
        self.follows = follows
        self.waiting: deque[tuple[asyncio.Future[float], Slot]] = deque()

    def ready(self) -> float:
        """The first instant at which its chat takes the next of it."""
        return self.pace.follows() if self.follows else self.pace.ready(push=self.push)


@dataclass(frozen=True, slots=True)
class Lines:
    """The three lines of one chat, which share its pace."""

    pace: Pace
    answers: Line
    follows: Line
    pushes: Line

    @classmethod
    def of(cls, pace: Pace) -> Lines:
        """Empty ones."""
        return cls(pace, Line(pace), Line(pace, follows=True), Line(pace, push=True))

    def all(self) -> tuple[Line, ...]:
        """Each of them."""
        return self.answers, self.follows, self.pushes

    def line(self, slot: Slot) -> Line:
        """Where a message of that kind stands."""
        return self.pushes if slot.push else self.follows if slot.follows else self.answers

    def idle(self, now: float) -> bool:
        """Whether nothing waits and nothing of the past counts any more."""
        return self.pace.idle(now) and not any(line.waiting for line in self.all())
