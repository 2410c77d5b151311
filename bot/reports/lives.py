"""An article's life against the account's usual one: readers at the end of each day since publishing.

The figures of a life are cumulative. People add up over nothing, so they are never summed, nor subtracted: the readers
that two articles had at the same age compare as they stand. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from statistics import median

from bot.core.facts import ArticleLife

LEAST = 3
"""Articles of which one is called the usual: fewer say nothing."""


@dataclass(frozen=True, slots=True)
class Age:
    """How far an article had come by the end of a day of its life."""

    day: date
    age: int
    """0 is the day on which it was published."""
    readers: int | None
    """Since publishing; None where WeChat gives none."""
    usual: float | None
    """The median of the account's other articles at that age; None of too few."""

    @property
    def times(self) -> float | None:
        """How many times the usual it is; None where that cannot be said."""
        return self.readers / self.usual if self.readers is not None and self.usual else None


def course(life: ArticleLife, others: Iterable[ArticleLife]) -> tuple[Age, ...]:
    """Each day of a life that is told, beside the usual article of the same age and the same family of interfaces."""
    comparable = [
        other for other in others if other.msgid != life.msgid and other.source.generation is life.source.generation
    ]
    by_age: dict[int, list[int]] = {}
    for other in comparable:
        for age, readers in readers_by_age(other).items():
            by_age.setdefault(age, []).append(readers)
    return tuple(
        Age(stat.stat_date, age, stat.figures.readers, _usual(by_age.get(age, [])))
        for stat in life.stats
        if (age := (stat.stat_date - life.day).days) >= 0
    )


def readers_by_age(life: ArticleLife) -> dict[int, int]:
    """The readers that an article had by the end of each day since publishing, where they are given."""
    ages = (((stat.stat_date - life.day).days, stat.figures.readers) for stat in life.stats)
    return {age: readers for age, readers in ages if age >= 0 and readers is not None}


def _usual(readers: list[int]) -> float | None:
    return float(median(readers)) if len(readers) >= LEAST else None
