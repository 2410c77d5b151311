"""What is known about an account's days: frozen facts, each with where it comes from.

`None` is "not given": unknown, never zero. Days are calendar dates in +08:00; instants are aware.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, NamedTuple


class Generation(StrEnum):
    """Which family of endpoints a fact was served by; figures of two generations do not compare."""

    CLASSIC = "classic"
    SUCCESSOR = "successor"

    @property
    def other(self) -> Generation:
        """The family that this one is not."""
        return Generation.SUCCESSOR if self is Generation.CLASSIC else Generation.CLASSIC


class Part(StrEnum):
    """One kind of fact about a day. Reports ask for parts; which interfaces serve them is `collect`'s matter."""

    ACCOUNT = "account"
    """The account's own figures: AccountDay."""
    SOURCES = "sources"
    """Where the account's readers came from: SourceDay."""
    ARTICLES = "articles"
    """What each article gained on the day: ArticleDay."""
    ARTICLE_SOURCES = "article_sources"
    """Where each article's readers came from."""
    LEADERS = "leaders"
    """What the articles of several days are ranked by: their gains where times exist, else their lives."""
    LIVES = "lives"
    """The articles published on the day, cumulative: ArticleLife."""
    SCENES = "scenes"
    READ_HOURS = "read_hours"
    SHARE_HOURS = "share_hours"


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a fact comes from, and when it was fetched."""

    generation: Generation
    origin: str
    """The endpoint's name, or a file's."""
    fetched_at: datetime
    """When WeChat answered or, where that is not known, when the file was imported."""
    imported: bool = False
    """Whether it was brought by a file."""


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
    origin: str | None = None
    """The file that brought it; None is WeChat itself."""

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The rows of the day."""
        return list(self.body.get("list") or [])

    @property
    def delayed(self) -> bool:
        """Whether WeChat itself says that the figures are not finished (`is_delay`, successors alone)."""
        return self.body.get("is_delay") is True


class Figures(NamedTuple):
    """What is counted, each figure in its own unit (`core.metrics`): people, times and, of tips, fen."""

    readers: int | None = None
    reads: int | None = None
    original_readers: int | None = None
    original_reads: int | None = None
    sharers: int | None = None
    shares: int | None = None
    savers: int | None = None
    favourites: int | None = None
    likes: int | None = None
    hearts: int | None = None
    comments: int | None = None
    published: int | None = None
    followers_won: int | None = None
    tips: int | None = None

    def __getitem__(self, name: str) -> int | None:  # type: ignore[override]  # by name, not by place
        """The figure of a metric by its name."""
        value: int | None = getattr(self, name)
        return value

    @property
    def known(self) -> dict[str, int]:
        """The figures that are given, by metric name."""
        return {name: value for name, value in zip(self._fields, self, strict=True) if value is not None}

    def over(self, less: Figures) -> Figures:
        """These figures, and where one is not given, that of others."""
        return Figures(*[a if a is not None else b for a, b in zip(self, less, strict=True)])


@dataclass(frozen=True, slots=True)
class Rates:
    """What is measured and never added up: fractions (0 to 1), and minutes."""

    delivery_rate: float | None = None
    finish_rate: float | None = None
    stay: float | None = None

    def __getitem__(self, name: str) -> float | None:
        """The figure of a metric by its name."""
        value: float | None = getattr(self, name)
        return value


@dataclass(frozen=True, slots=True)
class Named:
    """How an article is called, and when it was published, as far as any reply has told."""

    title: str | None
    url: str | None
    published: date | None = None


@dataclass(frozen=True, slots=True)
class AccountDay:
    """All content of an account on one day (getuserread, getbizsummary)."""

    day: date
    figures: Figures
    source: Provenance


@dataclass(frozen=True, slots=True)
class ArticleDay:
    """What one article gained on one day (getarticlesummary; getarticleread with getarticleshare)."""

    day: date
    msgid: str
    title: str | None
    url: str | None
    figures: Figures
    source: Provenance


@dataclass(frozen=True, slots=True)
class SourceDay:
    """Readers and reads of one day by where they came from (getuserread, one row a source; getbizsummary)."""

    day: date
    origin: str
    """`conversation`, `friends`, `moments`, …; a number or label that the documents do not list stays as it is."""
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
    """An article's figures since it was published, up to and with `stat_date`: cumulative, never to be summed."""

    stat_date: date
    target: int | None
    """People the message was delivered to."""
    figures: Figures
    read_from: Mapping[str, tuple[int | None, int | None]] = field(default_factory=dict)
    """Readers and reads by source."""
    rates: Rates = Rates()
    exits: Mapping[int, float] = field(default_factory=dict)
    """Where readers leave: the fraction that does so in each fifth of the article, 1 to 5."""


@dataclass(frozen=True, slots=True)
class ArticleLife:
    """The life of an article published on `day` (getarticletotal for 7 days, getarticletotaldetail for 30)."""

    day: date
    msgid: str
    title: str | None
    url: str | None
    stats: tuple[LifeDay, ...]
    source: Provenance
    notified: bool | None = None
    """Whether followers were notified of it; an article published without is `False`."""

    def until(self, day: date) -> LifeDay | None:
        """Its figures as they stood at the end of a day: of the newest `stat_date` that is not later."""
        return next((stat for stat in reversed(self.stats) if stat.stat_date <= day), None)


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
    article_sources: Mapping[str, Mapping[str, int | None]] = field(default_factory=dict)
    """By msgid, readers by source, where they are given."""
    since: Mapping[str, LifeDay] = field(default_factory=dict)
    """By msgid, the leading articles' figures since publishing, up to this day."""
    held: frozenset[Part] = frozenset()
    """The parts of which all replies are held, even empty ones."""
    parts_ready: frozenset[Part] = frozenset()
    """The parts whose replies are all ready."""
    never: frozenset[Part] = frozenset()
    """The parts that the interfaces of this day do not have, and that no archive holds."""
    generation: Generation = Generation.CLASSIC
    """Which family of interfaces serves the day, or served what is held of its account."""
    fetched_at: datetime | None = None
    """The oldest of the replies that may still change, or of all: what "as of" may claim."""
    final: bool = False
    """Whether all that is held of the day is the last word."""
    files: tuple[Provenance, ...] = ()
    """The files that replies came from, each once."""
