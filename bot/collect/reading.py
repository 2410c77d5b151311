"""Reading the archive: replies parsed as far as they are asked for, and articles with their names."""

from __future__ import annotations

import asyncio
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime

from cachetools import LRUCache

from bot.accounts import Account
from bot.collect.eras import field_of, halves
from bot.collect.joining import leading
from bot.collect.rules import Held, Need, read
from bot.collect.snapshot import Snapshot, Spot, families
from bot.collect.titles import Titles
from bot.core.days import Span, ready_from, spans_of
from bot.core.facts import ArticleLife, LifeDay, Named, Part, Reply
from bot.core.ports import Archive
from bot.wechat.endpoints import BY_NAME, Endpoint
from bot.wechat.parse import PARSERS

CACHED_DAYS = 6_000
"""Parsed replies kept in memory, over all accounts and endpoints."""

CACHED_NAMES = 20_000

BRIDGED = 7
"""Days between two that are wanted which cost less to read along than a second select."""

AT_ONCE = 90
"""Days of one select: what they say is taken from their bodies before the next ones are read."""

NOBODY = Named(None, None)

_ABOUT_ARTICLES = (Part.ARTICLES, Part.LEADERS, Part.LIVES)


UNREAD = Held(datetime.max.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC), False, None, {})
"""Stands for what was not looked for yet; None for what is not there."""


