"""The arithmetic of people and times: how a whole falls into parts, and what several parts have in common.

Times add up exactly. People do not: whoever reads in two places is one reader, so that a whole has at least as
many people as its largest part, and at most as many as all parts together. These functions keep both laws by
construction, in whole numbers.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import NamedTuple, TypeVar

K = TypeVar("K", bound=Hashable)


class Tally(NamedTuple):
    """People, and the times that they did it."""

    people: int = 0
    times: int = 0


NONE = Tally()


def tally(times: int, each: float, at_most: int) -> Tally:
    """So many times by people who do it `each` times on average, of whom there are `at_most`."""
    people = min(times, at_most, max(1, round(times / each))) if times else 0
    return Tally(people, times if people else 0)


def shares_of(total: int, weights: Sequence[float]) -> list[int]:
    """A total in whole parts, in proportion to their weights (largest remainder)."""
    whole = sum(weights)
    if total == 0 or whole == 0:
        return [0] * len(weights)
    quotas = [total * weight / whole for weight in weights]
    parts = [int(quota) for quota in quotas]
    fullest = sorted(range(len(parts)), key=lambda n: parts[n] - quotas[n])
    for n in fullest[: total - sum(parts)]:
        parts[n] += 1
    return parts


def people_among(part: int, whole: Tally) -> int:
    """The people behind a part of the times: rather more than its share, since some are in other parts too."""
    if part == 0:
        return 0
    share = -(-part * (3 * whole.people + 2 * whole.times) // (5 * whole.times))
    return min(whole.people, share)


def split(whole: Tally, weights: Mapping[K, float]) -> dict[K, Tally]:
    """A whole in parts; the parts' times are the whole's, their people at least the whole's."""
    parts = shares_of(whole.times, list(weights.values()))
    return {key: Tally(people_among(part, whole), part) for key, part in zip(weights, parts, strict=True)}


def union(parts: Iterable[Tally], distinct: int) -> Tally:
    """Parts as a whole, of whose people `distinct` in 1000 were counted only once."""
    people = times = largest = 0
    for part in parts:
        people += part.people
        times += part.times
        largest = max(largest, part.people)
    return Tally(max(largest, -(-people * distinct // 1000)), times)


def grown(total: Tally, gain: Tally, fresh: int) -> Tally:
    """A running total and one day's gain, of whose people `fresh` in 1000 are new."""
    people = max(total.people + -(-gain.people * fresh // 1000), gain.people)
    return Tally(people, total.times + gain.times)


def dealt(rows: Sequence[int], columns: Sequence[int]) -> list[list[int]]:
    """A table of whole numbers with the given sums of rows and of columns; both add up to the same."""
    left = list(columns)
    table = []
    for row in rows:
        dealt_row = shares_of(row, left)
        left = [have - gone for have, gone in zip(left, dealt_row, strict=True)]
        table.append(dealt_row)
    return table
