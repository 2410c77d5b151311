"""A draft as pictures: the chart of each account, and what stands below."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

from bot import dates, i18n
from bot.charts import Chart, draw
from bot.core.asking import span_words
from bot.core.days import Span
from bot.core.errors import N_
from bot.core.message import Attachment
from bot.reports.along import Along, promising
from bot.reports.articles import Article
from bot.reports.base import View
from bot.reports.draft import Draft, Section
from bot.reports.lead import Lead
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

    async def pictures(
        self, draft: Draft, language: str, zone: ZoneInfo, notes: Sequence[str]
    ) -> tuple[Attachment, ...]:
        """A picture for each account of a draft that has something to draw, of the first few if there are many.

        Each says itself how fresh it is, and the notes: a picture is handed on without the words around it.
        """
        drawn = []
        for section, chart in islice(charts(draft, language), MOST):
            try:
                async with self._turn:
                    told = replace(chart, notes=(*chart.notes, *_standing(section, language, zone, notes)))
                    png = await asyncio.to_thread(draw, told)
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
    """What the picture shows, empty where it shows several figures; None if there is nothing to draw."""
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
    drawn: Lead | None = None

    apart: bool = False
    """Whether its days are two lines, counted in two ways."""
    left_out: Span | None = None
    """Days that are counted otherwise, and are not in it."""
    gaps: tuple[Span, ...] = ()
    """Days that are blank in it, since they are not known."""

    def shorter(self) -> None:
        """It is short."""

    def lead(self) -> Lead | None:
        """That of the view that is drawn."""
        return self.drawn


_TOLD = ("against", "title", "articles", "more", "published", "metric", "asked", "lacking")
"""What a caption has from a view, where the view has it."""


def _standing(section: Section, language: str, zone: ZoneInfo, notes: Sequence[str]) -> tuple[str, ...]:
    """How far an account's figures stand, for its picture: as of when, whether they are finished, and notes.

    The day is always told: nobody knows when a picture that was handed on is looked at.
    """
    said = [i18n.translate(note, language) for note in notes]
    if section.as_of:
        words = i18n.translate(N_("as of {when} · {zone}"), language)
        said.insert(0, words.format(when=dates.instant(section.as_of, zone, language), zone=zone.key))
    lines = [" · ".join(said)] if said else []
    return (*lines, *(() if section.ready else (i18n.translate(_UNFINISHED, language),)))


_UNFINISHED = N_("WeChat has not finished these figures yet; they may still change.")


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
    drawn = {section.key: chart for section, chart in charts(draft, language)}
    beyond = tuple(drawn)[MOST:]
    return replace(draft, sections=tuple(_below(draft, section, drawn, beyond) for section in draft.sections))


def _below(draft: Draft, section: Section, drawn: Mapping[str, Chart], beyond: Collection[str]) -> Section:
    if section.view is None:
        return section
    chart, way = drawn.get(section.key), getattr(section.view, "along", None)
    told = {name: getattr(one, name) for one in (way, section.view) for name in _TOLD if hasattr(one, name)}
    if chart is None or not any(one.quiet for one in chart.series):
        # What the words compare with is not in the picture.
        told.pop("against", None)
    instead = section.key if section.key in beyond else None
    told |= _blank(section.view, way)
    unit, lead = chart.unit if chart else None, section.view.lead()
    view = Caption(section.account, draft.question.span, unit, instead, drawn=lead, **told)
    return replace(section, template="caption", view=view)


def _blank(view: View, way: Along | None) -> dict[str, Any]:
    """What a picture over days does not show as one line, and why."""
    if isinstance(view, TrendView):
        return {"apart": view.earlier is not None, "left_out": view.left_out, "gaps": view.gaps}
    if way is not None and isinstance(view, ReadsView | SharesView | DigestView):
        return {"apart": bool(way.earlier), "gaps": view.limits.gaps}
    return {"left_out": view.left_out} if isinstance(view, SourcesView | TopView) else {}
