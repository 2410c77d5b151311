"""`/trend`: one metric of the account over some weeks, beside the days before them.

Made of the account's rows alone, so that a year is answered at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from statistics import fmean

from bot import i18n
from bot.charts import Chart, Series, Shape
from bot.collect import Need
from bot.core.days import FIRST_DAY, Span, spans_of
from bot.core.errors import N_
from bot.core.facts import DayFacts, Part
from bot.core.metrics import PEOPLE_OF
from bot.core.totals import Change
from bot.reports.base import Facts, Question, Report, gives
from bot.reports.drawn import beside, day_places, days_words, short, titled
from bot.reports.sides import Side, Uneven, change, family, otherwise, previous, side, uneven

USUAL = 30
"""Days, if none are said."""

WEEKS = 28
"""Days from which on the days of the week are told apart."""

NAMED = 3
"""Gaps that are named."""


@dataclass(frozen=True, slots=True)
class TrendView:
    """One metric's way through a span."""

    account: str
    span: Span
    metric: str
    asked: str | None
    """The metric that was asked for, if these days do not have it."""
    now: Side
    before: Side | None
    """The days before; None if they are unknown, or counted otherwise."""
    change: Change | None
    uneven: Uneven | None
    """How many days each side holds, if there is no percentage for it."""
    weekdays: tuple[tuple[int, float], ...]
    """The mean by day of the week, as ISO numbers it."""
    gaps: tuple[Span, ...]
    """Days that are not known."""
    left_out: Span | None
    """Days of the span that are counted otherwise."""
    apart: bool
    """Whether the days before are counted otherwise."""
    brief: bool = False

    @property
    def named(self) -> tuple[Span, ...]:
        """The newest gaps, the newest first."""
        return self.gaps[: -NAMED - 1 : -1]

    @property
    def unnamed(self) -> int:
        """How many gaps there are beside those that are named."""
        return max(0, len(self.gaps) - NAMED)

    def shorter(self) -> TrendView | None:
        """Without the days of the week and the weakest day."""
        return None if self.brief else replace(self, brief=True)


def stretched(span: Span) -> Span:
    """A span as trends are asked for: a single day makes none and stands for the days up to it."""
    if not span.single:
        return span
    return Span(max(FIRST_DAY, span.last - timedelta(days=USUAL - 1)), span.last)


def _against(question: Question) -> Span | None:
    return question.against or previous(question.span)


def needs(question: Question) -> list[Need]:
    """The account's days, and as many before them."""
    return [Need(Part.ACCOUNT, span) for span in (_against(question), question.span) if span]


def build(facts: Facts) -> TrendView:
    """Facts → view."""
    question, days = facts.question, facts.spanned
    metric = _metric(question, days)
    newest = family(days, metric)
    now = side(question.span, days, metric, newest)
    against = _against(question)
    earlier = [facts.days[day] for day in against] if against else []
    before = side(against, earlier, metric, newest) if against else None
    apart = not (before and before.days) and otherwise(earlier, newest) is not None
    return TrendView(
        facts.account,
        question.span,
        metric,
        question.metric.name if question.metric and question.metric.name != metric else None,
        now,
        before if before and before.days else None,
        change(now, before) if before else None,
        uneven(now.held, before.held) if before and now.days and not apart else None,
        _weekdays(now),
        tuple(spans_of({day.day for day in days if day.account is None})),
        otherwise(days, newest),
        apart,
    )


def _metric(question: Question, days: Sequence[DayFacts]) -> str:
    """The metric that was asked for; where none of the days' interfaces have it, one that counts the same of people."""
    asked = question.metric.name if question.metric else "readers"
    if any(gives(day, asked) for day in days if day.account):
        return asked
    people = PEOPLE_OF.get(asked, "readers")
    return people if any(gives(day, people) for day in days if day.account) else "readers"


def _weekdays(now: Side) -> tuple[tuple[int, float], ...]:
    if len(now.days) < WEEKS:
        return ()
    figures = {n: [figure for day, figure in now.days if day.isoweekday() == n] for n in range(1, 8)}
    return tuple((n, fmean(of_it)) for n, of_it in figures.items() if of_it)


def chart(view: TrendView, language: str) -> Chart | None:
    """Its figure day by day and, standing back, that of the days before."""
    if not view.now.weakest:
        return None
    places = len(view.span)
    series = [Series(days_words(view.span, language) if view.before else "", view.now.along)]
    if view.before:
        shorter = len(view.before.span) < places
        before = beside(view.before.along, places, from_end=shorter)
        series.append(Series(days_words(view.before.span, language), before, quiet=True))
    return Chart(
        titled(view.account, view.span, language),
        i18n.metric_name(view.metric, language),
        day_places(view.span, language),
        tuple(series),
        Shape.LINES,
        short(language),
        (_left_out(view.left_out, language),) if view.left_out else (),
    )


def _left_out(span: Span, language: str) -> str:
    words = i18n.translate(N_("{days}: counted otherwise, and left out here."), language)
    return words.format(days=days_words(span, language))


TREND = Report(
    "trend",
    needs,
    build,
    lambda day: day.account is not None,
    ("chart", "compare", "report", "export"),
    chart,
    measured=True,
)
