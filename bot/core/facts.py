"""What is known about an account's days: frozen facts, each with where it comes from.

`None` is "not given": unknown, never zero. Days are calendar dates in +08:00; instants are aware.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from enum import StrEnum
from typing import Any


class Generation(StrEnum):
    """Which family of endpoints a fact was served by; figures of two generations do not compare."""

    CLASSIC = "classic"
    SUCCESSOR = "successor"


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a fact comes from, and when it was fetched."""

    generation: Generation
    origin: str
    """The endpoint's name, or a file's."""
    fetched_at: datetime


@dataclass(frozen=True, slots=True)
class Reply:
    """What WeChat answered about one day of one account, raw: the envelope, and the rows of that `ref_date`."""

    account: str
    endpoint: str
    day: date
    fetched_at: datetime
    """When this body arrived."""
    asked_at: datetime
    """When the day was last asked for; later than `fetched_at` only if a newer, empty answer was not believed."""
    body: Mapping[str, Any]
    complete_at: datetime | None = None
    """When the day's account row was first seen after 08:00; known of account endpoints alone."""

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The rows of the day."""
        return list(self.body.get("list") or [])


@dataclass(frozen=True, slots=True)
class Figures:
    """The eight shared metrics: people and times, each its own unit (`core.metrics`)."""

    readers: int | None = None
    reads: int | None = None
    original_readers: int | None = None
    original_reads: int | None = None
    sharers: int | None = None
    shares: int | None = None
    savers: int | None = None
    favourites: int | None = None

    def __getitem__(self, name: str) -> int | None:
        """The figure of a metric by its name."""
        value: int | None = getattr(self, name)
        return value

    @property
    def known(self) -> dict[str, int]:
        """The figures that are given, by metric name."""
        return {f.name: v for f in fields(self) if (v := getattr(self, f.name)) is not None}


@dataclass(frozen=True, slots=True)
class AccountDay:
    """All content of an account on one day (getuserread)."""

    day: date
    figures: Figures
    source: Provenance


@dataclass(frozen=True, slots=True)
class ArticleDay:
    """What one article gained on one day (getarticlesummary)."""

    day: date
    msgid: str
    title: str | None
    url: str | None
    figures: Figures
    source: Provenance


@dataclass(frozen=True, slots=True)
class SourceDay:
    """Readers and reads of one day by where they came from (getuserread, one row a source)."""

    day: date
    origin: str
    """`conversation`, `friends`, `moments`, …; a number that the documents do not list stays as it is."""
    figures: Figures
    source: Provenance


@dataclass(frozen=True, slots=True)
class SceneDay:
    """Shares of one day by scene (getusershare)."""

    day: date
    scene: str
    """`friends`, `moments`, `weibo`, `elsewhere`; a number that the documents do not list stays as it is."""
    sharers: int | None
    shares: int | None
    source: Provenance


@dataclass(frozen=True, slots=True)
class HourDay:
    """One hour of a day, by source (getuserreadhour) or scene (getusersharehour)."""

    day: date
    hour: int
    """0 to 23; stands for [hh:00, hh+1:00) in +08:00."""
    origin: str
    figures: Figures
    source: Provenance


@dataclass(frozen=True, slots=True)
class LifeDay:
    """An article's figures since it was sent, up to and with `stat_date`: cumulative, never to be summed."""

    stat_date: date
    target: int | None
    """People the message was delivered to."""
    figures: Figures
    read_from: Mapping[str, tuple[int | None, int | None]] = field(default_factory=dict)
    """Readers and reads by source."""


@dataclass(frozen=True, slots=True)
class ArticleLife:
    """The life of an article sent on `day` (getarticletotal)."""

    day: date
    msgid: str
    title: str | None
    url: str | None
    stats: tuple[LifeDay, ...]
    source: Provenance


@dataclass(frozen=True, slots=True)
class DayFacts:
    """Everything held about one day of one account."""

    day: date
    ready: bool = False
    """Whether WeChat had finished the account's figures when they were fetched."""
    account: AccountDay | None = None
    articles: tuple[ArticleDay, ...] = ()
    sources: tuple[SourceDay, ...] = ()
    scenes: tuple[SceneDay, ...] = ()
    read_hours: tuple[HourDay, ...] = ()
    share_hours: tuple[HourDay, ...] = ()
    lives: tuple[ArticleLife, ...] = ()
    held: frozenset[str] = frozenset()
    """The endpoints of which a reply is held, even an empty one."""
    fetched_at: datetime | None = None
    """The oldest of the replies held: what "as of" may claim."""
    parts_ready: frozenset[str] = frozenset()
    """The endpoints whose reply is ready."""
