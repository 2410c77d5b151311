"""One of several: an article of several interfaces' rows, with its title, and an hour of several sources'. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from bot.core.facts import ArticleDay, ArticleLife, Figures, HourDay, Named
from bot.core.metrics import COUNTS
from bot.core.totals import times

A = TypeVar("A", ArticleDay, ArticleLife)

LEADING = 10
"""Articles of a day whose titles and lives are looked for."""

ALL_TOGETHER = "all"
"""The origin of an hour over all sources."""


def joined(parts: Sequence[Sequence[ArticleDay]]) -> Sequence[ArticleDay]:
    """The articles of several replies about one day, each once: what the first gives stands, the others add to it."""
    if len(parts) == 1:
        return parts[0]
    by_id: dict[str, ArticleDay] = {}
    for part in parts:
        for article in part:
            held = by_id.get(article.msgid)
            by_id[article.msgid] = _with(held, article) if held else article
    return list(by_id.values())


def _with(article: ArticleDay, more: ArticleDay) -> ArticleDay:
    title, url = article.title or more.title, article.url or more.url
    return ArticleDay(article.day, article.msgid, title, url, article.figures.over(more.figures), article.source)


def named(article: A, names: Mapping[str, Named]) -> A:
    """An article's day or life with the title and link that its own reply does not give."""
    name = names.get(article.msgid)
    if name is None or (article.title and article.url):
        return article
    title, url = article.title or name.title, article.url or name.url
    if isinstance(article, ArticleLife):
        return replace(article, title=title, url=url)
    # A year has thousands of articles, and `replace` takes thrice the time.
    return ArticleDay(article.day, article.msgid, title, url, article.figures, article.source)


def leading(articles: Iterable[ArticleDay], count: int = LEADING) -> list[ArticleDay]:
    """The articles that were read by the most people."""
    return sorted(articles, key=lambda a: (-(a.figures.readers or 0), a.msgid))[:count]


def whole_hours(rows: Iterable[HourDay]) -> list[HourDay]:
    """A day's hours, each once: the row of all sources, or its only row; else times are the sum, people unknown."""
    by_hour: defaultdict[int, list[HourDay]] = defaultdict(list)
    for row in rows:
        by_hour[row.hour].append(row)
    return [_whole(by_hour[hour]) for hour in sorted(by_hour)]


def _whole(rows: Sequence[HourDay]) -> HourDay:
    whole = [row for row in rows if row.origin == ALL_TOGETHER] or (rows if len(rows) == 1 else [])
    if whole:
        return replace(whole[-1], origin=ALL_TOGETHER)
    sums = {metric.name: times(row.figures[metric.name] for row in rows) for metric in COUNTS if metric.unit.adds_up}
    return replace(rows[0], origin=ALL_TOGETHER, figures=Figures(**sums))
