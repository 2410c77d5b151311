"""`/top`: the articles of a day or a span, the most read first.

A day ranks by readers. A span ranks by reads where times exist, since people do not add up over days; otherwise by the
readers that the articles published in it had reached by its last day. What the successors tell of lives alone (likes,
how many read to the end) ranks a day's articles so, too. The heading names the measure.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot import i18n
from bot.charts import Chart, Series, Shape
from bot.collect import Need
from bot.core.days import ONE_DAY, Span
from bot.core.facts import ArticleDay, ArticleLife, DayFacts, Part
from bot.core.metrics import BY_NAME, PEOPLE_OF, TIMES_OF, Metric
from bot.reports.articles import Article, figure_of, gained, leader, order, reached
from bot.reports.base import MORE, Facts, Question, Report, gives
from bot.reports.drawn import exact, short, titled
from bot.reports.lead import Lead

USUAL = 10

BEHIND = 5
"""Articles that are shown of the days that have an order of their own."""

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
    earlier: Ranking | None = None
    """Those of the days that are left out, in an order of their own."""
    threshold: bool = False
    """Whether articles that were hardly read are left out by WeChat."""
    without: bool = False
    """Whether there are articles, and none has any of the metric."""

    def behind(self, shown: int) -> tuple[tuple[Article, ...], str]:
        """The first articles of the days that are left out, as far as they are shown; and by what they rank."""
        return (self.earlier.articles[: min(shown, BEHIND)], self.earlier.metric) if self.earlier else ((), "")


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
    earlier: tuple[Article, ...]
    """The first of the days that are left out, which have an order of their own."""
    earlier_metric: str
    """By which they rank."""
    threshold: bool
    without: bool = False

    @property
    def lacking(self) -> bool:
        """Whether another metric is ranked by since the one that was asked for is not given; else people do not add."""
        return self.asked is not None and not (self.threshold and BY_NAME[self.asked].classic)

    @property
    def ranked(self) -> Span:
        """The days of which the articles are in order: those behind the ones that are left out."""
        behind = self.left_out.last + ONE_DAY if self.left_out else self.span.first
        return Span(behind, self.span.last) if behind <= self.span.last else self.span

    def shorter(self) -> TopView | None:
        """One article less, first of those that stand behind."""
        if self.earlier:
            return replace(self, earlier=self.earlier[:-1])
        return replace(self, articles=self.articles[:-1], more=self.more + 1) if len(self.articles) > 1 else None

    def lead(self) -> Lead | None:
        """The first article by what they rank by."""
        return leader(self.articles, self.metric, known=self.known)


def part_of(span: Span) -> Part:
    """What a list of the articles of a day, or of several days, is made from."""
    return Part.ARTICLES if span.single else Part.LEADERS


def needs(question: Question) -> list[Need]:
    """The articles of each day, and the account's row, by which they are known to be ready."""
    parts = dict.fromkeys((Part.ACCOUNT, part_of(question.span), *([Part.LEADERS] if _of_lives(question) else [])))
    return [Need(part, question.span) for part in parts]


def _of_lives(question: Question) -> bool:
    """Whether the successors tell the metric of articles' lives alone: of a day they have readers and sharers."""
    return not question.span.single or _without_times(question) not in ("readers", "sharers")


def measure(question: Question) -> Metric:
    """By what the articles rank where times exist: over a span never by people."""
    metric = question.metric
    if metric is None or metric.classic is None:
        metric = BY_NAME["readers" if question.span.single else "reads"]
    if question.span.single or metric.unit.adds_up:
        return metric
    return BY_NAME[TIMES_OF[metric.name]]


def ranking(facts: Facts) -> Ranking:
    """The articles of the day or span, the most of the measure first."""
    days = facts.spanned
    counted = [day for day in days if _counts_reads(day)]
    if len(counted) == len(days) or not _of_lives(facts.question):
        return _by_gain(facts, days, threshold=bool(counted))
    metric = _without_times(facts.question)
    articles = order(reached(days, facts.question.span.last), metric)
    left_out = Span(counted[0].day, counted[-1].day) if counted else None
    kept = _with(facts, metric, articles)
    asked = facts.question.metric
    earlier = _by_gain(facts, counted, threshold=True) if counted and (asked is None or asked.classic) else None
    return Ranking(metric, kept, reached=True, left_out=left_out, earlier=earlier, without=bool(articles and not kept))


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
    kept = _with(facts, metric, articles)
    return Ranking(metric, kept, threshold=threshold, without=bool(articles and not kept))


def _without_times(question: Question) -> str:
    """By what they rank where only people are counted."""
    asked = question.metric.name if question.metric else "readers"
    return PEOPLE_OF.get(asked, asked)


def _with(facts: Facts, metric: str, articles: list[Article]) -> tuple[Article, ...]:
    """Who asks for a metric wants the articles that have some of it."""
    figure = figure_of(metric)
    return tuple(a for a in articles if facts.question.metric is None or figure(a))


def build(facts: Facts) -> TopView:
    """Facts → view."""
    question, found = facts.question, ranking(facts)
    shown = min(question.count or USUAL, MORE)
    asked = question.metric.name if question.metric else None
    part = Part.LEADERS if found.reached else part_of(question.span)
    return TopView(
        facts.account,
        question.span,
        found.metric,
        found.articles[:shown],
        max(0, len(found.articles) - shown),
        sum(part in day.held for day in facts.spanned),
        asked if asked != found.metric else None,
        found.reached,
        found.left_out,
        *found.behind(shown),
        found.threshold,
        found.without,
    )


def _known(day: DayFacts) -> bool:
    """An empty list is an answer only of a finished day."""
    held = bool(day.held & {Part.ARTICLES, Part.LEADERS})
    return bool(day.articles or day.lives) or (held and day.ready)


def chart(view: TopView, language: str) -> Chart | None:
    """The articles by what they rank by, as many as are seen on a phone."""
    drawn = view.articles[:DRAWN]
    figures = tuple(map(figure_of(view.metric), drawn))
    if not any(figures):
        return None
    return Chart(
        titled(view.account, view.span, language),
        i18n.metric_name(view.metric, language),
        tuple(f"{n}. {article.title}" for n, article in enumerate(drawn, 1)),
        (Series("", figures),),
        Shape.BARS,
        short(language),
        exact=exact(view.metric, language),
    )


TOP = Report("top", needs, build, _known, ("chart", "report", "export", "sources"), chart, measured=True)
