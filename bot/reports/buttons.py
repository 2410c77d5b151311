"""The buttons under an answer or a digest: the days beside it, its articles, and what leads on.

A button is a command that a person could have typed: days absolute, no number of a list, at most 64 bytes. A few rows
of at most four stand well on a phone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot import dates, i18n
from bot.core.asking import span_words
from bot.core.days import FIRST_DAY, SUCCESSORS_FROM, Span, yesterday
from bot.core.errors import N_
from bot.core.message import BUTTON_BYTES, PUSHED, Button
from bot.core.ports import ALL
from bot.reports.base import LABELS, MORE, Question, Report
from bot.reports.sides import previous
from bot.reports.top import TOP, measure
from bot.reports.trend import TREND

A_ROW = 4

ALL_ACCOUNTS = N_("All accounts")
FURTHER = N_("{n} more")
"""On a button to what did not fit."""

MARK_BYTES = len(PUSHED) + len("d20150105")
"""What a pushed digest's mark takes of each of its buttons."""


@dataclass(frozen=True, slots=True)
class Around:
    """Where an answer stands."""

    scope: str
    """An account's key, or `all`."""
    keys: tuple[str, ...]
    """Those of all accounts."""
    commands: frozenset[str]
    """What can be said: no button leads elsewhere."""
    now: datetime
    language: str

    @property
    def tail(self) -> str:
        """The account as a command names it."""
        return tail(self.scope, len(self.keys))

    def label(self, words: str) -> str:
        """Marked words in the language of the chat."""
        return i18n.translate(words, self.language)


@dataclass(frozen=True, slots=True)
class Under:
    """What an answer shows, as far as buttons follow from it."""

    articles: tuple[str, ...] = ()
    """The msgids of its list, in order; none of several accounts' lists."""
    more: bool = False
    """Whether there are more than it shows."""
    picture: bool = False
    """Whether it is a picture already, or there is nothing to draw."""
    published: date | None = None
    """When its article was published: no day before leads anywhere."""
    left: int = 0
    """How many accounts did not fit."""
    told: int = 0
    """How many of them, the largest first, were told of up to here."""


def tail(scope: str, accounts: int) -> str:
    """A scope as a command names it: also `all`, where there are several; what a chat chose may be another tomorrow."""
    return f" @{scope}" if scope != ALL or accounts > 1 else ""


def command_of(report: Report, question: Question) -> str:
    """A question as a person may type it, days absolute, without the account."""
    count = f" {question.count}" if question.count else ""
    picture = " chart" if question.picture else ""
    return f"{_asked(report, question)} {_days(question)}{count}{picture}"


def buttons(report: Report, question: Question, around: Around, under: Under) -> tuple[tuple[Button, ...], ...]:
    """Rows: ◀ day ▶ and the week; its articles, or its accounts; what leads on, in two rows if it is much."""
    room = BUTTON_BYTES - (MARK_BYTES if report.name == "report" else 0)
    rows = (
        _beside(report, question, around, under.published),
        _articles(question, around, under) or _accounts(report, question, around, under),
        _onward(report, question, around, under),
    )
    *lists, onward = (tuple(b for label, choices in row if (b := _fitting(label, choices, room))) for row in rows)
    return tuple(row for row in (*(row[:A_ROW] for row in lists), *_in_two(onward)) if row)


