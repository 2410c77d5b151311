"""`/shares`: sharers, shares and where they went, on a day or over a span."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from bot import i18n
from bot.charts import Chart, Series, Shape
from bot.collect import Need
from bot.core.days import Span
from bot.core.errors import N_
from bot.core.facts import DayFacts, Part
from bot.core.origins import SCENES
from bot.reports.along import Along, along, along_needs, chart_along
from bot.reports.base import Compared, Facts, Limits, Question, Report, compared, limits
from bot.reports.drawn import short, titled, with_part
from bot.reports.lead import Lead
from bot.reports.reads import Total, account_needs, account_totals, known_days, leading

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
    totals: tuple[Total, ...]
    scenes: tuple[Scene, ...]
    scenes_lost: bool
    """Whether WeChat does not tell any more where these days' shares went."""
    known: int
    limits: Limits
    along: Along | None = None
    """Shares, or sharers, day by day, if a picture is asked for."""

    def shorter(self) -> None:
        """It is short."""

    def lead(self) -> Lead | None:
        """Sharers; where they are not known, shares."""
        return leading(self.figures, self.totals, self.known)


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


def scenes_lost(facts: Facts) -> bool:
    """Whether none of the days has, or ever will have, shares by scene."""
    return all(Part.SCENES in day.never for day in facts.spanned)


def needs(question: Question) -> list[Need]:
    """The account's days, and the shares of the span by scene."""
    return [*account_needs(question), *along_needs(question), Need(Part.SCENES, question.span)]


def build(facts: Facts) -> SharesView:
    """Facts → view."""
    single = facts.question.span.single
    return SharesView(
        facts.account,
        facts.question.span,
        compared(facts, *_METRICS) if single else (),
        () if single else account_totals(facts, _METRICS),
        scenes(facts.spanned),
        scenes_lost(facts),
        known_days(facts),
        limits(facts, *_METRICS),
        along(facts, "shares", "sharers"),
    )


def chart(view: SharesView, language: str) -> Chart | None:
    """Shares by scene; where those are not told, shares or sharers day by day."""
    if not view.scenes:
        return chart_along(view.account, view.span, view.along, language)
    return Chart(
        titled(view.account, view.span, language),
        i18n.metric_name("shares", language),
        tuple(_scene(scene.name, language) for scene in view.scenes),
        (Series("", tuple(scene.shares for scene in view.scenes)),),
        Shape.BARS,
        short(language),
        told=tuple(with_part(scene.shares, scene.part, language) for scene in view.scenes),
    )


def _scene(name: str, language: str) -> str:
    known = i18n.translate(SCENES.get(name, ""), language)
    return known or i18n.translate(N_("scene {name}"), language).format(name=name)


SHARES = Report(
    "shares",
    needs,
    build,
    lambda day: day.account is not None or bool(day.scenes),
    ("chart", "hours", "report", "top", "export"),
    chart,
)
