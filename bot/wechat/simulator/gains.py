"""What was read, shared and kept, as one thing that can be joined and can grow."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.wechat.simulator.tallies import NONE, Tally, grown, union


@dataclass(frozen=True, slots=True)
class Gain:
    """Of one article or of a whole account, in one day or up to one."""

    reads: Tally
    original: Tally
    shares: Tally
    favourites: Tally
    sources: Mapping[int, Tally]
    """Reads by `user_source`."""
    scenes: Mapping[int, Tally]
    """Shares by `share_scene`."""
    starts: Mapping[int, Tally]
    """Shares to Moments by the `user_source` that they started from."""


def together(gains: Sequence[Gain], distinct: int) -> Gain:
    """Several articles' day as one, with `distinct` in 1000 of their people counted only once."""
    return _joined(gains, lambda parts: union(parts, distinct))


def grown_by(total: Gain, today: Gain, fresh: int) -> Gain:
    """A running total and one more day, of whose people `fresh` in 1000 are new."""

    def grow(parts: Iterable[Tally]) -> Tally:
        before, now = parts
        return grown(before, now, fresh)

    return _joined((total, today), grow)


def _joined(gains: Sequence[Gain], join: Callable[[Iterable[Tally]], Tally]) -> Gain:
    def each(parts: Sequence[Mapping[int, Tally]]) -> dict[int, Tally]:
        keys = sorted({key for part in parts for key in part})
        return {key: join([part.get(key, NONE) for part in parts]) for key in keys}

    return Gain(
        reads=join([gain.reads for gain in gains]),
        original=join([gain.original for gain in gains]),
        shares=join([gain.shares for gain in gains]),
        favourites=join([gain.favourites for gain in gains]),
        sources=each([gain.sources for gain in gains]),
        scenes=each([gain.scenes for gain in gains]),
        starts=each([gain.starts for gain in gains]),
    )
