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
from bot.reports.drawn import full, rests, short, titled
from bot.reports.line import Way, line
from bot.reports.sides import family

WEEK = timedelta(days=7)
"""Before a day: the same weekday a week before is the first that is drawn."""


@dataclass(frozen=True, slots=True)
class Along:
    """One metric, day by day."""

    metric: str
    span: Span
    figures: tuple[int | None, ...]
    """None of a day that is not known, or counted otherwise than the last ones."""
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
        figures = tuple(
            day.account.figures[metric] if day.account and day.account.source.generation is told else None
            for day in days
        )
        if sum(figure is not None for figure in figures) > 1:
            return Along(metric, span, figures, metrics[0] if metric != metrics[0] else None)
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
        return line(account, way.metric, Way(way.span, way.figures), None, language)
    words = i18n.translate(N_("{metric}, with the week before"), language)
    return Chart(
        titled(account, shown, language),
        words.format(metric=i18n.metric_name(way.metric, language)),
        tuple(i18n.weekday_names([day.isoweekday()], language) for day in way.span),
        (Series("", way.figures),),
        Shape.LINES,
        short(language),
        exact=full(language),
        shaded=rests(way.span),
    )
