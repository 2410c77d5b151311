"""Articles as lists show them: what they gained over days, or what they had reached since publishing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from operator import attrgetter

from bot.core.facts import ArticleDay, DayFacts, Figures, LifeDay
from bot.core.metrics import BY_NAME, COUNTS
from bot.core.totals import times
from bot.reports.lead import Lead


@dataclass(frozen=True, slots=True)
class Article:
    """One line of a list of articles."""

    title: str
    """The msgid, where the title is unknown."""
    url: str | None
    figures: Figures
    """Over several days, times alone."""
    finish_rate: float | None = None
    """Since publishing."""
    followers_won: int | None = None
    """Since publishing."""
    msgid: str = ""
    readers_since: int | None = None
    """Since publishing, where the figures are those of a day."""

    @property
    def since(self) -> tuple[int | None, float | None, int | None] | None:
        """Of a day's article, what it had reached since publishing by its end; None where nobody told."""
        told = self.finish_rate is not None or bool(self.followers_won)
        return (self.readers_since, self.finish_rate, self.followers_won) if told else None


def leader(articles: Sequence[Article], *metrics: str, known: int | None = None) -> Lead | None:
    """The first article with the first of these figures that it has."""
    for article in articles[:1]:
        for metric in metrics:
            value = figure_of(metric)(article)
            if value is not None:
                return Lead(metric, value, about=article.title, known=known)
    return None


def gained(days: Sequence[DayFacts]) -> list[Article]:
    """What each article gained over some days, joined by msgid."""
    by_id: defaultdict[str, list[ArticleDay]] = defaultdict(list)
    for day in days:
        for article in day.articles:
            by_id[article.msgid].append(article)
    since = days[0].since if len(days) == 1 else {}
    return [_joined(rows, len(days) == 1, since.get(msgid)) for msgid, rows in by_id.items()]


def _joined(rows: Sequence[ArticleDay], single: bool, since: LifeDay | None) -> Article:
    """One article over its days: times add up, people are only told of a single day."""
    last = rows[-1]
    title = last.title or next((row.title for row in reversed(rows) if row.title), last.msgid)
    url = last.url or next((row.url for row in reversed(rows) if row.url), None)
    if single:
        return _told(last.msgid, title, url, last.figures, since)
    columns = zip(*(_times_of(row.figures) for row in rows), strict=True)
    return Article(title, url, Figures(**dict(zip(_TIMES, map(times, columns), strict=True))), msgid=last.msgid)


_TIMES = tuple(metric.name for metric in COUNTS if metric.unit.adds_up)
_times_of = attrgetter(*_TIMES)


def _told(msgid: str, title: str, url: str | None, figures: Figures, since: LifeDay | None) -> Article:
    if since is None:
        return Article(title, url, figures, msgid=msgid)
    rate, won = since.rates.finish_rate, since.figures.followers_won
    return Article(title, url, figures, rate, won, msgid, since.figures.readers)


def reached(days: Iterable[DayFacts], last: date) -> list[Article]:
    """What the articles published on some days had reached by a day: cumulative, never summed."""
    found = ((life, life.until(last)) for day in days for life in day.lives)
    return [
        _told(life.msgid, life.title or life.msgid, life.url, until.figures, until) for life, until in found if until
    ]


def order(articles: Iterable[Article], metric: str) -> list[Article]:
    """The most of the metric first; those without it last, titles of equals in order."""
    figure = figure_of(metric)
    return sorted(articles, key=lambda a: (-(figure(a) or 0), a.title))


def figure_of(metric: str) -> Callable[[Article], float | None]:
    """What reads an article's figure of a metric."""
    return attrgetter(f"figures.{metric}" if BY_NAME[metric].unit.counts else metric)
