"""Which family of interfaces serves a day, and which of its interfaces a part. Pure; the laws of "Eras".

The successors have days from 2025-11-01 on; the classics are withdrawn account by account (47009).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from bot.accounts import Source
from bot.core.days import ONE_DAY, SUCCESSORS_FROM, Span
from bot.core.facts import Generation, Part
from bot.wechat.endpoints import (
    ARTICLE_READ,
    ARTICLE_SHARE,
    ARTICLE_SUMMARY,
    ARTICLE_TOTAL,
    ARTICLE_TOTAL_DETAIL,
    BIZ_SUMMARY,
    ENDPOINTS,
    USER_READ,
    USER_READ_HOUR,
    USER_SHARE,
    USER_SHARE_HOUR,
    Endpoint,
    Grain,
)

_CLASSIC: Mapping[Part, tuple[Endpoint, ...]] = {
    Part.ACCOUNT: (USER_READ,),
    Part.SOURCES: (USER_READ,),
    Part.ARTICLES: (ARTICLE_SUMMARY,),
    Part.LEADERS: (ARTICLE_SUMMARY,),
    Part.LIVES: (ARTICLE_TOTAL,),
    Part.SCENES: (USER_SHARE,),
    Part.READ_HOURS: (USER_READ_HOUR,),
    Part.SHARE_HOURS: (USER_SHARE_HOUR,),
}
_SUCCESSOR: Mapping[Part, tuple[Endpoint, ...]] = {
    Part.ACCOUNT: (BIZ_SUMMARY,),
    Part.SOURCES: (BIZ_SUMMARY,),
    Part.ARTICLES: (ARTICLE_READ, ARTICLE_SHARE),
    Part.ARTICLE_SOURCES: (ARTICLE_READ,),
    Part.LEADERS: (ARTICLE_TOTAL_DETAIL,),
    Part.LIVES: (ARTICLE_TOTAL_DETAIL,),
}
_SERVED_BY = {Generation.CLASSIC: _CLASSIC, Generation.SUCCESSOR: _SUCCESSOR}

ACCOUNT_ROWS: Mapping[Generation, Endpoint] = {Generation.CLASSIC: USER_READ, Generation.SUCCESSOR: BIZ_SUMMARY}
"""Whose row says that the account's day is there, and so when the other replies are ready."""

BREAK = SUCCESSORS_FROM
"""The days before and from here on are served by different families."""


def field_of(part: Part, endpoint: Endpoint) -> str:
    """Under which field of `DayFacts` an interface's answer to a part stands."""
    if part is Part.LEADERS:
        return "lives" if endpoint.grain is Grain.ARTICLE_LIFE else "articles"
    return part.value


def halves(span: Span) -> list[Span]:
    """A span as its days before the successors, and those from their first one on."""
    if span.last < BREAK or span.first >= BREAK:
        return [span]
    return [Span(span.first, BREAK - ONE_DAY), Span(BREAK, span.last)]


def preferred(day: date, source: Source) -> Generation:
    """The family that a day is answered from, if it can be."""
    if source is Source.CLASSIC or day < BREAK:
        return Generation.CLASSIC
    return Generation.SUCCESSOR


def serving(part: Part, day: date, generation: Generation) -> tuple[Endpoint, ...]:
    """The interfaces of a family that serve a part of a day together; none if it has no such thing."""
    endpoints = _SERVED_BY[generation].get(part, ())
    return tuple(endpoint for endpoint in endpoints if day >= endpoint.first_day)


def candidates(part: Part, day: date, source: Source) -> list[tuple[Endpoint, ...]]:
    """Where a part of a day may be held: the preferred family first."""
    first = preferred(day, source)
    found = (serving(part, day, generation) for generation in (first, first.other))
    return [endpoints for endpoints in found if endpoints]


def asked(part: Part, day: date, source: Source) -> tuple[Endpoint, ...]:
    """The interfaces that would be asked for a part of a day."""
    return serving(part, day, preferred(day, source))


def forbidden(endpoint: Endpoint, source: Source) -> bool:
    """Whether the operator wants an interface not asked at all."""
    return source is Source.SUCCESSOR and endpoint.generation is Generation.CLASSIC


def everything(day: date, source: Source) -> list[Endpoint]:
    """All interfaces that serve a day: what a backfill fetches."""
    generation = preferred(day, source)
    return [e for e in ENDPOINTS if e.generation is generation and day >= e.first_day]
