"""`/article`: what one article gained on a day beside what it has since publishing, and its life against the usual.

Daily and cumulative figures come from interfaces of their own and need not add up (datacube notes: threshold, seven
days, late corrections), so each stands under its own name, and neither is made from the other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from bot import dates, i18n
from bot.charts import Chart, Series, Shape
from bot.collect import Need
from bot.core.days import FIRST_DAY, SUCCESSORS_FROM, Span
from bot.core.errors import N_
from bot.core.facts import ArticleDay, ArticleLife, DayFacts, Figures, Generation, LifeDay, Part, Rates
from bot.reports.base import Facts, Question, Report
from bot.reports.drawn import at_rest, full, short
from bot.reports.lead import Lead
from bot.reports.lives import Age, course

USUAL_FROM = 14
"""Publish days before an article's own whose articles say what is usual."""

FOLLOWED = 30
"""Days back in which the publishing day of an article is looked for that nobody told."""

TOLD = frozenset({*range(8), 9, 13, 20, 29})
"""The ages that are told in words, of a life of 30 days; a chart shows all."""


@dataclass(frozen=True, slots=True)
class ArticleView:
    """One article."""

    account: str
    span: Span
    """The day whose gains are told."""
    title: str
    """The msgid, where the title is unknown."""
    url: str | None
    published: date | None
    notified: bool | None
    gained: Figures | None
    """On the day; None if the day's list does not have it."""
    day_known: bool
    """Whether the day's list is there at all."""
    threshold: bool
    """Whether an article that was hardly read on a day is left out of its list."""
    since: Figures | None
    """Since publishing; None if its life is not told."""
    until: date | None
    """Up to and with this day."""
    target: int | None
    """People the article was delivered to."""
    rates: Rates
    ages: tuple[Age, ...]
    origins: tuple[tuple[str, int], ...]
    """Readers by source, the most first; who came from two places is in both."""
    origins_of_day: bool
    """Whether those are the day's readers, and not all since publishing."""

    @property
    def told(self) -> tuple[Age, ...]:
        """The days of its life that are told in words, its last one among them."""
        return tuple(age for age in self.ages if age.age in TOLD or age is self.ages[-1])

    @property
    def compared(self) -> bool:
        """Whether any day of its life has a usual article beside it."""
        return any(age.usual is not None for age in self.ages)

    def shorter(self) -> None:
        """It is short."""

    def lead(self) -> Lead | None:
        """The readers of the day; where those are not known, since publishing."""
        told = (figures.readers for figures in (self.gained, self.since) if figures)
        return next((Lead("readers", n, about=self.title) for n in told if n is not None), None)


def needs(question: Question) -> list[Need]:
    """The day's articles, the article's own life, and those of the articles published in the days before it.

    Others' lives are asked once, and then taken as they are held: what is usual does not hang on the last hours.
    """
    piece, span = question.article, question.span
    if piece is None:
        return []
    anchor = piece.published or max(span.last, piece.listed or span.last)
    back = USUAL_FROM if piece.published or anchor < SUCCESSORS_FROM else FOLLOWED
    first = max(FIRST_DAY, anchor - timedelta(days=back))
    own = [Need(Part.LIVES, Span.day(piece.published))] if piece.published else []
    last = anchor - timedelta(days=1) if piece.published else anchor
    others = [Need(Part.LIVES, Span(first, last), once=True)] if first <= last else []
    return [Need(Part.ARTICLES, span), Need(Part.ARTICLE_SOURCES, span), *own, *others]


def build(facts: Facts) -> ArticleView:
    """Facts → view."""
    piece = facts.question.article
    msgid = piece.msgid if piece else ""
    row, life = _row(facts.day, msgid), _life(facts, msgid)
    last = life.stats[-1] if life and life.stats else None
    origins = facts.day.article_sources.get(msgid, {})
    told = [it for it in (row, life) if it is not None]
    return ArticleView(
        facts.account,
        facts.question.span,
        next((it.title for it in told if it.title), None) or (piece.title if piece else None) or msgid,
        next((it.url for it in told if it.url), None) or (piece.url if piece else None),
        life.day if life else piece.published if piece else None,
        life.notified if life else None,
        row.figures if row else None,
        Part.ARTICLES in facts.day.held or row is not None,
        facts.day.generation is Generation.CLASSIC,
        last.figures if last else None,
        last.stat_date if last else None,
        last.target if last else None,
        last.rates if last else Rates(),
        course(life, _lives(facts)) if life else (),
        _ordered(origins) or _ordered(_since(last)),
        bool(_ordered(origins)),
    )


def _row(day: DayFacts, msgid: str) -> ArticleDay | None:
    return next((article for article in day.articles if article.msgid == msgid), None)


def _lives(facts: Facts) -> Iterable[ArticleLife]:
    return (life for day in facts.days.values() for life in day.lives)


def _life(facts: Facts, msgid: str) -> ArticleLife | None:
    return next((life for life in _lives(facts) if life.msgid == msgid and life.stats), None)


def _since(last: LifeDay | None) -> Mapping[str, int | None]:
    return {name: readers for name, (readers, _) in last.read_from.items()} if last else {}


def _ordered(origins: Mapping[str, int | None]) -> tuple[tuple[str, int], ...]:
    given = ((name, readers) for name, readers in origins.items() if readers)
    return tuple(sorted(given, key=lambda item: (-item[1], item[0])))


def _known(facts: Facts) -> bool:
    """The day's list alone says something: that the article is not in it."""
    msgid = facts.question.article.msgid if facts.question.article else ""
    return Part.ARTICLES in facts.day.held or _row(facts.day, msgid) is not None or _life(facts, msgid) is not None


def chart(view: ArticleView, language: str) -> Chart | None:
    """Its cumulative readers against the usual article's."""
    if sum(age.readers is not None for age in view.ages) < 2:
        return None
    words = {name: i18n.translate(text, language) for name, text in _WORDS.items()}
    own = Series(words["own"], tuple(age.readers for age in view.ages))
    usual = Series(words["usual"], tuple(age.usual for age in view.ages), quiet=True)
    return Chart(
        view.title,
        words["unit"],
        tuple(dates.short_day(age.day, language) for age in view.ages),
        (own, usual) if view.compared else (own,),
        Shape.LINES,
        short(language),
        exact=full(language),
        shaded=tuple(n for n, age in enumerate(view.ages) if at_rest(age.day)),
    )


_WORDS = {
    "own": N_("this article"),
    "usual": N_("the usual article"),
    "unit": N_("readers since publishing"),
}

ARTICLE = Report(
    "article", needs, build, lambda day: True, ("chart", "top", "report", "sources", "export"), chart=chart, told=_known
)
