"""The buttons under an answer or a digest: the days beside it, and the reports that lead on.

A button is a command that a person could have typed: days absolute, at most 64 bytes.
"""

from __future__ import annotations

from datetime import datetime

from bot import i18n
from bot.core.asking import span_words as span_words
from bot.core.days import FIRST_DAY, Span, yesterday
from bot.core.errors import N_
from bot.core.message import Button
from bot.reports.base import LABELS, MORE, Question, Report
from bot.reports.sides import previous
from bot.reports.top import TOP, measure


def command_of(report: Report, question: Question, scope: str | None) -> str:
    """A question as a person may type it, days absolute."""
    chosen = _chosen(question)
    against = f" vs {span_words(chosen)}" if chosen else ""
    count = f" {question.count}" if question.count else ""
    words = f"{_options(report, question)} {span_words(question.span)}{against}{count}"
    return f"/{report.name}{words}{f' @{scope}' if scope else ''}"


def buttons(
    report: Report, question: Question, scope: str | None, now: datetime, language: str, *, more: bool
) -> tuple[tuple[Button, ...], ...]:
    """Rows: ◀ day ▶, then where it leads on. `more` adds the longest list of the same articles."""
    tail = f" @{scope}" if scope else ""
    span = question.span
    # What was compared with days of somebody's choice has no neighbours of its kind.
    beside = (
        () if _chosen(question) else _beside(f"/{report.name}{_options(report, question)}", span, tail, now, language)
    )
    onward = [
        Button(i18n.translate(LABELS[name], language), f"/{name} {span_words(span)}{tail}") for name in report.follow
    ]
    if more and (question.count or 0) < MORE:
        command = f"/top{_options(TOP, question)} {span_words(span)} {MORE}{tail}"
        onward.insert(0, Button(i18n.translate(LABELS["more"], language), command))
    return tuple(row for row in (beside, tuple(onward)) if row)


def _chosen(question: Question) -> Span | None:
    """The days that somebody chose to compare with; None of those that are compared with anyway."""
    return question.against if question.against != previous(question.span) else None


def _options(report: Report, question: Question) -> str:
    if question.metric is None or not report.measured:
        return ""
    # "original_readers" of a span leaves no room for "More" and a key; a list over days is by times anyway.
    too_long = report is TOP and question.metric.name == "original_readers" and not question.span.single
    return f" {measure(question).name if too_long else question.metric.name}"


def _beside(command: str, span: Span, tail: str, now: datetime, language: str) -> tuple[Button, ...]:
    """The span before and the one after, where WeChat has figures."""
    row = []
    before, after = span.before(), span.after()
    if before.first >= FIRST_DAY:
        row.append(Button(f"◀ {span_label(before, language)}", f"{command} {span_words(before)}{tail}"))
    if after.last <= yesterday(now):
        row.append(Button(f"{span_label(after, language)} ▶", f"{command} {span_words(after)}{tail}"))
    return tuple(row)


def span_label(span: Span, language: str) -> str:
    """A span on a button."""
    if span.single:
        return i18n.short_day(span.first, language)
    if span.whole_month:
        return i18n.month(span.first, language)
    return i18n.translate(N_("{days} days"), language).format(days=len(span))
