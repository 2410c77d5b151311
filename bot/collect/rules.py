"""When a day is ready, when it is final, and when it is asked again. Pure; the laws of "Ready and final"."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import Enum
from typing import Any

from bot.core.days import Span, at_china, final_from, ready_from, reask_instants
from bot.core.facts import Reply
from bot.wechat.endpoints import USER_READ, Endpoint, Grain
from bot.wechat.parse import PARSERS

READY_FOR = timedelta(hours=6)
UNREADY_FOR = timedelta(minutes=10)
LIFE_DAYS = 8
"""A classic article's life is told for 7 days; whether that makes 7 or 8 rows is not documented."""


@dataclass(frozen=True, slots=True)
class Need:
    """Days of one endpoint that a report wants."""

    endpoint: Endpoint
    span: Span


class Purpose(Enum):
    """Why days are looked at."""

    QUESTION = "question"
    DIGEST = "digest"
    UPKEEP = "upkeep"


@dataclass(frozen=True, slots=True)
class Held:
    """One reply, parsed."""

    fetched_at: datetime
    asked_at: datetime
    final: bool
    complete_at: datetime | None
    says: Mapping[str, Any]
    """Fields of `DayFacts`."""


def is_final(endpoint: Endpoint, day: date, asked_at: datetime) -> bool:
    """Whether a reply asked for then is the last word about the day."""
    if endpoint.grain is Grain.ARTICLE_LIFE:
        return asked_at >= at_china(day + timedelta(days=LIFE_DAYS), 12)
    return asked_at >= final_from(day)


def read(endpoint: Endpoint, reply: Reply) -> Held:
    """A raw reply as what it says."""
    final = is_final(endpoint, reply.day, reply.asked_at)
    return Held(reply.fetched_at, reply.asked_at, final, reply.complete_at, PARSERS[endpoint.name](reply))


def to_keep(held: Reply | None, new: Reply) -> Reply:
    """What the archive holds after a new answer: the new one, but an empty one never takes the place of rows."""
    if held is not None and held.rows and not new.rows:
        return replace(held, asked_at=new.asked_at)
    complete_at = held.complete_at if held else None
    if new.endpoint == USER_READ.name and new.rows and new.fetched_at >= ready_from(new.day):
        complete_at = complete_at or new.fetched_at
    return replace(new, complete_at=complete_at)


def is_ready(held: Held | None, account: Held | None) -> bool:
    """Whether a reply is ready: final, or fetched at or after the day's account row was first there after 08:00."""
    if held is None:
        return False
    complete_at = account.complete_at if account else None
    return held.final or (complete_at is not None and held.fetched_at >= complete_at)


def to_ask(held: Held | None, day: date, *, ready: bool, purpose: Purpose, now: datetime) -> bool:
    """Whether WeChat is asked about a day of an endpoint now."""
    if held is None:
        return True
    if held.final:
        return False
    if purpose is Purpose.UPKEEP:
        passed = [instant for instant in reask_instants(day) if instant <= now]
        return bool(passed) and held.asked_at < passed[-1]
    if purpose is Purpose.DIGEST:
        return not ready
    # A copy from the future was made under a clock that was set back since: its age is unknown.
    return not timedelta(0) <= now - held.asked_at <= (READY_FOR if ready else UNREADY_FOR)
