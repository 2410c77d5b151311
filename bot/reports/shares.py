"""`/shares`: sharers, shares and where they went, on a day or over a span."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from bot.collect import Need
from bot.core.days import Span
from bot.core.facts import DayFacts
from bot.core.totals import People
from bot.reports.base import Compared, Facts, Question, Report, compared
from bot.reports.reads import account_needs, account_totals, known_days, unknown_before
from bot.wechat.endpoints import USER_SHARE

_METRICS = ("sharers", "shares")


@dataclass(frozen=True, slots=True)
class Scene:
    """Where shares went."""

    name: str
    shares: int
    part: float
    """In percent of the shares whose scene is known."""
    sharers: int | None
    """People of a single day; over several days people do not add up."""


@dataclass(frozen=True, slots=True)
class SharesView:
    """The account's sharing."""

    account: str
    span: Span
    figures: tuple[Compared, ...]
    totals: tuple[tuple[str, int | People | None], ...]
    scenes: tuple[Scene, ...]
    known: int
    unknown_before: tuple[date, ...]

    def shorter(self) -> None:
        """It is short."""


def scenes(days: Iterable[DayFacts]) -> tuple[Scene, ...]:
    """Shares by scene over days, the most first."""
    shares: defaultdict[str, int] = defaultdict(int)
    sharers: dict[str, int | None] = {}
    for day in days:
        for scene in day.scenes:
            if scene.shares is not None:
                shares[scene.scene] += scene.shares
                sharers[scene.scene] = None if scene.scene in sharers else scene.sharers
    total = sum(shares.values())
    ordered = sorted(shares.items(), key=lambda item: (-item[1], item[0]))
    return tuple(Scene(name, n, n * 100 / total, sharers[name]) for name, n in ordered if total)


def needs(question: Question) -> list[Need]:
    """The account's days, and the shares of the span by scene."""
    return [*account_needs(question), Need(USER_SHARE, question.span)]


def build(facts: Facts) -> SharesView:
    """Facts → view."""
    single = facts.question.span.single
    return SharesView(
        facts.account,
        facts.question.span,
        compared(facts, *_METRICS) if single else (),
        () if single else account_totals(facts, _METRICS),
        scenes(facts.spanned),
        known_days(facts),
        unknown_before(facts),
    )


SHARES = Report(
    "shares", needs, build, lambda day: day.account is not None or bool(day.scenes), ("report", "reads", "top")
)
