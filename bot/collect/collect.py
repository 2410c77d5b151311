"""Fetching what is missing into the archive, and looking at what it holds."""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta

from cachetools import LRUCache

from bot.accounts import Account
from bot.collect.rules import Held, Need, Purpose, read, to_keep
from bot.collect.snapshot import Snapshot, Spot
from bot.core.days import Span, reask_instants, spans_of, yesterday
from bot.core.errors import MorningReadsError, StoreTrouble, WeChatTrouble
from bot.core.facts import Reply
from bot.core.ports import Archive, Clock
from bot.wechat.endpoints import ARTICLE_SUMMARY, USER_READ, USER_SHARE, Endpoint

log = logging.getLogger(__name__)

CACHED_DAYS = 6_000
"""Parsed final days kept in memory, over all accounts and endpoints."""

DIGEST_ENDPOINTS = (USER_READ, ARTICLE_SUMMARY, USER_SHARE)
"""What the schedule keeps up to date by itself."""

UPKEEP_DAYS = 5


class Collect:
    """The way from WeChat into the archive, and from the archive to facts."""

    def __init__(self, archive: Archive, clock: Clock) -> None:
        self._archive = archive
        self._clock = clock
        self._final: LRUCache[tuple[str, str, date], Held] = LRUCache(CACHED_DAYS)
        self._fetching: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def look(self, account: Account, needs: Sequence[Need]) -> Snapshot:
        """What is held of these days. Final days come from memory once they were read."""
        held: dict[Spot, Held] = {}
        for need in _with_account_rows(needs):
            name = need.endpoint.name
            cached = {d: h for d in need.span if (h := self._final.get((account.key, name, d)))}
            held.update({(name, day): one for day, one in cached.items()})
            if len(cached) < len(need.span):
                held.update(await self._read(account, need))
        return Snapshot(needs, held)

    async def _read(self, account: Account, need: Need) -> dict[Spot, Held]:
        replies = await self._archive.held(account.key, need.endpoint.name, need.span)
        found: dict[Spot, Held] = {}
        for day, reply in replies.items():
            one = read(need.endpoint, reply)
            found[need.endpoint.name, day] = one
            if one.final:
                self._final[account.key, need.endpoint.name, day] = one
        return found

    async def ensure(
        self, account: Account, needs: Sequence[Need], purpose: Purpose, held: Snapshot | None = None
    ) -> tuple[Snapshot, tuple[WeChatTrouble, ...]]:
        """Ask WeChat for what is missing and keep it; then what is held, and what went wrong on the way.

        `held` is a look that was just taken. Raises StoreTrouble if what was fetched cannot be kept.
        """
        snapshot = held or await self.look(account, needs)
        if not snapshot.to_ask(purpose, self._clock.now()):
            return snapshot, ()
        async with self._fetching[account.key]:
            # Whoever waited for the lock may find that the other question has fetched the same days.
            snapshot = await self.look(account, needs)
            troubles = await self._fetch_account_rows(account, snapshot, purpose)
            snapshot = await self.look(account, needs)
            if not (purpose is Purpose.DIGEST and self._waits(snapshot, needs)):
                troubles += await self._fetch_rest(account, snapshot, purpose)
        return await self.look(account, needs), troubles

    async def _fetch_account_rows(
        self, account: Account, snapshot: Snapshot, purpose: Purpose
    ) -> tuple[WeChatTrouble, ...]:
        """First the account's rows: what else is fetched after them is ready with them."""
        days = {d for e, d in snapshot.to_ask(purpose, self._clock.now()) if e is USER_READ}
        return await self._fetch(account, {USER_READ: days})

    async def _fetch_rest(self, account: Account, snapshot: Snapshot, purpose: Purpose) -> tuple[WeChatTrouble, ...]:
        days: defaultdict[Endpoint, set[date]] = defaultdict(set)
        for endpoint, day in snapshot.to_ask(purpose, self._clock.now()):
            if endpoint is not USER_READ:
                days[endpoint].add(day)
        return await self._fetch(account, days)

    def _waits(self, snapshot: Snapshot, needs: Sequence[Need]) -> bool:
        """Whether the newest day's account row is still to come: each try then costs one call, not all."""
        newest = max((need.span.last for need in needs), default=None)
        return newest is not None and not snapshot.day(newest).ready

    async def _fetch(self, account: Account, days: dict[Endpoint, set[date]]) -> tuple[WeChatTrouble, ...]:
        calls = [account.client.fetch(e, span) for e, wanted in days.items() for span in spans_of(wanted)]
        fetched = await asyncio.gather(*calls)
        await self.keep(account, [reply for one in fetched for reply in one.replies])
        return tuple(trouble for one in fetched for trouble in one.troubles)

    async def keep(self, account: Account, replies: Sequence[Reply]) -> None:
        """Archive replies; what is held and better stays. Raises StoreTrouble."""
        by_endpoint: defaultdict[str, list[Reply]] = defaultdict(list)
        for reply in replies:
            by_endpoint[reply.endpoint].append(reply)
        kept: list[Reply] = []
        for endpoint, group in by_endpoint.items():
            span = Span(min(r.day for r in group), max(r.day for r in group))
            held = await self._archive.held(account.key, endpoint, span)
            kept += [to_keep(held.get(reply.day), reply) for reply in group]
        if kept:
            await self._archive.keep(kept)

    async def upkeep(self, account: Account) -> tuple[MorningReadsError, ...]:
        """Ask the last days again at the instants when WeChat may have revised them, until they are final."""
        last = yesterday(self._clock.now())
        span = Span(last - timedelta(days=UPKEEP_DAYS - 1), last)
        needs = [Need(endpoint, span) for endpoint in DIGEST_ENDPOINTS]
        snapshot = await self.look(account, needs)
        # Days that nobody ever asked for (a new account) are left to questions and backfill.
        asked = {day for (name, day) in snapshot.held if name == USER_READ.name}
        due = [day for day in asked if reask_instants(day)[0] <= self._clock.now()]
        if not due:
            return ()
        wanted = [Need(e, s) for e in DIGEST_ENDPOINTS for s in spans_of(set(due))]
        try:
            _, troubles = await self.ensure(account, wanted, Purpose.UPKEEP)
        except StoreTrouble as error:
            log.error("the days of %s could not be kept: %s", account.key, error)
            return (error,)
        return troubles


def _with_account_rows(needs: Sequence[Need]) -> list[Need]:
    """The needs, and the account rows of the same days, by which the others are ready or not."""
    wanted = {day for need in needs for day in need.span}
    have = {day for need in needs if need.endpoint is USER_READ for day in need.span}
    return [*needs, *(Need(USER_READ, span) for span in spans_of(wanted - have))]
