"""`/top`: the articles of a day or a span, the most read first.

A day ranks by readers; a span by reads, since people do not add up over days.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace

from bot.collect import Need
from bot.core.days import Span
from bot.core.facts import ArticleDay, DayFacts, Figures
from bot.core.metrics import BY_NAME, METRICS, Metric
from bot.core.totals import times
from bot.reports.base import MORE, Facts, Question, Report
from bot.wechat.endpoints import ARTICLE_SUMMARY, USER_READ

USUAL = 10


@dataclass(frozen=True, slots=True)
class Article:
    """One line of a list of articles."""

    title: str
    """The msgid, where the title is unknown."""
    url: str | None
    figures: Figures
    """Over a span, times alone."""


@dataclass(frozen=True, slots=True)
class TopView:
    """Articles in order of one metric."""

    account: str
    span: Span
    metric: str
    articles: tuple[Article, ...]
    more: int
    """How many others there are."""
    known: int
    """Days of the span of which the articles are known."""
    swapped: bool
    """Whether people were asked for and times are told, since people do not add up over days."""

    def shorter(self) -> TopView | None:
        """One article less."""
        return replace(self, articles=self.articles[:-1], more=self.more + 1) if len(self.articles) > 1 else None


def ranked(days: Iterable[DayFacts], metric: Metric) -> list[Article]:
    """The articles of some days, the most of the metric first; those without it last, titles of equals in order."""
    by_id: defaultdict[str, list[ArticleDay]] = defaultdict(list)
    for day in days:
        for article in day.articles:
            by_id[article.msgid].append(article)
    articles = [_joined(rows) for rows in by_id.values()]
    return sorted(articles, key=lambda a: (-(a.figures[metric.name] or 0), a.title))


def _joined(rows: Sequence[ArticleDay]) -> Article:
    """One article over its days: times add up, people are only told of a single day."""
    last = rows[-1]
    title = next((row.title for row in reversed(rows) if row.title), last.msgid)
    url = next((row.url for row in reversed(rows) if row.url), None)
    if len(rows) == 1:
        return Article(title, url, last.figures)
    sums = {m.name: times(row.figures[m.name] for row in rows) for m in METRICS if m.unit.adds_up}
    return Article(title, url, Figures(**sums))


def needs(question: Question) -> list[Need]:
    """The articles of each day, and the account's row, by which they are known to be ready."""
    return [Need(USER_READ, question.span), Need(ARTICLE_SUMMARY, question.span)]


def measure(question: Question) -> Metric:
    """By what the articles rank: over a span never by people."""
    metric = question.metric or BY_NAME["readers" if question.span.single else "reads"]
    if question.span.single or metric.unit.adds_up:
        return metric
    return BY_NAME[_TIMES_OF[metric.name]]


_TIMES_OF = {"readers": "reads", "original_readers": "original_reads", "sharers": "shares", "savers": "favourites"}


def build(facts: Facts) -> TopView:
    """Facts → view."""
    question = facts.question
    metric = measure(question)
    articles = ranked(facts.spanned, metric)
    if question.metric is not None:
        articles = [article for article in articles if article.figures[metric.name]]
    if not question.span.single:
        articles = [replace(article, figures=_times_alone(article.figures)) for article in articles]
    shown = min(question.count or USUAL, MORE)
    known = sum(ARTICLE_SUMMARY.name in day.held for day in facts.spanned)
    return TopView(
        facts.account,
        question.span,
        metric.name,
        tuple(articles[:shown]),
        max(0, len(articles) - shown),
        known,
        swapped=question.metric not in (None, metric),
    )


def _times_alone(figures: Figures) -> Figures:
    return Figures(**{f.name: figures[f.name] for f in fields(figures) if BY_NAME[f.name].unit.adds_up})


def _known(day: DayFacts) -> bool:
    """An empty list is an answer only of a finished day."""
    return ARTICLE_SUMMARY.name in day.held and (bool(day.articles) or day.ready)


TOP = Report("top", needs, build, _known, ("report", "reads", "shares"))
