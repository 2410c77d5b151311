"""`/reads`: readers and reads of an account on a day, or over a span."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.charts import Chart
from bot.collect import Need
from bot.core.days import Span
from bot.core.facts import Part
from bot.core.metrics import BY_NAME
from bot.core.totals import Change, People, over
from bot.reports.along import Along, along, along_needs, chart_along
from bot.reports.base import (
    Compared,
    Facts,
    Limits,
    Question,
    Report,
    compared,
    given,
    limits,
    neighbour,
    with_comparisons,
)
from bot.reports.lead import Lead
from bot.reports.sides import Side, Uneven, family, side, stretches, uneven
from bot.reports.sides import change as change_between

_METRICS = ("readers", "reads", "original_readers", "original_reads", "savers", "favourites")


@dataclass(frozen=True, slots=True)
class Total:
    """A figure over a span, by the rule of its unit."""

    name: str
    value: int | People | None
    of: Span | None = None
    """From the first to the last day of which it is, where others of the span are counted otherwise."""
    change: Change | None = None
    """Of a mean day against the span before, where both hold about as many days, and they compare."""
    a_day: float | None = None
    """Of times, a mean day, where the change is told by it: the span before has more or fewer days."""
    uneven: Uneven | None = None
    """How many days the span and the one before it hold, if there is no change for it."""


@dataclass(frozen=True, slots=True)
class ReadsView:
    """The account's reading."""

    account: str
    span: Span
    figures: tuple[Compared, ...]
    """Of a single day."""
    totals: tuple[Total, ...]
    """Of a span."""
    known: int
    """Days of the span that are known."""
    limits: Limits
    along: Along | None = None
    """Reads, or readers, day by day, if a picture is asked for."""

    def shorter(self) -> None:
        """It is short."""

    def lead(self) -> Lead | None:
        """Readers; where they are not known, the next figure."""
        return leading(self.figures, self.totals, self.known)


def leading(figures: Sequence[Compared], totals: Sequence[Total], known: int) -> Lead | None:
    """The first figure that is known, of a day or of a span of which so many days are known."""
    for figure in figures:
        if figure.value is not None:
            return Lead(figure.name, figure.value, change=figure.day, week=figure.week, before=figure.before)
    for total in totals:
        if isinstance(total.value, People):
            return Lead(total.name, total.value.mean, a_day=True, change=total.change, known=known, of=total.of)
        if total.value is not None:
            return Lead(total.name, total.value, change=total.change, known=known, of=total.of)
    return None


def account_needs(question: Question) -> list[Need]:
    """The account's days, and those they are compared with."""
    return [Need(Part.ACCOUNT, span) for span in with_comparisons(question.span)]


def needs(question: Question) -> list[Need]:
    """The account's days with their comparisons; for a picture, the week before."""
    return [*account_needs(question), *along_needs(question)]


def account_totals(facts: Facts, metrics: Sequence[str]) -> tuple[Total, ...]:
    """Each metric over the span, by the rule of its unit, as far as its days have it.

    Days of two families of interfaces are never put together: each family's have totals of their own, with their days.
    """
    parts = stretches(facts.spanned)
    if len(parts) > 1:
        return tuple(
            Total(name, over(part.days, name), part.span)
            for part in parts
            for name in metrics
            if BY_NAME[name].given_by(part.generation)
        )
    return tuple(_total(facts, name) for name in given(facts, *metrics))


def _total(facts: Facts, name: str) -> Total:
    value = over(facts.spanned, name)
    earlier = neighbour(facts.question.span)
    if earlier is None:
        return Total(name, value)
    now, then = (_side(facts, span, name) for span in (facts.question.span, earlier))
    apart = uneven(now.held, then.held)
    if apart:
        return Total(name, value, uneven=apart if now.days else None)
    unlike = len(now.days) != len(then.days) and BY_NAME[name].unit.adds_up
    return Total(name, value, None, change_between(now, then), now.mean if unlike else None)


def _side(facts: Facts, span: Span, name: str) -> Side:
    days = [day for each in span if (day := facts.days.get(each))]
    return side(span, days, name, family(facts.spanned))


def known_days(facts: Facts) -> int:
    """How many days of the span have account figures."""
    return sum(day.account is not None for day in facts.spanned)


def build(facts: Facts) -> ReadsView:
    """Facts → view."""
    single = facts.question.span.single
    return ReadsView(
        facts.account,
        facts.question.span,
        compared(facts, *_METRICS) if single else (),
        () if single else account_totals(facts, _METRICS),
        known_days(facts),
        limits(facts, *_METRICS),
        along(facts, "reads", "readers"),
    )


def chart(view: ReadsView, language: str) -> Chart | None:
    """Reads day by day; where only people are counted, readers."""
    return chart_along(view.account, view.span, view.along, language)


READS = Report(
    "reads",
    needs,
    build,
    lambda day: day.account is not None,
    ("chart", "trend", "sources", "report", "shares", "export"),
    chart,
)
