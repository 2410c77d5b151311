"""Chance that follows from a key alone: the same throws on every machine, whatever was thrown before."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b
from math import exp, sqrt
from struct import unpack
from typing import TypeVar

T = TypeVar("T")

_PARTS = 1 << 64


class Dice:
    """A row of throws that belongs to its key."""

    __slots__ = ("_key", "_pool", "_round")

    def __init__(self, *key: object) -> None:
        self._key = "|".join(map(str, key)).encode()
        self._pool: list[int] = []
        self._round = 0

    def uniform(self, low: float = 0.0, high: float = 1.0) -> float:
        """Somewhere from `low` to `high`."""
        if not self._pool:
            digest = blake2b(self._key, salt=self._round.to_bytes(8, "big")).digest()
            self._pool = list(unpack(">8Q", digest))
            self._round += 1
        return low + (high - low) * (self._pool.pop() / _PARTS)

    def whole(self, low: int, high: int) -> int:
        """A whole number, both ends included."""
        return min(high, low + int(self.uniform(0, high - low + 1)))

    def chance(self, probability: float) -> bool:
        """Whether something of that probability happens."""
        return self.uniform() < probability

    def pick(self, things: Sequence[T]) -> T:
        """One of them."""
        return things[self.whole(0, len(things) - 1)]

    def spread(self, sigma: float) -> float:
        """A factor around 1, lognormal within 3.5 sigma."""
        bell = (sum(self.uniform() for _ in range(4)) - 2) * sqrt(3)
        return exp(sigma * bell)

    def rounded(self, expected: float) -> int:
        """A whole number next to `expected`, which it is on average."""
        return int(expected + self.uniform())
