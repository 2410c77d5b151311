"""`/reads`: readers and reads of an account on a day, or over a span."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.collect import Need
from bot.core.days import Span
from bot.core.facts import DayFacts
from bot.core.totals import People, over
from bot.reports.base import Compared, Facts, Question, Report, before, compared, with_comparisons
from bot.wechat.endpoints import USER_READ

_METRICS = ("readers", "reads", "original_readers", "original_reads", "savers", "favourites")


@dataclass(frozen=True, slots=True)
class ReadsView:
    """The account's reading."""

    account: str
    span: Span
    figures: tuple[Compared, ...]
    """Of a single day."""
    totals: tuple[tuple[str, int | People | None], ...]
    """Of a span, by the rule of each unit."""
    known: int
    """Days of the span that are known."""
    unknown_before: tuple[date, ...]
    """Days that cannot be compared with."""

    def shorter(self) -> None:
        """It is short."""


def account_needs(question: Question) -> list[Need]:
    """The account's days, and those they are compared with."""
    return [Need(USER_READ, span) for span in with_comparisons(question.span)]


def account_totals(facts: Facts, metrics: Sequence[str]) -> tuple[tuple[str, int | People | None], ...]:
    """Each metric over the span, by the rule of its unit."""
    return tuple((name, over(facts.spanned, name)) for name in metrics)


def known_days(facts: Facts) -> int:
    """How many days of the span have account figures."""
    return sum(day.account is not None for day in facts.spanned)


def unknown_before(facts: Facts) -> tuple[date, ...]:
    """The days before a single day that have no figures to compare with."""
    if not facts.question.span.single:
        return ()
    days = (facts.days.get(day) or DayFacts(day) for day in before(facts.day.day))
    return tuple(day.day for day in days if day.account is None)


def build(facts: Facts) -> ReadsView:
    """Facts → view."""
    single = facts.question.span.single
    return ReadsView(
        facts.account,
        facts.question.span,
        compared(facts, *_METRICS) if single else (),
        () if single else account_totals(facts, _METRICS),
        known_days(facts),
        unknown_before(facts),
    )


READS = Report("reads", account_needs, build, lambda day: day.account is not None, ("report", "shares", "top"))
