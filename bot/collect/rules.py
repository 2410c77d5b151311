"""When a day is ready, when it is final, and when it is asked again. Pure; the laws of "Ready and final"."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import Enum
from typing import Any

from bot.collect.eras import ACCOUNT_ROWS
from bot.core.days import Span, at_china, final_from, ready_from, reask_instants
from bot.core.facts import Generation, Part, Provenance, Reply
from bot.wechat.endpoints import BY_NAME, Endpoint, Grain
from bot.wechat.parse import PARSERS

READY_FOR = timedelta(hours=6)
UNREADY_FOR = timedelta(minutes=10)

LIFE_DAYS: Mapping[Generation, int] = {Generation.CLASSIC: 8, Generation.SUCCESSOR: 30}
"""Days after publishing at whose noon an article's life is told.

A classic life has 7 days, or 8: whether the 7 make 7 rows or 8 is not documented.
"""

_ACCOUNT_ROWS = frozenset(endpoint.name for endpoint in ACCOUNT_ROWS.values())


@dataclass(frozen=True, slots=True)
class Need:
    """Days of one part that a report wants."""

    part: Part
    span: Span
    once: bool = False
    """Whether what is held is enough, however old it is."""


class Purpose(Enum):
    """Why days are looked at."""

    QUESTION = "question"
    DIGEST = "digest"
    UPKEEP = "upkeep"
    BACKFILL = "backfill"

    @property
    def may_use_reserve(self) -> bool:
        """Whether the calls that are kept for people may be used."""
        return self in (Purpose.QUESTION, Purpose.DIGEST)


@dataclass(frozen=True, slots=True)
class Held:
    """One reply, parsed as far as it was asked for."""

    fetched_at: datetime
    asked_at: datetime
    final: bool
    complete_at: datetime | None
    says: Mapping[str, Any]
    """Fields of `DayFacts`."""
    rows: int = 0
    delayed: bool = False
    file: Provenance | None = None
    """The file that brought it, if one did."""


def is_final(endpoint: Endpoint, day: date, asked_at: datetime) -> bool:
    """Whether a reply asked for then is the last word about the day."""
    if endpoint.grain is Grain.ARTICLE_LIFE:
        return asked_at >= at_china(day + timedelta(days=LIFE_DAYS[endpoint.generation]), 12)
    return asked_at >= final_from(day)


def read(endpoint: Endpoint, reply: Reply, fields: Collection[str]) -> Held:
    """A raw reply as what it says under these fields."""
    parsers = PARSERS[endpoint.name]
    return Held(
        reply.fetched_at,
        reply.asked_at,
        is_final(endpoint, reply.day, reply.asked_at) and not reply.delayed,
        reply.complete_at,
        {field: parsers[field](reply) for field in fields},
        len(reply.rows),
        reply.delayed,
        Provenance(endpoint.generation, reply.origin, reply.fetched_at, imported=True) if reply.origin else None,
    )


def to_keep(held: Reply | None, new: Reply) -> Reply:
    """What the archive holds after a new answer.

    The new one, but an empty answer never takes the place of rows, nor an unfinished one of a finished one; after
    that the day is as if it had not been asked. A life is longer each time, and never finished before its end.
    """
    if held is not None and held.rows and not new.rows:
        return held if new.delayed else replace(held, asked_at=new.asked_at)
    if held is not None and held.rows and new.delayed and not held.delayed and not _a_life(new):
        return held
    complete_at = held.complete_at if held else None
    if new.endpoint in _ACCOUNT_ROWS and new.rows and not new.delayed and new.fetched_at >= ready_from(new.day):
        # Under a clock that was set back since, what was first seen lies ahead: the row is there now.
        complete_at = min(complete_at or new.fetched_at, new.fetched_at)
    return replace(new, complete_at=complete_at)


def _a_life(reply: Reply) -> bool:
    return BY_NAME[reply.endpoint].grain is Grain.ARTICLE_LIFE


def is_ready(held: Held | None, account: Held | None) -> bool:
    """Whether a reply is ready: final, or fetched at or after the day's account row was first there after 08:00."""
    if held is None:
        return False
    complete_at = account.complete_at if account else None
    return held.final or (complete_at is not None and held.fetched_at >= complete_at and not held.delayed)


def to_ask(held: Held | None, day: date, *, ready: bool, purpose: Purpose, now: datetime) -> bool:
    """Whether WeChat is asked about a day of an endpoint now."""
    if held is None:
        return True
    if held.final:
        return False
    if purpose is Purpose.UPKEEP:
        passed = [instant for instant in reask_instants(day) if instant <= now]
        return bool(passed) and held.asked_at < passed[-1]
    if purpose is Purpose.BACKFILL:
        return now >= final_from(day)
    if purpose is Purpose.DIGEST:
        return not ready
    # A copy from the future was made under a clock that was set back since: its age is unknown.
    return not timedelta(0) <= now - held.asked_at <= (READY_FOR if ready else UNREADY_FOR)
