"""Which calls bring the days that are wanted: the fewest legal ones, the newest days first. Pure."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date

from bot.core.days import ONE_DAY, Span
from bot.wechat.endpoints import Endpoint


@dataclass(frozen=True, slots=True)
class Call:
    """One call to WeChat."""

    endpoint: Endpoint
    span: Span


def windows(days: Collection[date], longest: int, free: Callable[[date], bool]) -> list[Span]:
    """The fewest spans of at most `longest` days that hold these days, oldest first.

    A day between them that nobody wants is covered only if it is `free`: what is final is not asked again.
    """
    spans: list[Span] = []
    for day in sorted(days):
        if spans and (day - spans[-1].first).days < longest and _all_free(spans[-1].last, day, free):
            spans[-1] = Span(spans[-1].first, day)
        else:
            spans.append(Span.day(day))
    return spans


def _all_free(last: date, day: date, free: Callable[[date], bool]) -> bool:
    return day - last == ONE_DAY or all(free(between) for between in Span(last + ONE_DAY, day - ONE_DAY))


def plan(
    wanted: Mapping[Endpoint, Collection[date]], free: Callable[[Endpoint, date], bool] = lambda endpoint, day: False
) -> list[Call]:
    """The calls for the wanted days of each endpoint, the newest days first."""
    calls = [
        Call(endpoint, span)
        for endpoint, days in wanted.items()
        for span in windows(days, endpoint.longest_span, lambda day, e=endpoint: free(e, day))  # type: ignore[misc]
    ]
    return sorted(calls, key=lambda call: call.span.last, reverse=True)