def _in_two(row: tuple[Button, ...]) -> tuple[tuple[Button, ...], ...]:
    """What does not stand in one row, in two of about the same length."""
    half = len(row) if len(row) <= A_ROW else min(-(-len(row) // 2), A_ROW)
    return row[:half], row[half : 2 * A_ROW]


Row = Iterable[tuple[str, Sequence[str]]]
"""Labels, each with ways to say its command, the fullest first."""


def _fitting(label: str, choices: Sequence[str], room: int) -> Button | None:
    """A button with the first of these commands that fits; none that is cut leads elsewhere."""
    return next((Button(label, command) for command in choices if len(command.encode()) <= room), None)


def _asked(report: Report, question: Question) -> str:
    """The command without its days: what of the question stays the same on other days."""
    if question.article is not None:
        return f"/{report.name} {question.article.msgid}"
    return f"/{report.name}{_options(report, question)}"


def _days(question: Question) -> str:
    """The days of a question, with those that somebody chose to compare them with."""
    chosen = _chosen(question)
    return f"{span_words(question.span)}{f' vs {span_words(chosen)}' if chosen else ''}"


def _chosen(question: Question) -> Span | None:
    """The days that somebody chose to compare with; None of those that are compared with anyway."""
    return question.against if question.against != previous(question.span) else None


def _options(report: Report, question: Question) -> str:
    if question.metric is None or not report.measured:
        return ""
    # "original_readers" of a span leaves no room for "More" and a key; a list over days is by times anyway.
    too_long = report is TOP and question.metric.name == "original_readers" and not question.span.single
    return f" {measure(question).name if too_long else question.metric.name}"


def _on(report: Report, question: Question, span: Span, tail: str) -> list[str]:
    """The same question of other days."""
    command, count = f"{_asked(report, question)} {span_words(span)}", f" {question.count}" if question.count else ""
    return [f"{command}{count}{tail}", f"{command}{tail}"]


def _beside(report: Report, question: Question, around: Around, published: date | None) -> Row:
    """The span before and the one after, where WeChat has figures, and the week of a day."""
    span, newest = question.span, yesterday(around.now)
    if _chosen(question):
        return  # what was compared with days of somebody's choice has no neighbours of its kind
    if published and span.last < published <= newest:
        first = Span.day(published)
        yield f"{span_label(first, around.language)} ▶", _on(report, question, first, around.tail)
        return
    for label, other in neighbours(span, newest, around.language, published or FIRST_DAY):
        yield label, _on(report, question, other, around.tail)
    if span.single and question.article is None and (week := _week(span.last, newest)) is not None:
        yield around.label(N_("Week")), _on(report, question, week, around.tail)
    if len(around.keys) > 1 and (around.scope != ALL or question.after) and question.article is None:
        yield around.label(ALL_ACCOUNTS), _on(report, question, span, f" @{ALL}")


def neighbours(span: Span, newest: date, language: str, oldest: date = FIRST_DAY) -> Iterator[tuple[str, Span]]:
    """The span before and the one after, where WeChat has figures, each with its label."""
    before, after = span.before(), span.after()
    if before.first >= oldest:
        yield f"◀ {span_label(before, language)}", before
    if after.last <= newest:
        yield f"{span_label(after, language)} ▶", after


def _week(day: date, newest: date) -> Span | None:
    """The week of a day from Monday on, as far as it is over; None if that is no more than the day."""
    monday = day - timedelta(days=day.weekday())
    week = Span(max(monday, FIRST_DAY), min(monday + timedelta(days=6), newest))
    return None if week.single else week


def _articles(question: Question, around: Around, under: Under) -> Row:
    """The first articles of a list, each by its number and said by its msgid."""
    if "article" not in around.commands:
        return []
    day = f" {question.span.last}" if question.span.single else ""
    ways = [[f"/article {m}{day}{around.tail}", f"/article {m}{around.tail}"] for m in under.articles[:A_ROW]]
    return [(str(n), choices) for n, choices in enumerate(ways, 1)]


def _accounts(report: Report, question: Question, around: Around, under: Under) -> Row:
    """One account alone, where several stand side by side; and those that did not fit."""
    if len(around.keys) < 2 or around.scope != ALL:
        return
    for key in around.keys[: A_ROW - 1 if under.left else A_ROW]:
        yield f"@{key}", _on(report, question, question.span, f" @{key}")
    if under.left:
        label = around.label(FURTHER).format(n=under.left)
        yield f"{label} ▶", [f"{command_of(report, question)}{further(under.told)}"]


def further(after: int) -> str:
    """What a command says that goes on with a list behind so many."""
    return f" @{ALL}+{after}"


def _onward(report: Report, question: Question, around: Around, under: Under) -> Row:
    """More of the same list, then what the report leads to."""
    span, tail = span_words(question.span), around.tail
    more = under.more and (question.count or 0) < MORE
    if more:
        yield around.label(LABELS["more"]), [f"/top{_options(TOP, question)} {span} {MORE}{tail}"]
    for name in report.follow:
        if _can_be_said(name, report, around, under) and _answers(name, question):
            way = _WAYS.get(name)
            choices = way(report, question, tail) if way else [f"/{name} {span}{tail}"]
            if not (more and name == "top"):
                yield around.label(LABELS[name]), choices


def _can_be_said(name: str, report: Report, around: Around, under: Under) -> bool:
    if name == "chart":
        return report.chart is not None and not under.picture
    return name in around.commands


def _answers(name: str, question: Question) -> bool:
    """Whether a command has an answer about these days: hours are those of the classic interfaces."""
    return name != "hours" or question.span.first < SUCCESSORS_FROM


def _chart(report: Report, question: Question, tail: str) -> list[str]:
    """The same question with the last word `chart`, which Chinese says in fewer letters; days without their dashes."""
    span, count = _days(question), f" {question.count}" if question.count else ""
    short = span.replace("-", "")
    ways = ((span, f"{count} chart"), (span, f"{count} 图"), (span, " chart"), (span, " 图"), (short, " 图"))
    return [f"{_asked(report, question)} {days}{word}{tail}" for days, word in ways]


def _trend(report: Report, question: Question, tail: str) -> list[str]:
    """The same figures, where the trend has them; a day stands at the end of its month there."""
    span = span_words(question.span)
    return [f"/trend{_options(TREND, question)} {span}{tail}", f"/trend {span}{tail}"]


def _export(report: Report, question: Question, tail: str) -> list[str]:
    return [f"/export {span_words(question.span)} xlsx{tail}"]


_WAYS: dict[str, Callable[[Report, Question, str], list[str]]] = {"chart": _chart, "trend": _trend, "export": _export}
"""How a command is said that takes more than days."""


def span_label(span: Span, language: str) -> str:
    """A span on a button."""
    if span.single:
        return dates.short_day(span.first, language)
    if span.whole_month:
        return dates.month(span.first, language)
    return i18n.translate(N_("{days} days"), language).format(days=len(span))
