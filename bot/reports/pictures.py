"""A draft as pictures: the chart of each account, and what stands below."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import islice
from typing import Any

from bot.charts import Chart, draw
from bot.core.asking import span_words
from bot.core.days import Span
from bot.core.message import Attachment
from bot.reports.along import Along, promising
from bot.reports.articles import Article
from bot.reports.base import View
from bot.reports.draft import Draft, Section
from bot.reports.reads import ReadsView
from bot.reports.report import DigestView
from bot.reports.shares import SharesView
from bot.reports.sources import SourcesView
from bot.reports.top import TopView
from bot.reports.trend import TrendView

log = logging.getLogger(__name__)

MOST = 6
"""Pictures at a time, each a message of its own; whoever wants the next one asks for that account alone."""


@dataclass(frozen=True, slots=True)
class Easel:
    """Where pictures are drawn, off the event loop; they wait for one another here, and in no thread of others."""

    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def pictures(self, draft: Draft, language: str) -> tuple[Attachment, ...]:
        """A picture for each account of a draft that has something to draw, of the first few if there are many."""
        drawn = []
        for section, chart in islice(charts(draft, language), MOST):
            try:
                async with self._turn:
                    png = await asyncio.to_thread(draw, chart)
            except Exception:
                # Whatever a chart may meet: its figures are told in words then.
                log.exception("no picture of /%s of %s", draft.report.name, section.key)
                continue
            name = f"{section.key}-{draft.report.name}-{span_words(draft.question.span)}.png"
            drawn.append(Attachment(name, png))
        return tuple(drawn)


@dataclass(frozen=True, slots=True)
class Caption:
    """One account's part of what stands below its picture."""

    account: str
    span: Span
    unit: str | None
    """What the picture shows; None if there is nothing to draw."""
    instead: str | None = None
    """Whose picture is to be asked for alone, by key: there were enough before it."""
    against: Span | None = None
    """The days that it is compared with."""
    title: str | None = None
    """Of the article that it shows, if it is one."""
    articles: tuple[Article, ...] = ()
    more: int = 0
    published: date | None = None
    """What the buttons of the answer follow from."""
    metric: str = ""
    asked: str | None = None
    """The metric that was asked for, if the picture shows another one."""
    lacking: bool = True
    """Whether that is since WeChat does not give it."""

    apart: bool = False
    """Whether its days are two lines, counted in two ways."""
    left_out: Span | None = None
    """Days that are counted otherwise, and are not in it."""
    gaps: tuple[Span, ...] = ()
    """Days that are blank in it, since they are not known."""

    def shorter(self) -> None:
        """It is short."""


_TOLD = ("against", "title", "articles", "more", "published", "metric", "asked", "lacking")
"""What a caption has from a view, where the view has it."""


def charts(draft: Draft, language: str) -> Iterator[tuple[Section, Chart]]:
    """The accounts that have something to draw, each with its chart."""
    for section in draft.sections:
        if draft.report.chart is not None and section.view is not None:
            chart = draft.report.chart(section.view, language)
            if chart is not None:
                yield section, chart


def drawable(draft: Draft, language: str) -> bool:
    """Whether a picture would hold anything, as far as its words tell: a line may need days that they do not."""
    question, views = draft.question, [section.view for section in draft.sections]
    ways = [view for view in views if isinstance(view, ReadsView | SharesView | DigestView) and not view.along]
    if not question.picture and any(promising(question, view.known, view.limits) for view in ways):
        return True
    return next(charts(draft, language), None) is not None


def captioned(draft: Draft, language: str) -> Draft:
    """The same draft in the few words that stand below pictures."""
    units = {section.key: chart.unit for section, chart in charts(draft, language)}
    beyond = tuple(units)[MOST:]
    return replace(draft, sections=tuple(_below(draft, section, units, beyond) for section in draft.sections))


def _below(draft: Draft, section: Section, units: Mapping[str, str], beyond: Collection[str]) -> Section:
    if section.view is None:
        return section
    way = getattr(section.view, "along", None)
    told = {name: getattr(one, name) for one in (way, section.view) for name in _TOLD if hasattr(one, name)}
    instead = section.key if section.key in beyond else None
    told |= _blank(section.view, way)
    view = Caption(section.account, draft.question.span, units.get(section.key), instead, **told)
    return replace(section, template="caption", view=view)


def _blank(view: View, way: Along | None) -> dict[str, Any]:
    """What a picture over days does not show as one line, and why."""
    if isinstance(view, TrendView):
        return {"apart": view.earlier is not None, "left_out": view.left_out, "gaps": view.gaps}
    if way is not None and isinstance(view, ReadsView | SharesView | DigestView):
        return {"apart": bool(way.earlier), "gaps": view.limits.gaps}
    return {"left_out": view.left_out} if isinstance(view, SourcesView | TopView) else {}
