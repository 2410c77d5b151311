"""The datacube's manners: which questions it takes, and for which days it has an answer."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from bot.core.days import Span, wechat_today
from bot.core.facts import Generation
from bot.wechat.endpoints import Endpoint
from bot.wechat.simulator.asked import Asked, Row
from bot.wechat.simulator.documented import packets
from bot.wechat.simulator.rows import ROWS
from bot.wechat.simulator.says import WeChatSays
from bot.wechat.simulator.world import NotComputed, World

_DASHED = re.compile(r"\d{4}-\d{2}-\d{2}")
_BARE = re.compile(r"\d{8}")


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
    """The rows of a span; days before the endpoint's first one have none.

    Of days that are not computed yet the successors say `is_delay`, the classics may refuse. Raises WeChatSays (61503).
    """
    newest = world.newest(now)
    classic = endpoint.generation is Generation.CLASSIC
    if classic and span.last > newest and world.not_computed is NotComputed.ERRCODE:
        raise WeChatSays(61503)
    rows: list[Row] = []
    for day in span:
        if endpoint.first_day <= day <= newest:
            rows += _rows(world, endpoint, world.asked(endpoint, app_id, day, now))
    return {"list": rows} if classic else {"list": rows, "is_delay": world.delays(endpoint, span, now)}


def _rows(world: World, endpoint: Endpoint, asked: Asked) -> list[Row]:
    sample = packets(world.titles).get((endpoint.name, str(asked.day))) if world.documented else None
    return sample if sample is not None else ROWS[endpoint.name](asked)
