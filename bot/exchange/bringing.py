"""Files into the archive: read in a thread, merged with what is held, written some hundred replies at once."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import Protocol

from bot.core.days import spans_of
from bot.core.errors import N_, Remark
from bot.core.facts import Reply
from bot.core.ports import Archive
from bot.exchange import document, files, packets, tables
from bot.exchange.merging import merged
from bot.exchange.taken import Part, Taken, Taking, Unusable, Whose, problem

BATCH = 300
"""Replies that are looked up, merged and written together."""

_BEGIN = 4096
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")


class Keeper(Protocol):
    """Where imported replies go: into the archive, with the names of the articles that occur in them."""

    async def keep_imported(self, key: str, replies: Sequence[Reply]) -> None:
        """Keep an account's replies, each in place of the one held. Raises StoreTrouble."""


@dataclass(slots=True)
class Brought:
    """What came of a file."""

    taken: Taken
    days: set[date] = field(default_factory=set)
    """The days that the file tells of."""
    written: int = 0
    """Replies that changed what is held."""
    unchanged: int = 0
    changed: set[date] = field(default_factory=set)
    """Days of which an earlier file's figures are replaced or added to."""
    outranked: set[date] = field(default_factory=set)
    """Days of which WeChat's own figures are held: they stand, and the file's are left."""
    own: set[tuple[str, str, date]] = field(default_factory=set)
    """What the file itself has written, by account, interface and day: more of it is no change of an earlier file's."""
    accounts: set[str] = field(default_factory=set)

    @property
    def whole(self) -> bool:
        """Whether nothing was left out."""
        return self.taken.usable and not self.taken.problems


def take(path: Path, whose: Whose, now: datetime) -> Taken:
    """What a file holds; its replies are read as they are asked for. Never raises for what the file is like."""
    taken = Taken(path.name)
    taking = Taking(whose, now, path.name)
    try:
        _take(path, taking, taken)
    except Unusable as why:
        taken.problems.append(problem(why))
    except OSError as error:
        reason = error.strerror or type(error).__name__
        taken.problems.append(problem(Remark(N_("it cannot be read: {reason}"), reason=reason)))
    return taken


def _take(path: Path, taking: Taking, taken: Taken) -> None:
    with path.open("rb") as file:
        begin = file.read(_BEGIN)
    text = begin.decode("utf-16" if begin[:2] in _UTF_16 else "utf-8", "ignore").lstrip("\ufeff \t\r\n")
    if not text and not begin.strip(b"\xef\xbb\xbf \t\r\n"):
        raise Unusable(N_("it is empty"))
    if text.startswith(("{", "[")):
        if document.is_document(text):
            document.take(path, taking, taken)
        else:
            _take_packets(packets.bodies(files.decoded(path.read_bytes())), taking, taken)
        return
    for sheet in files.sheets(path, taken):
        if not tables.take(sheet, taking, taken) and sheet.name:
            taken.passed_over.append(sheet.name)
    if not taken.parts and not taken.problems:
        raise Unusable(
            N_("no row of titles that I know was found in it, such as date, title, readers or 日期, 阅读人数")
        )


def _take_packets(bodies: Sequence[object], taking: Taking, taken: Taken) -> None:
    """One reply that cannot be used costs no other; alone in its file, it is the file that cannot."""
    for n, body in enumerate(bodies, 1):
        try:
            packets.take(body, taking, taken)
        except Unusable as why:
            if len(bodies) == 1:
                raise
            taken.problems.append(problem(why, Remark(N_("reply {n}"), n=n)))


async def bring(path: Path, whose: Whose, now: datetime, archive: Archive, keeper: Keeper | None) -> Brought:
    """A file's figures into the archive; without a keeper, only what would come of it. Raises StoreTrouble."""
    brought = Brought(await asyncio.to_thread(take, path, whose, now))
    for part in brought.taken.parts:
        replies = iter(part.replies)
        while batch := await asyncio.to_thread(lambda: list(islice(replies, BATCH))):  # noqa: B023 - awaited at once
            await _bring_batch(batch, brought, archive, keeper)
        if keeper is not None:
            await _bring_names(part, archive)
    return brought


async def _bring_names(part: Part, archive: Archive) -> None:
    for account, names in part.names.items():
        await archive.name(account, names)


async def _bring_batch(batch: Sequence[Reply], brought: Brought, archive: Archive, keeper: Keeper | None) -> None:
    by_account: defaultdict[str, defaultdict[str, list[Reply]]] = defaultdict(lambda: defaultdict(list))
    for reply in batch:
        by_account[reply.account][reply.endpoint].append(reply)
        brought.days.add(reply.day)
    brought.accounts |= by_account.keys()
    for account, by_endpoint in by_account.items():
        to_write: list[Reply] = []
        for endpoint, replies in by_endpoint.items():
            held: dict[date, Reply] = {}
            for span in spans_of({reply.day for reply in replies}):
                held |= await archive.held(account, endpoint, span)
            to_write += _over(held, replies, brought)
        if to_write and keeper is not None:
            await keeper.keep_imported(account, to_write)


def _over(held: dict[date, Reply], replies: Sequence[Reply], brought: Brought) -> list[Reply]:
    """What is to be written over what is held."""
    found: dict[date, Reply] = {}
    for reply in replies:
        before = found.get(reply.day) or held.get(reply.day)
        after = merged(before, reply)
        if after is not None:
            found[reply.day] = after
            brought.written += 1
            whose = reply.account, reply.endpoint, reply.day
            if before is not None and before.rows and whose not in brought.own:
                brought.changed.add(reply.day)
            brought.own.add(whose)
        elif reply.origin is not None and before is not None and before.origin is None:
            brought.outranked.add(reply.day)
        else:
            brought.unchanged += 1
    return list(found.values())
