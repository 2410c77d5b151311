"""`/compare`: all figures of the account over some days, beside those of other days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot import i18n
from bot.charts import Chart, Series, Shape
from bot.collect import Need
from bot.core.days import Span
from bot.core.facts import DayFacts, Generation, Part
from bot.core.metrics import BY_NAME, DAILY, OF_ACCOUNTS
from bot.core.totals import Change, generations
from bot.reports.base import Facts, Limits, Question, Report
from bot.reports.drawn import days_words, full, short, titled
from bot.reports.lead import Lead
from bot.reports.line import Way, line
from bot.reports.sides import Side, Uneven, change, family, otherwise, previous, side, uneven


@dataclass(frozen=True, slots=True)
class Row:
    """One metric of both sides."""

    metric: str
    one: Side
    other: Side
    change: Change | None
    """Of a mean day; None across two families of interfaces, and between sides that hold unlike numbers of days."""

    @property
    def sums(self) -> bool:
        """Whether sums are told: of times, over as many days on both sides."""
        return BY_NAME[self.metric].unit.adds_up and len(self.one.days) == len(self.other.days)


@dataclass(frozen=True, slots=True)
class CompareView:
    """Two spans of one account."""

    account: str
    span: Span
    against: Span
    rows: tuple[Row, ...]
    """The metrics that both sides have."""
    known: tuple[int, int]
    """Days that are known, of each side."""
    left_out: tuple[Span, ...]
    """Days that are counted otherwise than the other ones of their side."""
    limits: Limits

    @property
    def single(self) -> bool:
        """Whether a day is compared with a day."""
        return self.span.single and self.against.single

    @property
    def together(self) -> Span:
        """From the first to the last day of both sides."""
        return Span(min(self.span.first, self.against.first), max(self.span.last, self.against.last))

    @property
    def uneven(self) -> Uneven | None:
        """How many days each side of the first figure holds that has no percentage for it."""
        rows = () if self.limits.mixed else self.rows
        return next((found for row in rows if (found := uneven(row.one.held, row.other.held))), None)

    @property
    def unknown(self) -> list[tuple[Span, int]]:
        """The sides of which some days are not known, with how many are."""
        sides = zip((self.span, self.against), self.known, strict=True)
        return [(span, known) for span, known in sides if known < len(span)]

    def shorter(self) -> CompareView | None:
        """One metric less."""
        return replace(self, rows=self.rows[:-1]) if len(self.rows) > 1 else None

    def lead(self) -> Lead | None:
        """The first figure of the days themselves, and how it changed."""
        for row in self.rows[:1]:
            value = row.one.sum if row.sums else row.one.mean
            if value is not None:
                mean = not row.sums and not self.single
                return Lead(row.metric, value, a_day=mean, change=row.change, known=self.known[0])
        return None


def other_side(question: Question) -> Span:
    """The days to compare with: those that were said, else those before."""
    return question.against or previous(question.span) or question.span


def needs(question: Question) -> list[Need]:
    """The account's days of both sides."""
    return [Need(Part.ACCOUNT, span) for span in (other_side(question), question.span)]


def build(facts: Facts) -> CompareView:
    """Facts → view."""
    span, against = facts.question.span, other_side(facts.question)
    one, other = facts.spanned, [facts.days[day] for day in against]
    first, second = _families(one, other)
    rows = []
    for metric in OF_ACCOUNTS:
        sides = side(span, one, metric.name, first), side(against, other, metric.name, second)
        if all(each.days for each in sides):
            rows.append(Row(metric.name, *sides, change(*sides) if first is second else None))
    return CompareView(
        facts.account,
        span,
        against,
        tuple(rows),
        (_known(one), _known(other)),
        tuple(days for days in (otherwise(one, first), otherwise(other, second)) if days),
        Limits(_lost(first, second), mixed=None not in (first, second) and first is not second),
    )


def _families(one: Sequence[DayFacts], other: Sequence[DayFacts]) -> tuple[Generation | None, Generation | None]:
    """By which interfaces each side is told: by those that tell days of both, if there are any, the newest first."""
    newest = family(one)
    shared = generations(one) & generations(other)
    both = newest if newest in shared else next(iter(shared), None)
    return (both, both) if both else (newest, family(other))


def _known(days: Sequence[DayFacts]) -> int:
    return sum(day.account is not None for day in days)


def _lost(*families: Generation | None) -> tuple[str, ...]:
    """Metrics that neither side has any more."""
    known = [generation for generation in families if generation]
    return tuple(m.name for m in DAILY if known and not any(m.given_by(generation) for generation in known))


def chart(view: CompareView, language: str) -> Chart | None:
    """The first figure day by day, of both sides; of two days, every figure; none of days that do not compare."""
    if view.single:
        return _two_days(view, language)
    row = next(iter(view.rows), None)
    if row is None or view.limits.mixed or not (row.one.weakest and row.other.weakest):
        return None
    one, other = (Way(side.span, side.along) for side in (row.one, row.other))
    return line(view.account, row.metric, one, other, language)


def _two_days(view: CompareView, language: str) -> Chart | None:
    """Each figure of both days, and its change."""
    rows = [(row, row.one.mean, row.other.mean) for row in view.rows if row.change and (row.one.mean or row.other.mean)]
    if not rows:
        return None
    return Chart(
        titled(view.account, view.span, language),
        "",
        tuple(i18n.metric_name(row.metric, language) for row, _, _ in rows),
        (
            Series(days_words(view.span, language), tuple(now for _, now, _ in rows)),
            Series(days_words(view.against, language), tuple(then for _, _, then in rows), quiet=True),
        ),
        Shape.BARS,
        short(language),
        exact=full(language),
        told=tuple(f"{i18n.figure(now or 0, language)} · {i18n.change(row.change, language)}" for row, now, _ in rows),
    )


COMPARE = Report(
    "compare",
    needs,
    build,
    lambda day: day.account is not None,
    ("chart", "trend", "report", "sources", "export"),
    chart,
)
