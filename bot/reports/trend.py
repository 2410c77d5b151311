"""`/trend`: one metric of the account over some weeks, beside the days before them.

Made of the account's rows alone, so that a year is answered at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from statistics import fmean

from bot import i18n
from bot.charts import Chart
from bot.collect import Need
from bot.core.days import FIRST_DAY, Span
from bot.core.errors import N_
from bot.core.facts import DayFacts, Part
from bot.core.metrics import PEOPLE_OF
from bot.core.totals import Change
from bot.reports.base import Facts, Question, Report, gaps, gives
from bot.reports.drawn import days_words
from bot.reports.lead import Lead
from bot.reports.line import Way, line
from bot.reports.sides import Side, Uneven, change, family, otherwise, previous, side, uneven

USUAL = 30
"""Days, if none are said."""

WEEKS = 28
"""Days from which on the days of the week are told apart."""


@dataclass(frozen=True, slots=True)
class TrendView:
    """One metric's way through a span."""

    account: str
    span: Span
    metric: str
    asked: str | None
    """The metric that was asked for, if these days do not have it."""
    now: Side
    earlier: Side | None
    """The days of the span that are counted otherwise, where they have the metric too."""
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
    summed: bool
    """Whether the sum is told: of a metric that somebody asked for by name."""
    brief: bool = False

    @property
    def against(self) -> Span | None:
        """The days that it is compared with."""
        return self.before.span if self.before else None

    def shorter(self) -> TrendView | None:
        """Without the days of the week and the weakest day."""
        return None if self.brief else replace(self, brief=True)

    def lead(self) -> Lead | None:
        """The mean of a day."""
        mean = self.now.mean
        return (
            None if mean is None else Lead(self.metric, mean, a_day=True, change=self.change, known=len(self.now.days))
        )


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
    earlier = side(question.span, days, metric, newest.other) if newest else None
    against = _against(question)
    before_it = [facts.days[day] for day in against] if against else []
    before = side(against, before_it, metric, newest) if against else None
    left_out = otherwise(days, newest)
    unlike = not (before and before.days) and otherwise(before_it, newest) is not None
    return TrendView(
        facts.account,
        question.span,
        metric,
        question.metric.name if question.metric and question.metric.name != metric else None,
        now,
        earlier if earlier and earlier.days else None,
        before if before and before.days else None,
        change(now, before) if before else None,
        uneven(now.held, before.held) if before and now.days and not (unlike or left_out) else None,
        _weekdays(now),
        gaps(days),
        left_out,
        unlike,
        question.metric is not None,
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
    before = Way(view.before.span, view.before.along) if view.before else None
    earlier = Way(view.span, view.earlier.along) if view.earlier else None
    return line(
        view.account, view.metric, Way(view.span, view.now.along), before, language, _notes(view, language), earlier
    )


def _notes(view: TrendView, language: str) -> tuple[str, ...]:
    if view.earlier or not view.left_out:
        return ()
    words = i18n.translate(N_("{days}: counted otherwise, and left out here."), language)
    return (words.format(days=days_words(view.left_out, language)),)


TREND = Report(
    "trend",
    needs,
    build,
    lambda day: day.account is not None,
    ("chart", "compare", "report", "export"),
    chart,
    measured=True,
)
