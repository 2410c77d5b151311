"""`/sources`: where readers came from, on a day or over a span.

The classic interfaces count readers and reads of each source: reads add up to a whole, and parts are told of them. The
successors count readers alone, and who came from two sources is a reader of both: each is told against all readers of
the account, and the parts need not add up to 100 %.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from bot import i18n
from bot.charts import Chart, Series, Shape
from bot.collect import Need
from bot.core.days import FIRST_DAY, Span
from bot.core.facts import DayFacts, Figures, Generation, Part
from bot.core.totals import Change, people, times
from bot.reports.base import Compared, Facts, Limits, Question, Report, before, compared, limits, with_comparisons
from bot.reports.drawn import a_day, short, titled, with_part
from bot.reports.lead import Lead
from bot.reports.reads import Total, account_totals, known_days, leading
from bot.reports.sides import Held, Uneven, uneven

DRAWN = 12
"""Sources that a chart shows at most."""

_METRICS = ("readers", "reads")


@dataclass(frozen=True, slots=True)
class Origin:
    """One source of readers."""

    name: str
    readers: float | None
    """Of a day; over a span, the mean of the days that tell of it."""
    reads: int | None
    """Over a span, their sum."""
    part: float | None
    """In percent of the reads of all sources; of the account's readers, where only readers are counted."""
    changes: tuple[Change | None, ...]
    """A day against the day before and the same weekday a week before; a span against the one before it; none if none
    of its sources can be compared."""
    days: int | None
    """On how many days it is told of, if those are fewer than the days that are known by source."""


@dataclass(frozen=True, slots=True)
class SourcesView:
    """Where the account's readers came from."""

    account: str
    span: Span
    figures: tuple[Compared, ...]
    """Of a single day, all sources together."""
    totals: tuple[Total, ...]
    """Of a span, all sources together."""
    origins: tuple[Origin, ...]
    more: int
    """How many weaker ones are left out."""
    by_reads: bool
    """Whether the parts are those of reads, and not of readers."""
    against: Span | None
    """What a span is compared with, if it can be."""
    uneven: Uneven | None
    """How many days the span and the one before it tell by source, if that alone keeps sources from being compared."""
    left_out: Span | None
    """Days that are counted otherwise, and are not among them."""
    earlier: tuple[Origin, ...]
    """Those of the days that are left out."""
    earlier_by_reads: bool
    told: int
    """Days that are told by source."""
    known: int
    limits: Limits

    def shorter(self) -> SourcesView | None:
        """The weakest source less, first of those that stand behind."""
        if self.earlier:
            return replace(self, earlier=self.earlier[:-1])
        return replace(self, origins=self.origins[:-1], more=self.more + 1) if len(self.origins) > 1 else None

    def lead(self) -> Lead | None:
        """The readers of all sources together."""
        return leading(self.figures, self.totals, self.known)


def needs(question: Question) -> list[Need]:
    """The account's days and their sources, and those that they are compared with."""
    spans = dict.fromkeys([*_earlier(question.span), *with_comparisons(question.span)])
    return [Need(part, span) for part in (Part.ACCOUNT, Part.SOURCES) for span in spans]


def _earlier(span: Span) -> list[Span]:
    """Of a span, the one before it."""
    return [] if span.single or span.before().first < FIRST_DAY else [span.before()]


def build(facts: Facts) -> SourcesView:
    """Facts → view."""
    span = facts.question.span
    days = _of_one_family(facts.spanned)
    earlier = [[facts.days[day] for day in one if day in facts.days] for one in _compared_with(span)]
    known = [_of_family(one, _family(days)) for one in earlier] if days else []
    apart = uneven(Held(span, len(days)), Held(span.before(), len(known[0]))) if known and not span.single else None
    comparable = any(known) and apart is None
    origins = _origins(days, known if comparable else [])
    others = [day for day in facts.spanned if day.sources and day not in days]
    totals = () if span.single else account_totals(facts, _METRICS)
    said = any(total.uneven for total in totals[:1])
    return SourcesView(
        facts.account,
        span,
        compared(facts, *_METRICS) if span.single else (),
        totals,
        origins,
        0,
        _reads(_by_origin(days).values()) is not None,
        next(iter(_earlier(span)), None) if comparable else None,
        apart if any(known) and not said else None,
        Span(others[0].day, others[-1].day) if others else None,
        _origins(others, []),
        _reads(_by_origin(others).values()) is not None,
        len(days),
        known_days(facts),
        limits(facts, *_METRICS),
    )