class Reading:
    """The way from the archive to snapshots. What was read is remembered until something newer is kept."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._parsed: LRUCache[tuple[str, str, date], Held | None] = LRUCache(CACHED_DAYS)
        self._names: LRUCache[tuple[str, str], Named] = LRUCache(CACHED_NAMES)
        self._seen: LRUCache[tuple[str, tuple[Need, ...], frozenset[str]], tuple[int, Snapshot]] = LRUCache(
            CACHED_DAYS, getsizeof=lambda seen: len(seen[1].held) + 1
        )
        self._kept: Counter[str] = Counter()
        """How often something newer was kept of an account: what was seen before it is not believed."""
        self._titles: dict[str, Titles] = {}

    async def look(self, account: Account, needs: Sequence[Need], withdrawn: frozenset[str]) -> Snapshot:
        """What is held of these days, with the account's own rows, by which the others are ready or not."""
        spot = (account.key, tuple(needs), withdrawn)
        kept, seen = self._kept[account.key], self._seen.get(spot)
        if seen is not None and seen[0] == kept:
            return seen[1]
        snapshot = await self._look(account, with_account_rows(needs), withdrawn)
        if len(snapshot.held) < CACHED_DAYS:
            self._seen[spot] = (kept, snapshot)
        return snapshot

    async def _look(self, account: Account, needs: Sequence[Need], withdrawn: frozenset[str]) -> Snapshot:
        held: dict[Spot, Held] = {}
        asked = [
            (need.part, half, families(need.part, half.last, account.source))
            for need in needs
            for half in halves(need.span)
        ]
        await self._fill(account.key, held, [(part, half, each[0]) for part, half, each in asked if each])
        # What the preferred family does not hold may be held of the other one.
        others = [
            (part, half, each[1])
            for part, half, each in asked
            if len(each) > 1 and any(not _rows(held, each[0], day) for day in half)
        ]
        await self._fill(account.key, held, others)
        return await self._named(account, Snapshot(needs, held, account.source, withdrawn))

    async def _fill(
        self, key: str, held: dict[Spot, Held], wanted: Iterable[tuple[Part, Span, tuple[Endpoint, ...]]]
    ) -> None:
        fields: defaultdict[tuple[Endpoint, Span], set[str]] = defaultdict(set)
        for part, span, endpoints in wanted:
            for endpoint in endpoints:
                fields[endpoint, span].add(field_of(part, endpoint))
        unread: defaultdict[Endpoint, dict[date, set[str]]] = defaultdict(dict)
        for (endpoint, span), names in fields.items():
            for day in span:
                one = self._parsed.get((key, endpoint.name, day), UNREAD)
                if one is UNREAD or (one and not names <= one.says.keys()):
                    unread[endpoint].setdefault(day, set()).update(names, one.says)
                elif one:
                    held[endpoint.name, day] = one
        for endpoint, days in unread.items():
            for span in _near(days):
                found = await self._read(key, endpoint, span, days)
                held.update({(endpoint.name, day): one for day, one in found.items() if one is not None})

    async def _read(
        self, key: str, endpoint: Endpoint, span: Span, wanted: Mapping[date, set[str]]
    ) -> dict[date, Held | None]:
        """What the wanted days of a span say; a day that lies between them is read along and left out."""
        kept = self._kept[key]
        parsed = await self._archive.each(
            key, endpoint.name, span, lambda reply: read(endpoint, reply, wanted.get(reply.day, ()))
        )
        found = {day: parsed.get(day) for day in span if day in wanted}
        if kept == self._kept[key]:  # else something newer may have been kept while this was read
            self._parsed.update({(key, endpoint.name, day): one for day, one in found.items()})
        return found

    async def _named(self, account: Account, snapshot: Snapshot) -> Snapshot:
        """The snapshot with names, and the leading articles' lives, where articles of a single day are wanted."""
        single = [n.span.last for n in snapshot.needs if n.part is Part.ARTICLES and n.span.single]
        wanted = {day for n in snapshot.needs if n.part in _ABOUT_ARTICLES for day in n.span}
        msgids = {msgid for day in wanted for msgid in snapshot.unnamed(day, links=day in single)}
        msgids |= {article.msgid for day in single for article in leading(snapshot.articles(day))}
        if not msgids:
            return snapshot
        names = await self.names(account.key, msgids)
        since = {day: await self._since(account, snapshot, day, names) for day in single}
        return Snapshot(snapshot.needs, snapshot.held, account.source, snapshot.withdrawn, names, since)

    async def _since(
        self, account: Account, snapshot: Snapshot, day: date, names: Mapping[str, Named]
    ) -> dict[str, LifeDay]:
        """The leading articles' figures since publishing, as they stood at the end of a day, of no earlier one."""
        lead = {article.msgid for article in leading(snapshot.articles(day))}
        published = {name.published for msgid in lead if (name := names.get(msgid)) and name.published}
        held: dict[Spot, Held] = {}
        wanted = [(Part.LIVES, Span.day(d), f) for d in published for f in families(Part.LIVES, d, account.source)]
        await self._fill(account.key, held, list(reversed(wanted)))
        told = (one for one in held.values() if one.final or one.fetched_at >= ready_from(day))
        lives: list[ArticleLife] = [life for one in told for life in one.says["lives"] if life.msgid in lead]
        return {life.msgid: stat for life in lives for stat in life.stats if stat.stat_date == day}

    async def names(self, key: str, msgids: Collection[str]) -> dict[str, Named]:
        """How articles are called, as far as it is held."""
        found = {msgid: name for msgid in msgids if (name := self._names.get((key, msgid)))}
        unknown = [msgid for msgid in msgids if msgid not in found]
        if unknown:
            kept = self._kept[key]
            read = await self._archive.names(key, unknown)
            found |= {msgid: read.get(msgid, NOBODY) for msgid in unknown}
            if kept == self._kept[key]:
                self._names.update({(key, msgid): found[msgid] for msgid in unknown})
        return {msgid: name for msgid, name in found.items() if name != NOBODY}

    async def titles(self, key: str) -> Titles:
        """How all articles of an account are called, ready to be searched; made anew when a name was kept since."""
        titles = self._titles.get(key)
        if titles is None:
            kept = self._kept[key]
            # In a thread: to fold ten years of titles takes a third of a second.
            titles = await asyncio.to_thread(Titles, await self._archive.catalogue(key))
            if kept == self._kept[key]:
                self._titles[key] = titles
        return titles

    def absent(self, key: str, endpoint: str, day: date) -> bool:
        """Whether it was looked for, and is not held."""
        return self._parsed.get((key, endpoint, day), UNREAD) is None

    def learn(self, key: str, replies: Iterable[Reply]) -> None:
        """These replies are kept now; of days that were looked at, what they say is taken from them at once."""
        self._kept[key] += 1
        for reply in replies:
            spot = (key, reply.endpoint, reply.day)
            if spot in self._parsed:
                self._parsed[spot] = read(BY_NAME[reply.endpoint], reply, PARSERS[reply.endpoint])

    def forget_names(self, key: str, msgids: Iterable[str]) -> None:
        """Something newer is kept of how these articles are called."""
        self._kept[key] += 1
        self._titles.pop(key, None)
        for msgid in msgids:
            self._names.pop((key, msgid), None)


def _near(days: Iterable[date]) -> Iterator[Span]:
    """Spans that hold these days, oldest first, with few others."""
    spans: list[Span] = []
    for span in spans_of(set(days)):
        if spans and (span.first - spans[-1].last).days <= BRIDGED:
            spans[-1] = Span(spans[-1].first, span.last)
        else:
            spans.append(span)
    return (part for span in spans for part in span.chunks(AT_ONCE))


def _rows(held: Mapping[Spot, Held], endpoints: tuple[Endpoint, ...], day: date) -> bool:
    return any((one := held.get((e.name, day))) is not None and one.rows > 0 for e in endpoints)


def with_account_rows(needs: Sequence[Need]) -> list[Need]:
    """The needs, and the account's rows of the same days, as fresh as those days are wanted."""
    wanted = {day for need in needs for day in need.span}
    have = {day for need in needs if need.part is Part.ACCOUNT for day in need.span}
    fresh = {day for need in needs if not need.once for day in need.span} - have
    rows = [Need(Part.ACCOUNT, span) for span in spans_of(fresh)]
    return [*needs, *rows, *(Need(Part.ACCOUNT, span, once=True) for span in spans_of(wanted - have - fresh))]
