"""`/top`: the articles of a day or a span, the most read first.

A day ranks by readers. A span ranks by reads where times exist, since people do not add up over days; otherwise by the
readers that the articles published in it had reached by its last day. The heading names the measure.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot import i18n
from bot.charts import Chart, Series, Shape
from bot.collect import Need
from bot.core.days import Span
from bot.core.facts import ArticleDay, ArticleLife, DayFacts, Part
from bot.core.metrics import BY_NAME, PEOPLE_OF, TIMES_OF, Metric
from bot.reports.articles import Article, gained, order, reached
from bot.reports.base import MORE, Facts, Question, Report, gives
from bot.reports.drawn import short, titled

USUAL = 10

DRAWN = 20
"""Articles that a picture shows at most."""


@dataclass(frozen=True, slots=True)
class Ranking:
    """Articles in order of one metric."""

    metric: str
    articles: tuple[Article, ...]
    reached: bool = False
    """Whether the figures are those since publishing, of articles published in the span."""
    left_out: Span | None = None
    """Days whose articles are counted otherwise, and are not among them."""
    threshold: bool = False
    """Whether articles that were hardly read are left out by WeChat."""


@dataclass(frozen=True, slots=True)
class TopView:
    """A ranking as it is shown."""

    account: str
    span: Span
    metric: str
    articles: tuple[Article, ...]
    more: int
    """How many others there are."""
    known: int
    """Days of the span of which the articles are known."""
    asked: str | None
    """The metric that was asked for, if another one is ranked by."""
    reached: bool
    left_out: Span | None
    threshold: bool

    def shorter(self) -> TopView | None:
        """One article less."""
        return replace(self, articles=self.articles[:-1], more=self.more + 1) if len(self.articles) > 1 else None


def part_of(span: Span) -> Part:
    """What a list of the articles of a day, or of several days, is made from."""
    return Part.ARTICLES if span.single else Part.LEADERS


def needs(question: Question) -> list[Need]:
    """The articles of each day, and the account's row, by which they are known to be ready."""
    return [Need(Part.ACCOUNT, question.span), Need(part_of(question.span), question.span)]


def measure(question: Question) -> Metric:
    """By what the articles rank where times exist: over a span never by people."""
    metric = question.metric or BY_NAME["readers" if question.span.single else "reads"]
    if question.span.single or metric.unit.adds_up:
        return metric
    return BY_NAME[TIMES_OF[metric.name]]


def ranking(facts: Facts) -> Ranking:
    """The articles of the day or span, the most of the measure first."""
    days = facts.spanned
    counted = [day for day in days if _counts_reads(day)]
    if facts.question.span.single or len(counted) == len(days):
        return _by_gain(facts, days, threshold=bool(counted))
    metric = _without_times(facts.question)
    articles = order(reached(days, facts.question.span.last), metric)
    left_out = Span(counted[0].day, counted[-1].day) if counted else None
    return Ranking(metric, _with(facts, metric, articles), reached=True, left_out=left_out)


def _counts_reads(day: DayFacts) -> bool:
    """Whether a day's articles are told by interfaces that count times; they need not be the account's."""
    told: list[ArticleDay | ArticleLife] = [*day.articles[:1], *day.lives[:1]]
    return BY_NAME["reads"].given_by(told[0].source.generation) if told else gives(day, "reads")


def _by_gain(facts: Facts, days: list[DayFacts], *, threshold: bool) -> Ranking:
    metric = measure(facts.question).name if threshold else _without_times(facts.question)
    articles = order(gained(days), metric)
    whole = all(part_of(facts.question.span) in day.held for day in days)
    if not whole and all(article.figures[metric] is None for article in articles):
        articles = []  # of the interfaces that tell them, the one that they rank by has not answered
    return Ranking(metric, _with(facts, metric, articles), threshold=threshold)


def _without_times(question: Question) -> str:
    """By what they rank where only people are counted."""
    asked = question.metric.name if question.metric else "readers"
    people = PEOPLE_OF.get(asked, asked)
    daily = ("readers", "sharers")
    return people if people in daily or not question.span.single else "readers"


def _with(facts: Facts, metric: str, articles: list[Article]) -> tuple[Article, ...]:
    """Who asks for a metric wants the articles that have some of it."""
    return tuple(a for a in articles if facts.question.metric is None or a.figures[metric])


def build(facts: Facts) -> TopView:
    """Facts → view."""
    question, found = facts.question, ranking(facts)
    shown = min(question.count or USUAL, MORE)
    asked = question.metric.name if question.metric else None
    return TopView(
        facts.account,
        question.span,
        found.metric,
        found.articles[:shown],
        max(0, len(found.articles) - shown),
        sum(part_of(question.span) in day.held for day in facts.spanned),
        asked if asked != found.metric else None,
        found.reached,
        found.left_out,
        found.threshold,
    )


def _known(day: DayFacts) -> bool:
    """An empty list is an answer only of a finished day."""
    held = bool(day.held & {Part.ARTICLES, Part.LEADERS})
    return bool(day.articles or day.lives) or (held and day.ready)


def chart(view: TopView, language: str) -> Chart | None:
    """The articles by what they rank by, as many as are seen on a phone."""
    drawn = view.articles[:DRAWN]
    figures = tuple(article.figures[view.metric] for article in drawn)
    if not any(figures):
        return None
    return Chart(
        titled(view.account, view.span, language),
        i18n.metric_name(view.metric, language),
        tuple(f"{n}. {article.title}" for n, article in enumerate(drawn, 1)),
        (Series("", figures),),
        Shape.BARS,
        short(language),
    )


TOP = Report("top", needs, build, _known, ("chart", "report", "export", "sources"), chart, measured=True)
