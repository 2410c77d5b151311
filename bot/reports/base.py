"""What a report is: the days it needs, a pure build from facts to a view, and the buttons that lead on."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Protocol

from bot.charts import Chart
from bot.collect import Need
from bot.core.days import FIRST_DAY, ONE_DAY, Span, spans_of
from bot.core.errors import N_
from bot.core.facts import DayFacts
from bot.core.metrics import BY_NAME, Metric
from bot.core.totals import Change, change, generations
from bot.reports.lead import Lead

MORE = 50
"""Articles that a list shows at most."""

LONGEST_COMPARED = 31
"""Days of a span that is compared with the one before it."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One article that is asked about, and what is known of it beforehand."""

    msgid: str
    title: str | None = None
    url: str | None = None
    published: date | None = None
    listed: date | None = None
    """A day on which it is listed, where nobody told when it was published."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of each account."""

    span: Span
    metric: Metric | None = None
    count: int | None = None
    """How many articles."""
    against: Span | None = None
    """What the span is compared with, where somebody said it."""
    picture: bool = False
    """Whether a picture is asked for; the chart of a day may need days before it, which nothing else asks for."""
    article: Piece | None = None
    """The article that is asked about, if it is one."""
    after: int = 0
    """How many accounts, the largest first, were told of before: of so many, these are not all."""

    @property
    def spans(self) -> tuple[Span, ...]:
        """All that is asked about, the span itself last."""
        return (self.against, self.span) if self.against else (self.span,)


@dataclass(frozen=True, slots=True)
class Facts:
    """What a report is built from: one account's days."""

    account: str
    """The account's name."""
    question: Question
    days: Mapping[date, DayFacts]

    @property
    def day(self) -> DayFacts:
        """The span's last day: the day itself, if there is one only."""
        return self.days[self.question.span.last]

    @property
    def spanned(self) -> list[DayFacts]:
        """The days of the span, oldest first."""
        return [self.days[day] for day in self.question.span]

    @property
    def told(self) -> list[DayFacts]:
        """The days whose figures are told: those of the span, and before them those that somebody compares it with."""
        return [self.days[day] for span in self.question.spans for day in span]


class View(Protocol):
    """What a template shows, frozen and hashable: its words follow from it alone."""

    def __hash__(self) -> int:
        """Equal views, equal words."""

    def shorter(self) -> View | None:
        """The same with less in it; None if there is nothing to leave out."""

    def lead(self) -> Lead | None:
        """The figure that it begins with, which is told where all else is left out; None if it tells of none."""


@dataclass(frozen=True, slots=True)
class Report:
    """A report: one file, one view, one template of its name."""

    name: str
    """Of the command, and of the template."""
    needs: Callable[[Question], Sequence[Need]]
    build: Callable[[Facts], View]
    known: Callable[[DayFacts], bool]
    """Whether a day's facts hold something that the report could show."""
    follow: tuple[str, ...]
    """The commands that lead on from it, by name."""
    chart: Callable[[Any, str], Chart | None] | None = None
    """The view as a chart in a language; None of a view that holds nothing to draw."""
    measured: bool = False
    """Whether its command takes a metric."""
    told: Callable[[Facts], bool] | None = None
    """Whether the facts hold something to show, where that does not hang on the days of the span alone."""


LABELS: Mapping[str, str] = {
    "report": N_("Digest"),
    "reads": N_("Reads"),
    "shares": N_("Shares"),
    "top": N_("Top 10"),
    "more": N_("More"),
    "article": N_("Article"),
    "chart": N_("Chart"),
    "export": N_("Export"),
    "hours": N_("Hours"),
    "sources": N_("Sources"),
    "trend": N_("Trend"),
    "compare": N_("Compare"),
}
"""A button's words, by the command it stands for."""


