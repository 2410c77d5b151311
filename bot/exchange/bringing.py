"""Files into the archive: read apart, merged with what is held, written some hundred replies at once."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Protocol

from bot.core.days import spans_of
from bot.core.facts import Named, Reply
from bot.core.ports import Archive
from bot.exchange.apart import Limits, packed
from bot.exchange.merging import merged
from bot.exchange.taken import Name, Taken, Whose


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


async def bring(
    path: Path, whose: Whose, now: datetime, archive: Archive, keeper: Keeper | None, limits: Limits | None = None
) -> Brought:
    """A file's figures into the archive, once all of it was read, and nothing of one that is beyond the limits.

    Without a keeper, only what would come of it; without limits it is read in this process. Raises StoreTrouble.
    """
    async with packed(path, whose, now, limits) as (taken, bundle):
        brought = Brought(taken)
        batches = bundle.batches()
        while batch := await asyncio.to_thread(next, batches, None):
            await _bring_batch(batch, brought, archive, keeper)
        names = bundle.names()
        while keeper is not None and (some := await asyncio.to_thread(next, names, None)):
            await _bring_names(some, archive)
    return brought


async def _bring_names(names: Sequence[Name], archive: Archive) -> None:
    by_account: defaultdict[str, dict[str, Named]] = defaultdict(dict)
    for account, msgid, name in names:
        by_account[account][msgid] = name
    for account, named in by_account.items():
        await archive.name(account, named)


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