def _compared_with(span: Span) -> Sequence[Span]:
    return [Span.day(day) for day in before(span.last)] if span.single else _earlier(span)


def _of_one_family(days: Sequence[DayFacts]) -> list[DayFacts]:
    """The days that are told by source, of the family of interfaces that tells the newest of them."""
    told = [day for day in days if day.sources]
    return _of_family(told, _family(told)) if told else []


def _family(told: Sequence[DayFacts]) -> Generation:
    return told[-1].sources[0].source.generation


def _of_family(days: Sequence[DayFacts], generation: Generation) -> list[DayFacts]:
    return [day for day in days if day.sources and day.sources[0].source.generation is generation]


ByDay = Mapping[date, Figures]


def _by_origin(days: Sequence[DayFacts]) -> dict[str, ByDay]:
    told: defaultdict[str, dict[date, Figures]] = defaultdict(dict)
    for day in days:
        for one in day.sources:
            told[one.origin][day.day] = one.figures
    return dict(told)


def _origins(days: Sequence[DayFacts], earlier: Sequence[Sequence[DayFacts]]) -> tuple[Origin, ...]:
    """Each source, the strongest first."""
    told, before_them = _by_origin(days), [(_by_origin(one), len(one)) for one in earlier]
    whole = _reads(told.values())
    found = []
    for name, by_day in told.items():
        now = _measured(by_day, len(days), by_reads=whole is not None)
        then = (_measured(one.get(name, {}), n, by_reads=whole is not None) for one, n in before_them)
        changes = tuple(Change(now, n) if now is not None and n is not None else None for n in then)
        mean = people({day: figures.readers for day, figures in by_day.items()})
        readers = None if mean is None else mean.best if len(days) == 1 else mean.mean
        reads = _reads([by_day])
        part = _part_of_reads(reads, whole) if whole is not None else _part_of_readers(by_day, days)
        found.append((now or 0, Origin(name, readers, reads, part, changes, _fewer(by_day, days))))
    return tuple(origin for _, origin in sorted(found, key=lambda pair: (-pair[0], pair[1].name)))


def _fewer(by_day: ByDay, days: Sequence[DayFacts]) -> int | None:
    return len(by_day) if len(by_day) < len(days) else None


def _reads(parts: Iterable[ByDay]) -> int | None:
    return times(figures.reads for by_day in parts for figures in by_day.values())


def _measured(by_day: ByDay, days: int, *, by_reads: bool) -> float | None:
    """What a source is compared by: its reads a day or, where only people are counted, its readers on the mean."""
    if by_reads:
        reads = _reads([by_day])
        return None if reads is None else reads if days == 1 else reads / days
    mean = people({day: figures.readers for day, figures in by_day.items()})
    return None if mean is None else mean.best if days == 1 else mean.mean


def _part_of_reads(reads: int | None, whole: int) -> float | None:
    return reads * 100 / whole if reads is not None and whole else None


def _part_of_readers(by_day: ByDay, days: Sequence[DayFacts]) -> float | None:
    """In percent of the account's readers, over the days on which both are given."""
    both = [
        (readers, day.account.figures.readers)
        for day in days
        if day.account
        and day.account.figures.readers
        and (readers := by_day.get(day.day, Figures()).readers) is not None
    ]
    whole = sum(all_of_them for _, all_of_them in both)
    return sum(readers for readers, _ in both) * 100 / whole if whole else None


def chart(view: SourcesView, language: str) -> Chart | None:
    """The reads of each source or, where only people are counted, its readers; and which part of the whole that is."""
    drawn = view.origins[:DRAWN]
    figures = tuple(o.reads if view.by_reads else o.readers for o in drawn)
    if not any(figures):
        return None
    readers = i18n.metric_name("readers", language) if view.span.single else a_day("readers", language)
    return Chart(
        titled(view.account, view.span, language),
        i18n.metric_name("reads", language) if view.by_reads else readers,
        tuple(i18n.origin_name(o.name, language) for o in drawn),
        (Series("", figures),),
        Shape.BARS,
        short(language),
        told=tuple(with_part(figure, o.part, language) for figure, o in zip(figures, drawn, strict=True)),
    )


SOURCES = Report(
    "sources",
    needs,
    build,
    lambda day: day.account is not None,
    ("chart", "reads", "report", "trend", "hours", "export"),
    chart,
)
