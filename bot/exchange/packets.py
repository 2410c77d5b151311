"""A JSON reply as WeChat gave it, saved to a file: one packet of one interface → a reply for each of its days."""

from __future__ import annotations

import json
import math
from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from typing import Any

from bot.core.errors import N_, Remark
from bot.core.facts import Reply
from bot.core.metrics import COUNTS
from bot.exchange.taken import Part, Taken, Taking, Unusable, problem
from bot.wechat.endpoints import BIZ_SUMMARY, USER_READ, Endpoint, Grain
from bot.wechat.errcodes import errcode
from bot.wechat.parse import day_of, number, text
from bot.wechat.recognise import named_by, recognise

_COUNTED = {field: metric.title for metric in COUNTS for field in (metric.classic, metric.successor) if field}
_ACCOUNT_ROWS = frozenset({USER_READ, BIZ_SUMMARY})
_OF_ARTICLES = frozenset({Grain.ARTICLE_DAY, Grain.ARTICLE_LIFE})
_LISTS = ("details", "detail_list")


def loaded(content: str) -> Any:
    """What JSON text says; what JSON has no word for (NaN) is null. Raises Unusable."""
    try:
        return json.loads(content, strict=False, parse_constant=lambda _: None, parse_float=_finite)
    except (ValueError, RecursionError):
        raise Unusable(N_("it is no whole JSON: it may be cut off")) from None


def _finite(written: str) -> float | None:
    value = float(written)
    return value if math.isfinite(value) else None


def bodies(content: str) -> list[Any]:
    """The replies of a JSON file: one, several in a list or a line each, or their bare rows. Raises Unusable."""
    try:
        found = [loaded(content)]
    except Unusable:
        lines = [text for text in content.split("\n") if text.strip()]
        if len(lines) < 2:
            raise
        found = [loaded(text) for text in lines]
    listed = [body for one in found for body in (_enveloped(one) if isinstance(one, list) else [one])]
    return _enveloped(listed) if len(listed) > 1 else listed


def _enveloped(listed: list[Any]) -> list[Any]:
    """Bare rows, as the best-known clients return them, in the envelope that WeChat gives; replies as they are."""
    if not all(isinstance(one, Mapping) for one in listed):
        raise Unusable(N_("it is JSON, but no reply of WeChat's"))
    return [{"list": listed}] if not listed or any("ref_date" in one for one in listed) else listed


def take(body: Any, taking: Taking, taken: Taken) -> None:
    """Add a packet to what was taken. What is wrong with single rows becomes a problem; raises Unusable."""
    rows = _rows(body)
    objects = [row for row in rows if isinstance(row, Mapping)]
    endpoint = recognise(objects) or named_by(taking.file)
    if endpoint is None:
        raise Unusable(N_("its rows look like those of none of WeChat's ten interfaces"))
    account = taking.whose.key(None)
    by_day: defaultdict[date, list[dict[str, Any]]] = defaultdict(list)
    for n, row in enumerate(rows, 1):
        try:
            by_day[_day(row, endpoint, taking)].append(row)
        except Unusable as why:
            taken.problems.append(problem(why, Remark(N_("row {n}"), n=n)))
    envelope = {key: value for key, value in body.items() if key != "list"}
    replies = [_reply(account, endpoint, day, {**envelope, "list": by_day[day]}, taking) for day in sorted(by_day)]
    what = Remark(N_("WeChat's reply to {name}"), name=endpoint.name)
    taken.parts.append(Part(what, replies, rows=sum(map(len, by_day.values()))))


def _rows(body: Any) -> list[Any]:
    if not isinstance(body, Mapping):
        raise Unusable(N_("it is JSON, but no reply of WeChat's"))
    try:
        code = errcode(body)
    except ValueError:
        raise Unusable(N_("it is JSON, but no reply of WeChat's")) from None
    if code:
        raise Unusable(N_("it holds an error of WeChat's ({code}) and no figures"), code=code)
    rows = body.get("list")
    if not isinstance(rows, list):
        raise Unusable(N_("it is JSON, but no reply of WeChat's: it has no list of rows"))
    if not rows:
        raise Unusable(N_("its list is empty, so that nothing tells which day it is about"))
    return rows


def _reply(account: str, endpoint: Endpoint, day: date, body: dict[str, Any], taking: Taking) -> Reply:
    reply = Reply(account, endpoint.name, day, taking.now, taking.now, body, origin=taking.file)
    if endpoint not in _ACCOUNT_ROWS or reply.delayed:
        return reply
    return Reply(account, endpoint.name, day, taking.now, taking.now, body, taking.now, taking.file)


def _day(row: Any, endpoint: Endpoint, taking: Taking) -> date:
    """The day of a row that can be used. Raises Unusable."""
    if not isinstance(row, Mapping):
        raise Unusable(N_("it is no object"))
    day = day_of(row.get("ref_date"))
    if day is None:
        raise Unusable(N_("its ref_date is no day"))
    if refused := taking.refused(day, endpoint.first_day):
        raise Unusable(refused)
    if endpoint.grain in _OF_ARTICLES and not text(row.get("msgid")):
        raise Unusable(N_("it has no msgid"))
    _checked(row)
    return day


def _checked(row: Mapping[str, Any]) -> None:
    """Every figure is a number, or not given. Raises Unusable."""
    detail = row.get("detail")
    inside = [detail] if isinstance(detail, Mapping) else []
    for name in _LISTS:
        parts = row.get(name, [])
        if not isinstance(parts, list) or not all(isinstance(part, Mapping) for part in parts):
            raise Unusable(N_("its {name} is no list of objects"), name=name)
        inside += parts
    for part in (row, *inside):
        for key in part.keys() & _COUNTED.keys():
            if part[key] is not None and number(part[key]) is None:
                cell = f"“{str(part[key])[:40]}”"
                raise Unusable(N_("{cell} is not a number of {what}"), cell=cell, what=_COUNTED[key])
