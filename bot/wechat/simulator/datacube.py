"""The datacube's manners: which questions it takes, and for which days it has an answer."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from typing import Any

from bot.core.days import ONE_DAY, Span, at_china, wechat_today
from bot.wechat.endpoints import Endpoint
from bot.wechat.simulator.account import FOLLOWERS, Account
from bot.wechat.simulator.documented import packets
from bot.wechat.simulator.rows import ROWS, Asked, Row
from bot.wechat.simulator.says import WeChatSays

_DASHED = re.compile(r"\d{4}-\d{2}-\d{2}")
_BARE = re.compile(r"\d{8}")


class NotComputed(StrEnum):
    """How a day is answered that is over, but not yet computed; both are seen."""

    ERRCODE = "61503"
    EMPTY = "empty list"


@dataclass(frozen=True, slots=True)
class World:
    """What the simulated world is like."""

    seed: int = 1
    old_forms: bool = False
    documented: bool = False
    followers: int = FOLLOWERS
    computed_at: time = time(5, 30)
    """When, in +08:00, a day's figures come into being on the next day."""
    not_computed: NotComputed = NotComputed.ERRCODE

    def newest(self, now: datetime) -> date:
        """The last day that is computed."""
        today = wechat_today(now)
        yesterday = today - ONE_DAY
        done = now >= at_china(today, self.computed_at.hour, self.computed_at.minute)
        return yesterday if done else yesterday - ONE_DAY


def json_object(body: bytes) -> dict[str, Any]:
    """A POST body, whatever its Content-Type. Raises WeChatSays (44002, 47001)."""
    if not body.strip():
        raise WeChatSays(44002)
    try:
        found = json.loads(body)
    except ValueError:
        raise WeChatSays(47001) from None
    if not isinstance(found, dict):
        raise WeChatSays(47001)
    return found


def asked_span(endpoint: Endpoint, asked: Mapping[str, Any], now: datetime) -> Span:
    """The days that a body asks for. Raises WeChatSays (61500, 61501)."""
    begin, end = _day(asked.get("begin_date")), _day(asked.get("end_date"))
    if begin > end or end >= wechat_today(now) or (end - begin).days >= endpoint.longest_span:
        raise WeChatSays(61501)
    return Span(begin, end)


def _day(value: object) -> date:
    """A date; written without dashes it is, to WeChat, one out of range."""
    if isinstance(value, str) and _DASHED.fullmatch(value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise WeChatSays(61500) from None
    if isinstance(value, str) and _BARE.fullmatch(value):
        raise WeChatSays(61501)
    raise WeChatSays(61500)


def answer(world: World, endpoint: Endpoint, app_id: str, span: Span, now: datetime) -> dict[str, Any]:
    """The rows of a span; days before the endpoint's first one have none. Raises WeChatSays (61503)."""
    newest = world.newest(now)
    if span.last > newest and world.not_computed is NotComputed.ERRCODE:
        raise WeChatSays(61503)
    account = Account(world.seed, app_id, world.followers)
    rows: list[Row] = []
    for day in span:
        if endpoint.first_day <= day <= newest:
            rows += _rows(world, endpoint, Asked(account, day, newest, world.old_forms))
    return {"list": rows}


def _rows(world: World, endpoint: Endpoint, asked: Asked) -> list[Row]:
    sample = packets().get((endpoint.name, str(asked.day))) if world.documented else None
    return sample if sample is not None else ROWS[endpoint.name](asked)
