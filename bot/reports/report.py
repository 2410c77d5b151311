"""`/report`: the digest of a day, as it is pushed each morning; of a span, its totals and top articles."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from bot.collect import Need
from bot.core.days import Span
from bot.core.metrics import BY_NAME
from bot.core.totals import People
from bot.reports.base import Compared, Facts, Question, Report, compared
from bot.reports.reads import account_needs, account_totals, known_days, unknown_before
from bot.reports.shares import Scene, scenes
from bot.reports.top import Article, ranked
from bot.wechat.endpoints import ARTICLE_SUMMARY, USER_SHARE

USUAL = 4
_METRICS = ("readers", "reads", "sharers", "shares", "favourites")


@dataclass(frozen=True, slots=True)
class DigestView:
    """A day, or a span, in about a dozen lines."""

    account: str
    span: Span
    figures: tuple[Compared, ...]
    totals: tuple[tuple[str, int | People | None], ...]
    articles: tuple[Article, ...]
    more: int
    articles_known: bool
    scenes: tuple[Scene, ...]
    scenes_known: bool
    known: int
    unknown_before: tuple[date, ...]

    def shorter(self) -> DigestView | None:
        """One article less."""
        return replace(self, articles=self.articles[:-1], more=self.more + 1) if self.articles else None


def needs(question: Question) -> list[Need]:
    """The account's days with their comparisons, the articles and the shares by scene of the span."""
    return [*account_needs(question), Need(ARTICLE_SUMMARY, question.span), Need(USER_SHARE, question.span)]


def build(facts: Facts) -> DigestView:
    """Facts → view."""
    span = facts.question.span
    articles = ranked(facts.spanned, BY_NAME["readers" if span.single else "reads"])
    shown = facts.question.count or USUAL
    return DigestView(
        facts.account,
        span,
        compared(facts, *_METRICS) if span.single else (),
        () if span.single else account_totals(facts, _METRICS),
        tuple(articles[:shown]),
        max(0, len(articles) - shown),
        all(ARTICLE_SUMMARY.name in day.held for day in facts.spanned),
        scenes(facts.spanned),
        all(USER_SHARE.name in day.held for day in facts.spanned),
        known_days(facts),
        unknown_before(facts),
    )


REPORT = Report("report", needs, build, lambda day: day.account is not None, ("top", "reads", "shares"))
