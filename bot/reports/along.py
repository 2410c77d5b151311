"""The account's figures day by day, as the charts of reports draw them: of a day, the week up to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from bot import i18n
from bot.charts import Chart, Series, Shape
from bot.collect import Need
from bot.core.days import FIRST_DAY, Span
from bot.core.errors import N_
from bot.core.facts import Part
from bot.reports.base import Facts, Limits, Question, before
from bot.reports.drawn import apart, days_words, full, rests, short, titled
from bot.reports.line import Way, line
from bot.reports.sides import family, side

WEEK = timedelta(days=7)
"""Before a day: the same weekday a week before is the first that is drawn."""


@dataclass(frozen=True, slots=True)
class Along:
    """One metric, day by day."""

    metric: str
    span: Span
    figures: tuple[int | None, ...]
    """None of a day that is not known, or counted otherwise than the last ones."""
    earlier: tuple[int | None, ...] = ()
    """Of the days that are counted otherwise, if there are any."""
    asked: str | None = None
    """The metric that would be drawn, if these days do not have it."""


def drawn_days(question: Question) -> Span:
    """The days that a picture shows."""
    span = question.span
    return Span(max(FIRST_DAY, span.first - WEEK), span.last) if span.single else span


def along_needs(question: Question) -> list[Need]:
    """The account's days that a picture shows, if one is asked for."""
    return [Need(Part.ACCOUNT, drawn_days(question))] if question.picture else []


def along(facts: Facts, *metrics: str) -> Along | None:
    """The first of the metrics that the days have, if a picture is asked for; None where it would show no line."""
    if not facts.question.picture:
        return None
    span = drawn_days(facts.question)
    days = [facts.days[day] for day in span]
    told = family(days)
    for metric in metrics:
        lines = [side(span, days, metric, one) for one in (told, told and told.other)]
        # Of a day asked about, a line is one that leads up to it.
        if lines[0].weakest or (lines[0].days and lines[1].weakest and not facts.question.span.single):
            earlier = lines[1].along if lines[1].days else ()
            return Along(metric, span, lines[0].along, earlier, metrics[0] if metric != metrics[0] else None)
    return None


def promising(question: Question, known: int, limits: Limits) -> bool:
    """Whether words may lead on to a line: of one day alone, or days that do not compare, there is none."""
    if question.span.single:
        return len(drawn_days(question)) > 1 and len(limits.otherwise) < len(before(question.span.last))
    return known > 1


def chart_along(account: str, shown: Span, way: Along | None, language: str) -> Chart | None:
    """A line through the days; None if there is none."""
    if way is None:
        return None
    if not shown.single:
        earlier = Way(way.span, way.earlier) if way.earlier else None
        return line(account, way.metric, Way(way.span, way.figures), None, language, earlier=earlier)
    words = i18n.translate(N_("{metric}, with the week before"), language)
    ways = [Way(way.span, figures) for figures in (way.earlier, way.figures) if figures]
    return Chart(
        titled(account, shown, language),
        words.format(metric=i18n.metric_name(way.metric, language)),
        tuple(i18n.weekday_names([day.isoweekday()], language) for day in way.span),
        tuple(Series(days_words(one.told, language) if len(ways) > 1 else "", one.figures) for one in ways),
        Shape.LINES,
        short(language),
        (apart(language),) if way.earlier else (),
        full(language),
        shaded=rests(way.span),
    )