@dataclass(frozen=True, slots=True)
class Compared:
    """A figure of a day against the day before and the same weekday a week before."""

    name: str
    value: int | None
    day: Change | None
    week: Change | None
    before: tuple[date, date]
    """The two days before."""

    def unsaid(self, unknown: Collection[date]) -> bool:
        """Whether a change cannot be said although there are figures of the day before: from none, or not given."""
        changes = zip(self.before, (self.day, self.week), strict=True)
        return self.value is not None and any(
            day not in unknown and (it is None or (it.percent is None and it.now != it.before)) for day, it in changes
        )


def before(day: date) -> tuple[date, date]:
    """The two days that a day is compared with: the day before, and the same weekday a week before."""
    return day - ONE_DAY, day - timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Limits:
    """What cannot be said about the days of a view, and why: one footnote."""

    lost: tuple[str, ...] = ()
    """Metrics that the interfaces of these days do not have, though those of other days do."""
    unknown: tuple[date, ...] = ()
    """Days that cannot be compared with, since there are no figures of them."""
    otherwise: tuple[date, ...] = ()
    """Days that cannot be compared with, since WeChat counted otherwise then."""
    mixed: bool = False
    """Whether the days of the span, with those that it is compared with, are counted in two ways."""

    gaps: tuple[Span, ...] = ()
    """Days of the span of which there are no figures of the account."""

    @property
    def apart(self) -> tuple[date, ...]:
        """All days that cannot be compared with."""
        return (*self.unknown, *self.otherwise)


def gives(day: DayFacts, metric: str) -> bool:
    """Whether the interfaces that serve a day have a metric at all."""
    return BY_NAME[metric].given_by(day.generation)


def given(facts: Facts, *metrics: str) -> tuple[str, ...]:
    """Those of the metrics that any day of the span may have."""
    days = facts.spanned
    return tuple(name for name in metrics if any(gives(day, name) for day in days))


def gaps(days: Iterable[DayFacts]) -> tuple[Span, ...]:
    """The days whose account figures are not known, oldest first."""
    return tuple(spans_of({day.day for day in days if day.account is None}))


def limits(facts: Facts, *metrics: str) -> Limits:
    """What of these metrics cannot be said, or not compared."""
    lost = tuple(name for name in metrics if BY_NAME[name].classic and name not in given(facts, name))
    if not facts.question.span.single:
        beside = [day for each in neighbour(facts.question.span) or () if (day := facts.days.get(each))]
        return Limits(lost, mixed=len(generations([*beside, *facts.spanned])) > 1, gaps=gaps(facts.spanned))
    earlier = [facts.days.get(day) or DayFacts(day) for day in before(facts.day.day)]
    # Figures of a day that was counted otherwise would not help: that there are none is not the reason.
    otherwise = tuple(day.day for day in earlier if facts.day.account and day.generation != facts.day.generation)
    unknown = tuple(day.day for day in earlier if day.account is None and day.day not in otherwise)
    return Limits(lost, unknown, otherwise)


def compared(facts: Facts, *metrics: str) -> tuple[Compared, ...]:
    """Account figures of the day with their changes; what its interfaces do not have is left out."""
    now = facts.day
    yesterday, last_week = (facts.days.get(day) for day in before(now.day))
    return tuple(
        Compared(
            name,
            now.account.figures[name] if now.account else None,
            change(now, yesterday, name),
            change(now, last_week, name),
            before(now.day),
        )
        for name in given(facts, *metrics)
    )


def neighbour(span: Span) -> Span | None:
    """The days that a week or a month is compared with; none of longer spans, nor before WeChat's first day."""
    if span.single or len(span) > LONGEST_COMPARED or span.before().first < FIRST_DAY:
        return None
    return span.before()


def with_comparisons(span: Span) -> list[Span]:
    """The span and the days that it is compared with, of a single day two; none before WeChat's first."""
    if not span.single:
        earlier = neighbour(span)
        return [earlier, span] if earlier else [span]
    return [*(Span.day(day) for day in before(span.last) if day >= FIRST_DAY), span]
