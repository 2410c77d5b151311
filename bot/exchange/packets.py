"""JSON replies as WeChat gave them, saved to a file: packets of one interface each → a reply for each of their days.

A file holds one, several in a list or one after the other, or their rows without the envelope that WeChat puts around
them, as the best-known clients return them. Rows are handed on as they are read: a list of them may be of any length.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from typing import Any

from bot.core.errors import N_, Remark
from bot.core.facts import Reply
from bot.core.metrics import COUNTS
from bot.exchange.json_text import JsonText
from bot.exchange.spill import Sorted, Spooled
from bot.exchange.taken import Part, Taken, Taking, Unusable
from bot.wechat.endpoints import BIZ_SUMMARY, BY_NAME, USER_READ, Endpoint, Grain
from bot.wechat.errcodes import errcode
from bot.wechat.parse import day_of, number, text
from bot.wechat.recognise import named_by, recognise

_COUNTED = {field: metric.title for metric in COUNTS for field in (metric.classic, metric.successor) if field}
_ACCOUNT_ROWS = frozenset({USER_READ, BIZ_SUMMARY})
_OF_ARTICLES = frozenset({Grain.ARTICLE_DAY, Grain.ARTICLE_LIFE})
_LISTS = ("details", "detail_list")


@dataclass(frozen=True, slots=True)
class Packet:
    """One reply of a file."""

    envelope: Any
    """What stands around the rows; no object if it is no reply."""
    rows: Iterable[Any] | None
    """None if there is no list of them."""


@dataclass(slots=True)
class _Kept:
    """The rows that can be used, by interface, packet and day."""

    rows: Sorted
    counts: dict[str, int] = field(default_factory=dict)
    """How many, by interface."""


def take(json: JsonText, taking: Taking, taken: Taken) -> None:
    """Add a file's packets to what was taken. One that cannot be used costs no other; alone, it is the file that
    cannot. Raises Unusable."""
    kept = _Kept(taking.held.enter_context(closing(Sorted())))
    first: Unusable | None = None
    with closing(_packets(json)) as packets:
        for n, packet in enumerate(packets, 1):
            if first and n == 2:
                taken.leave_out(first, Remark(N_("reply {n}"), n=1))
            try:
                _take(n, packet, kept, taking, taken)
            except Unusable as why:
                if n > 1:
                    taken.leave_out(why, Remark(N_("reply {n}"), n=n))
                first = why if n == 1 else None
            else:
                first = None
    if first:
        raise first
    for name, rows in kept.counts.items():
        what = Remark(N_("WeChat's reply to {name}"), name=name)
        taken.parts.append(Part(what, _replies(name, kept.rows, taking), rows=rows))


def _packets(json: JsonText) -> Generator[Packet]:
    """The packets of a file, each to be used before the next. Raises Unusable.

    Bare rows are one packet: those of a list, and all that stand for themselves.
    """
    with closing(Spooled[Any]()) as loose:
        while begin := json.next():
            if begin == "[":
                yield from _of_list(json.items())
            elif begin == "{":
                yield from _of_object(json, loose)
            else:
                json.value()
                raise Unusable(_NO_REPLY)
        if loose:
            yield Packet({}, loose)


def _of_list(values: Iterable[Any]) -> Generator[Packet]:
    """The packets of a list, or of its rows."""
    with closing(Spooled[Any]()) as bare:
        packets = False
        for value in values:
            if not isinstance(value, Mapping):
                raise Unusable(_NO_REPLY)
            if "ref_date" in value and "list" not in value:
                bare.append(value)
            else:
                packets = True
                yield _whole(value)
        if bare or not packets:
            yield Packet({}, bare)


def _of_object(json: JsonText, loose: Spooled[Any]) -> Generator[Packet]:
    """The packet that is next, of which no more than a few rows are held; a bare row goes to the loose ones."""
    envelope: dict[str, Any] = {}
    with closing(Spooled[Any]()) as rows:
        listed = False
        for key in json.keys():  # noqa: SIM118 - a text, not a mapping
            if key == "list" and json.next() == "[":
                listed = True
                for row in json.items():
                    rows.append(row)
            else:
                envelope[key] = json.value()
        if listed or "ref_date" not in envelope:
            yield Packet(envelope, rows if listed else None)
        else:
            loose.append(envelope)


def _whole(body: Any) -> Packet:
    if not isinstance(body, Mapping) or not isinstance(body.get("list"), list):
        return Packet(body, None)
    return Packet({key: value for key, value in body.items() if key != "list"}, body["list"])


_NO_REPLY = N_("it is JSON, but no reply of WeChat's")


def _take(n: int, packet: Packet, kept: _Kept, taking: Taking, taken: Taken) -> None:
    """Keep a packet's rows. What is wrong with single ones becomes a problem; raises Unusable."""
    rows = _rows(packet)
    endpoint = recognise(row for row in rows if isinstance(row, Mapping)) or named_by(taking.file)
    if endpoint is None:
        raise Unusable(N_("its rows look like those of none of WeChat's ten interfaces"))
    account = taking.whose.key(None)
    kept.counts.setdefault(endpoint.name, 0)
    place = f"{endpoint.name}|{n:012}|"
    kept.rows.put(place, (account, packet.envelope))
    for number_, row in enumerate(rows, 1):
        try:
            day = _day(row, endpoint, taking)
        except Unusable as why:
            taken.leave_out(why, Remark(N_("row {n}"), n=number_))
        else:
            kept.rows.put(f"{place}{day}|{number_:012}", row)
            kept.counts[endpoint.name] += 1


def _rows(packet: Packet) -> Iterable[Any]:
    """A reply's rows, of which there are some. Raises Unusable."""
    if not isinstance(packet.envelope, Mapping):
        raise Unusable(_NO_REPLY)
    try:
        code = errcode(packet.envelope)
    except ValueError:
        raise Unusable(_NO_REPLY) from None
    if code:
        raise Unusable(N_("it holds an error of WeChat's ({code}) and no figures"), code=code)
    if packet.rows is None:
        raise Unusable(N_("it is JSON, but no reply of WeChat's: it has no list of rows"))
    if next(iter(packet.rows), packet) is packet:
        raise Unusable(N_("its list is empty, so that nothing tells which day it is about"))
    return packet.rows


def _replies(name: str, rows: Sorted, taking: Taking) -> Iterator[Reply]:
    """The replies of an interface, packet by packet and day by day."""
    account: str = ""
    envelope: dict[str, Any] = {}
    for (_, day), things in groupby(rows.under(f"{name}|"), lambda thing: thing[0].split("|")[1:3]):
        of_day = [thing for _, thing in things]
        if day:
            yield _reply(account, BY_NAME[name], date.fromisoformat(day), {**envelope, "list": of_day}, taking)
        else:
            ((account, envelope),) = of_day


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
