"""`/report`: the digest of a day, as it is pushed each morning; of a span, its totals and top articles."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.charts import Chart
from bot.collect import Need
from bot.core.days import Span
from bot.core.facts import DayFacts, Figures, Part
from bot.core.metrics import REACTIONS
from bot.reports.along import Along, along, along_needs, chart_along
from bot.reports.articles import Article, leader
from bot.reports.base import Compared, Facts, Limits, Question, Report, compared, given, limits
from bot.reports.lead import Lead
from bot.reports.reads import Total, account_needs, account_totals, known_days, leading
from bot.reports.shares import Scene, scenes, scenes_lost
from bot.reports.top import part_of, ranking

USUAL = 4
_METRICS = ("readers", "reads", "sharers", "shares", "favourites")
_SINCE = ("finish_rate", "followers_won")


@dataclass(frozen=True, slots=True)
class DigestView:
    """A day, or a span, in about a dozen lines."""

    account: str
    span: Span
    figures: tuple[Compared, ...]
    reactions: Figures
    """Of a single day."""
    totals: tuple[Total, ...]
    articles: tuple[Article, ...]
    more: int
    articles_known: bool
    threshold: bool
    """Whether articles that were hardly read are left out by WeChat."""
    reached: bool
    """Whether the articles' figures are those since publishing, of articles published in the span."""
    left_out: Span | None
    """Days whose articles are counted otherwise, and are not among them."""
    earlier: tuple[Article, ...]
    """The first of those, in an order of their own."""
    earlier_metric: str
    scenes: tuple[Scene, ...]
    scenes_known: bool
    known: int
    limits: Limits
    along: Along | None = None
    """Readers day by day, if a picture is asked for."""

    @property
    def since(self) -> list[tuple[str, list[tuple[int, float]]]]:
        """By metric, what a day's articles had reached since publishing by its end, each with its place in the list."""
        if self.reached:
            return []
        told = ((name, [(n, getattr(a, name)) for n, a in enumerate(self.articles, 1)]) for name in _SINCE)
        known = ((name, [(n, value) for n, value in values if value is not None]) for name, values in told)
        return [(name, values) for name, values in known if values]

    def shorter(self) -> DigestView | None:
        """One article less, first of those that stand behind."""
        if self.earlier:
            return replace(self, earlier=self.earlier[:-1])
        return replace(self, articles=self.articles[:-1], more=self.more + 1) if self.articles else None

    def lead(self) -> Lead | None:
        """Readers; of an account whose articles alone are known, those of the first one."""
        own = leading(self.figures, self.totals, self.known)
        return own or leader(self.articles, "readers", "reads")


def needs(question: Question) -> list[Need]:
    """The account's days with their comparisons, the articles and the shares by scene of the span."""
    span = question.span
    return [*account_needs(question), *along_needs(question), Need(part_of(span), span), Need(Part.SCENES, span)]


def build(facts: Facts) -> DigestView:
    """Facts → view."""
    span, account = facts.question.span, facts.day.account
    found = ranking(facts)
    shown = facts.question.count or USUAL
    metrics = _METRICS if "favourites" in given(facts, "favourites") else (*_METRICS, "savers")
    reactions = {name: account.figures[name] for name in REACTIONS} if account and span.single else {}
    return DigestView(
        facts.account,
        span,
        compared(facts, *metrics) if span.single else (),
        Figures(**reactions),
        () if span.single else account_totals(facts, (*metrics, *REACTIONS)),
        found.articles[:shown],
        max(0, len(found.articles) - shown),
        all(part_of(span) in day.held for day in facts.spanned),
        found.threshold,
        found.reached,
        found.left_out,
        *found.behind(shown),
        scenes(facts.spanned),
        all(Part.SCENES in day.held for day in facts.spanned) or scenes_lost(facts),
        known_days(facts),
        _limits(facts),
        along(facts, "readers"),
    )


def _limits(facts: Facts) -> Limits:
    """What cannot be compared; what WeChat no longer gives is said in the days after it went, and not every morning."""
    found = limits(facts, *_METRICS)
    return found if found.otherwise else replace(found, lost=())


def chart(view: DigestView, language: str) -> Chart | None:
    """Readers day by day."""
    return chart_along(view.account, view.span, view.along, language)


def _known(day: DayFacts) -> bool:
    """Articles alone are worth an answer where nobody ever answered about the account (a file may bring only them)."""
    return day.account is not None or (bool(day.articles) and Part.ACCOUNT not in day.held)


REPORT = Report("report", needs, build, _known, ("top", "hours", "chart", "export", "sources"), chart)
