"""The whole archive as one JSON document, written a reply a line, so that years of it can be read without holding them.

{"format": "morning-reads-archive", "version": 1, "exported_at": …, "replies": [
a reply a line
], "names": [
how an article is called, one a line
]}
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from io import TextIOWrapper
from typing import Any, BinaryIO

from bot.core.errors import N_, Remark
from bot.core.facts import Named, Reply
from bot.exchange.json_text import JsonText, loaded
from bot.exchange.spill import Spooled
from bot.exchange.taken import Name, Part, Taken, Taking, Unusable, line
from bot.wechat.endpoints import BY_NAME

FORMAT = "morning-reads-archive"
VERSION = 1

_REPLIES, _NAMES, _END = '"replies": [', '], "names": [', "]}"
_LISTS = ("replies", "names")
_HEAD = 4096
"""Characters in which a head written by us ends."""


def head(exported_at: datetime) -> str:
    """What the document begins with, without the end of the line."""
    told = json.dumps({"format": FORMAT, "version": VERSION, "exported_at": exported_at.isoformat()})
    return f"{told[:-1]}, {_REPLIES}"


def middle() -> str:
    """What parts replies from names."""
    return _NAMES


def end() -> str:
    """What the document ends with."""
    return _END


def reply_line(reply: Reply) -> str:
    """A reply as a line."""
    return _line(
        {
            "account": reply.account,
            "endpoint": reply.endpoint,
            "day": reply.day.isoformat(),
            "fetched_at": reply.fetched_at.isoformat(),
            "asked_at": reply.asked_at.isoformat(),
            "complete_at": reply.complete_at.isoformat() if reply.complete_at else None,
            "origin": reply.origin,
            "body": reply.body,
        }
    )


def name_line(account: str, msgid: str, name: Named) -> str:
    """How an article is called, as a line."""
    published = name.published.isoformat() if name.published else None
    return _line({"account": account, "msgid": msgid, "title": name.title, "url": name.url, "published": published})


def _line(thing: Mapping[str, Any]) -> str:
    try:
        text = json.dumps(thing, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
        text.encode()
    except UnicodeEncodeError:
        # Half an emoji, where WeChat cut a title: JSON's escape holds it, UTF-8 does not.
        return json.dumps(thing, separators=(",", ":"), allow_nan=False)
    except ValueError:
        return _line(_without_nan(thing))
    return text


def _without_nan(value: Any) -> Any:
    """The same with null for what JSON has no word for."""
    if isinstance(value, Mapping):
        return {key: _without_nan(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_without_nan(part) for part in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def is_document(begin: str) -> bool:
    """Whether a file that begins so says of itself that it is such a document."""
    return f'"{FORMAT}"' in begin


def take(file: BinaryIO, taking: Taking, taken: Taken) -> None:
    """Add a document to what was taken; its replies are read as they are asked for. Raises Unusable, OSError."""
    part = Part(N_("an export of the archive"))
    file.seek(0)
    text = taking.held.enter_context(TextIOWrapper(file, "utf-8-sig"))
    names = Spooled[Name]()
    taking.held.callback(names.close)
    part.names = names
    part.replies = _replies(_things(text), part, names, taking, taken)
    taken.parts.append(part)


def _things(text: TextIOWrapper) -> Iterator[tuple[Remark, Any]]:
    """All replies and names of a document with where they stand; `Unusable` in place of one that cannot be read."""
    if not text.readline(_HEAD).rstrip().endswith(_REPLIES):
        yield from _things_of(text)
        return
    text.seek(0)
    _head_understood(loaded(f"{text.readline().rstrip()}]}}"))
    for n, written in enumerate(text, 2):
        one = written.strip().removesuffix(",")
        if one == _END:
            return
        if one != _NAMES and one:
            try:
                yield line(n), loaded(one)
            except Unusable as why:
                yield line(n), why
    raise Unusable(N_("it is cut off: its end is missing; what stands before the cut was taken"))


def _things_of(text: TextIOWrapper) -> Iterator[tuple[Remark, Any]]:
    """The same of a document that another program has written anew, in which the head may stand anywhere."""
    head: dict[str, Any] = {}
    for key, document in _keys_of(text):
        if key in _LISTS and document.next() == "[":
            for _ in document.items():
                pass
        else:
            head[key] = document.value()
    _head_understood(head)
    for key, document in _keys_of(text):
        if key in _LISTS and document.next() == "[":
            for n, thing in enumerate(document.items(), 1):
                yield Remark(N_("{key}, number {n}"), key=key, n=n), thing
        else:
            document.value()


def _keys_of(text: TextIOWrapper) -> Iterator[tuple[str, JsonText]]:
    text.seek(0)
    document = JsonText(text)
    for key in document.keys():  # noqa: SIM118 - a text, not a mapping
        yield key, document
    document.end()


def _head_understood(document: Any) -> None:
    if not isinstance(document, Mapping) or document.get("format") != FORMAT:
        raise Unusable(N_("it is JSON, but no export of the archive"))
    if document.get("version") != VERSION:
        raise Unusable(
            N_("its version is {version}, and I know only {known}: a newer bot wrote it"),
            version=str(document.get("version")),
            known=VERSION,
        )


def _replies(
    things: Iterator[tuple[Remark, Any]], part: Part, names: Spooled[Name], taking: Taking, taken: Taken
) -> Iterator[Reply]:
    try:
        for where, thing in things:
            try:
                if isinstance(thing, Unusable):
                    raise thing
                if isinstance(thing, Mapping) and "msgid" in thing:
                    names.append(_named(thing))
                    continue
                reply = _reply(thing)
                if refused := taking.refused(reply.day):
                    raise Unusable(refused)
            except Unusable as why:
                taken.leave_out(why, where)
            else:
                part.rows += len(reply.rows)
                yield reply
    except (Unusable, UnicodeDecodeError) as why:
        cut = N_("it is not UTF-8 from here on; what stands before was taken")
        taken.leave_out(why if isinstance(why, Unusable) else cut)


def _reply(thing: Any) -> Reply:
    try:
        endpoint = BY_NAME[thing["endpoint"]].name
        rows = thing["body"].get("list")
        if rows is not None and not (isinstance(rows, list) and all(isinstance(row, Mapping) for row in rows)):
            raise ValueError("rows")
        return Reply(
            _key(thing["account"]),
            endpoint,
            date.fromisoformat(thing["day"]),
            _instant(thing["fetched_at"]),
            _instant(thing["asked_at"]),
            thing["body"],
            _instant(thing["complete_at"]) if thing.get("complete_at") else None,
            _text(thing.get("origin")),
        )
    except (KeyError, TypeError, ValueError, AttributeError):
        raise Unusable(N_("this is not a reply as an export has it")) from None


def _named(thing: Mapping[str, Any]) -> Name:
    try:
        published = thing["published"]
        day = date.fromisoformat(published) if published is not None else None
        if not isinstance(msgid := thing["msgid"], str):
            raise TypeError("no msgid")
        return _key(thing["account"]), msgid, Named(_text(thing["title"]), _text(thing["url"]), day)
    except (KeyError, TypeError, ValueError):
        raise Unusable(N_("this does not tell how an article is called")) from None


def _key(value: Any) -> str:
    if not isinstance(value, str) or not value or "|" in value:
        raise ValueError("no account's key")
    return value


def _text(value: Any) -> str | None:
    if value is not None and not isinstance(value, str):
        raise TypeError("no text")
    return value


def _instant(value: Any) -> datetime:
    instant = datetime.fromisoformat(value)
    if instant.tzinfo is None:
        raise ValueError("an instant without a zone")
    return instant
