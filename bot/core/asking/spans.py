"""From words to days: one day or piece of the calendar, or from one to another; and which of them can be had."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from bot.core.asking.dates import Part, latest, part, under_way
from bot.core.asking.folding import tidied
from bot.core.asking.periods import CHINESE_WEEK, dated, period, week_from
from bot.core.asking.relative import TODAY, relative
from bot.core.days import ONE_DAY, Span

Named = Part | Span

_ABSOLUTE = re.compile(r"(\d{4}-\d\d-\d\d)(?:\.\.(\d{4}-\d\d-\d\d))?", re.ASCII)
"""What buttons carry: read without a detour."""

_SIGNS = re.compile(r" ?(?:\.{2,3}|…|–|—|―|−|~|〜|->|→|-?至|-?到) ?| (?:to|until|till|through|thru|-) ")
_HYPHEN = re.compile("-")
_HYPHENS = 8
"""More than two dates have."""
_NOW = frozenset({*TODAY, "now", "date", "今", "现在"})
_SINCE = re.compile(r"(?:since|from) (.+)|(.+) onwards?|自从?(.+?)(?:以来|起)?|从(.+?)(?:以来|起|开始)?|(.+?)以来")
_FROM = re.compile(r"(?:from |从|自|由)?(.+?)(?:之间|期间)?")

_WEEK_OF = re.compile(
    rf"week (?:(?:beginning|commencing|starting|holding|with|from) )?(.+)|(.+?)的?(?:所在|那|当)的?那?1?{CHINESE_WEEK}"
)


def span_words(span: Span) -> str:
    """A span as a person may type it, in the fewest letters: `2015-01-05`, `2015-01`, `2015-01-05..2015-01-11`."""
    if span.whole_month:
        return f"{span.first:%Y-%m}"
    return span.first.isoformat() if span.single else f"{span.first}..{span.last}"


def meant(words: str, today: date) -> Span | None:
    """The day or span that the words name, whether or not it can be had; None if they name none."""
    if found := _ABSOLUTE.fullmatch(words):
        try:
            ends = [date.fromisoformat(end) for end in found.groups() if end]
        except ValueError:
            return None
        return Span(min(ends), max(ends))
    text = tidied(words)
    return span_of(text, today) if text else None


def span_of(text: str, today: date) -> Span | None:
    """The same of tidied words."""
    name, colon, days = text.partition(":")
    if colon and _named(name.strip(), today) is not None:
        return span_of(days.strip(), today)  # "last week: 16–22 November 2026", as it was printed, maybe long ago
    text = dated(text, today)
    one = _named(text, today)
    if one is not None:
        return one.span(today) if isinstance(one, Part) else one
    if (held := _WEEK_OF.fullmatch(text)) is not None:
        return _week_of(held[1] or held[2], today)
    for first, last in _halves(text):
        a, b = _named(first, today, bare=True), _named("yesterday" if last in _NOW else last, today, bare=True)
        if a is not None and b is not None and (span := _between(a, b, today)) is not None:
            return span
    since = _SINCE.fullmatch(text)
    named = _named(next(group for group in since.groups() if group), today) if since else None
    begun = named.span(today) if isinstance(named, Part) else named
    return Span(begun.first, max(begun.first, today - ONE_DAY)) if begun else None


def _week_of(text: str, today: date) -> Span | None:
    """The week that holds a day."""
    day = span_of(text, today)
    return week_from(day.first - timedelta(days=day.first.weekday()), today) if day and day.single else None


def _named(text: str, today: date, *, bare: bool = False) -> Named | None:
    if (found := part(text, bare=bare)) is not None:
        return found
    return period(text, today) or relative(text, today)


def _halves(text: str) -> Iterator[tuple[str, str]]:
    """The ways to cut words in two: at the one sign that says "to", else at a hyphen."""
    whole = _FROM.fullmatch(text)
    text = text[8:].replace(" and ", " to ") if text.startswith("between ") else whole[1] if whole else text
    signs = list(_SIGNS.finditer(text))
    if len(signs) != 1:
        signs = [] if signs else list(_HYPHEN.finditer(text))
    for sign in signs if len(signs) <= _HYPHENS else ():
        yield text[: sign.start()].strip(), text[sign.end() :].strip()


def _between(a: Named, b: Named, today: date) -> Span | None:
    """From one to the other; what one end does not say is taken from the other."""
    if isinstance(a, Part) and isinstance(b, Part):
        return _between_parts(a, b, today)
    if any(isinstance(end, Part) and end.month is None and not end.lone for end in (a, b)):
        return None  # "2015-13": a bare number is a day only beside a day
    if isinstance(a, Span) and a.single and isinstance(b, Part) and b.weekday is not None:
        # `monday last week to wednesday`, `上周一到周三`: the Wednesday behind it.
        return under_way(a.first, a.first + timedelta(days=(b.weekday - a.first.weekday()) % 7), today)
    if isinstance(b, Span) and b.single and isinstance(a, Part) and a.weekday is not None:
        return Span(latest(a.weekday, b.last), b.last)  # `monday to wednesday last week`
    first = a.span(today) if isinstance(a, Part) else a
    last = b.span(today) if isinstance(b, Part) else b
    return _joined(first, last)


def _joined(first: Span | None, last: Span | None) -> Span | None:
    # Typed the wrong way round, it is clear what is meant; the answer names the span that was understood.
    return Span(min(first.first, last.first), max(first.last, last.last)) if first and last else None


def _between_parts(a: Part, b: Part, today: date) -> Span | None:
    if a.lone or b.lone:
        return _from_weekday(a, b.span(today), today)
    if a.year and b.year:
        return _joined(a.span(today), b.span(today))
    if a.year:
        last = b.within(a.year, a.month)
        first_span, last_span = a.span(today), last.span(today)
        if first_span and last_span and last_span.last < first_span.first and b.month:
            last_span = replace(last, year=a.year + 1).span(today)
        return _in_order(first_span, last_span)
    last_span = b.within(None, a.month).span(today)
    if last_span is None:
        return None
    first = a.within(last_span.last.year, b.month or last_span.last.month if a.month is None else a.month)
    first_span = first.span(today)
    if (first_span is None or first_span.first > last_span.last) and a.month:
        first_span = replace(first, year=last_span.last.year - 1).span(today)
    return _in_order(first_span, last_span)


def _from_weekday(a: Part, last: Span | None, today: date) -> Span | None:
    """`monday to friday`: the last Friday that is past, from the Monday before it on."""
    first = Span.day(latest(a.weekday, last.last)) if a.lone and a.weekday is not None and last else a.span(today)
    return _joined(first, last)


def _in_order(first: Span | None, last: Span | None) -> Span | None:
    return Span(first.first, last.last) if first and last and first.first <= last.last else None


def says_today(words: str) -> bool:
    """Whether the words are no more than a word for today."""
    return tidied(words) in TODAY
