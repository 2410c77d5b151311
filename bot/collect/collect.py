"""Fetching what is missing into the archive, and looking at what it holds."""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta

from bot.accounts import Account
from bot.collect.eras import ACCOUNT_ROWS, BREAK, asked, forbidden
from bot.collect.fetching import Fetching
from bot.collect.joining import leading
from bot.collect.lives import hunted, life_due, life_of, publish_days, published, reaches
from bot.collect.plan import Call
from bot.collect.reading import Reading, with_account_rows
from bot.collect.rules import UNREADY_FOR, Need, Purpose, is_final
from bot.collect.snapshot import Snapshot
from bot.collect.titles import Titles
from bot.core.days import Span, reask_instants, spans_of, yesterday
from bot.core.errors import N_, MorningReadsError, NoLongerServed, StoreTrouble, WeChatTrouble
from bot.core.facts import Part, Reply
from bot.core.ports import Archive, Clock, Mark
from bot.wechat.client import AT_ONCE
from bot.wechat.endpoints import BY_NAME, Endpoint
from bot.wechat.errcodes import trouble

log = logging.getLogger(__name__)

DIGEST_PARTS = (Part.ACCOUNT, Part.ARTICLES, Part.SCENES)
"""What the schedule keeps up to date by itself."""

UPKEEP_DAYS = 5

_FIRST = frozenset(ACCOUNT_ROWS.values())

Wanted = dict[Endpoint, set[date]]


class Collect:
    """The way from WeChat into the archive, and from the archive to facts."""

    def __init__(self, reading: Reading, fetching: Fetching, archive: Archive, clock: Clock) -> None:
        self.fetching = fetching
        self._reading = reading
        self._archive = archive
        self._clock = clock
        self._at_work: defaultdict[tuple[str, bool], asyncio.Lock] = defaultdict(asyncio.Lock)
        """By account, and whether somebody waits for it: a question never waits for upkeep."""

    @property
    def changes(self) -> int:
        """How often something was written to the archive since the program began."""
        return self.fetching.changes

    async def look(self, account: Account, needs: Sequence[Need]) -> Snapshot:
        """What is held of these days. What was read once comes from memory."""
        return await self._reading.look(account, needs, self.fetching.withdrawn.of(account.key))

    async def titles(self, account: Account) -> Titles:
        """How an account's articles are called, as far as any reply or file has told. Raises StoreTrouble."""
        return await self._reading.titles(account.key)

    async def ensure(
        self, account: Account, needs: Sequence[Need], purpose: Purpose, held: Snapshot | None = None
    ) -> tuple[Snapshot, tuple[WeChatTrouble, ...]]:
        """Ask WeChat for what is missing and keep it; then what is held, and what went wrong on the way.

        `held` is a look that was just taken. Raises StoreTrouble if what was fetched cannot be kept.
        """
        snapshot = held or await self.look(account, needs)
        if not snapshot.to_ask(purpose, self._clock.now()) and not await self._of_leaders(account, snapshot, purpose):
            return snapshot, self._refusals(account, snapshot, purpose)
        async with self._at_work[account.key, purpose.may_use_reserve]:
            # Whoever waited for the lock may find that the other question has fetched the same days.
            snapshot = await self.look(account, needs)
            first = self._first(snapshot, purpose)
            troubles = await self._fetch(account, first, purpose)
            snapshot = await self.look(account, needs)
            if not (purpose is Purpose.DIGEST and self._waits(snapshot, needs)):
                troubles += await self._fetch(account, self._rest(snapshot, purpose, first), purpose)
                await self._follow_leaders(account, needs, purpose)
        snapshot = await self.look(account, needs)
        return snapshot, troubles or self._refusals(account, snapshot, purpose)

    def _first(self, snapshot: Snapshot, purpose: Purpose) -> Wanted:
        """First the account's rows: what else is fetched after them is ready with them.

        With them goes, if somebody waits for the answer, whatever is final whenever it comes.
        """
        now, waited_for = self._clock.now(), purpose is Purpose.QUESTION
        return {
            endpoint: {day for day in days if endpoint in _FIRST or (waited_for and is_final(endpoint, day, now))}
            for endpoint, days in self._wanted(snapshot, purpose).items()
        }

    def _rest(self, snapshot: Snapshot, purpose: Purpose, tried: Wanted) -> Wanted:
        wanted = self._wanted(snapshot, purpose)
        return {e: days - tried.get(e, set()) for e, days in wanted.items() if e not in _FIRST}

    def _wanted(self, snapshot: Snapshot, purpose: Purpose) -> Wanted:
        days: defaultdict[Endpoint, set[date]] = defaultdict(set)
        for endpoint, day in snapshot.to_ask(purpose, self._clock.now()):
            days[endpoint].add(day)
        return dict(days)

    async def _fetch(self, account: Account, wanted: Wanted, purpose: Purpose) -> tuple[WeChatTrouble, ...]:
        wanted = {endpoint: days for endpoint, days in wanted.items() if days}
        return await self.fetching.fetch(account, await self.fetching.calls(account, wanted), purpose)

    def _waits(self, snapshot: Snapshot, needs: Sequence[Need]) -> bool:
        """Whether the newest day's account row is still to come: each try then costs one call, not all."""
        newest = max((need.span.last for need in needs), default=None)
        return newest is not None and not snapshot.day(newest).ready

    def _refusals(self, account: Account, snapshot: Snapshot, purpose: Purpose) -> tuple[WeChatTrouble, ...]:
        """What cannot be asked because its only interface is withdrawn, or not to be asked."""
        refused = snapshot.refused(purpose, self._clock.now())
        if not refused or purpose is Purpose.UPKEEP:
            return ()
        if any(forbidden(endpoint, account.source) for endpoint, _ in refused):
            return (
                NoLongerServed(
                    N_("{account} is set to `successor`: days before {first} come from the archive alone."),
                    NoLongerServed.step,
                    account=account.name,
                    first=BREAK,
                ),
            )
        return (trouble({"errcode": 47009}, account.name),)

    async def _of_leaders(self, account: Account, snapshot: Snapshot, purpose: Purpose) -> list[date]:
        """The publish days whose lives are to be asked for what is told of a day's leading articles.

        First those whose lives do not reach that day yet, then those that may tell a title, the newest first.
        """
        if purpose not in (Purpose.DIGEST, Purpose.QUESTION):
            return []
        wanted: dict[date, None] = {}
        for day in {n.span.last for n in snapshot.needs if n.part is Part.ARTICLES and n.span.single}:
            lead = leading(snapshot.day(day).articles)
            wanted |= dict.fromkeys(await self._behind(account, day, published(lead, snapshot.names, account.source)))
            if not all(article.title for article in lead):
                wanted |= dict.fromkeys(await self._untitled(account, day))
        return list(wanted)

    async def _behind(self, account: Account, day: date, tellers: Mapping[Endpoint, Collection[date]]) -> list[date]:
        """Of publish days, by who tells their lives, those whose lives were not asked since a day was over."""
        found: list[date] = []
        for endpoint, days in tellers.items():
            marks = await self._archive.marks(account.key, endpoint.name, Span(min(days), max(days)))
            found += [one for one in sorted(days, reverse=True) if not reaches(marks.get(one), day)]
        return found

    async def _untitled(self, account: Account, day: date) -> list[date]:
        """The publish days that may tell the titles of a day's articles, the newest first."""
        endpoint = life_of(day, account.source)
        days = hunted(day, endpoint.first_day) if endpoint else []
        if endpoint is None or not days:
            return []
        marks = await self._archive.marks(account.key, endpoint.name, Span(days[-1], days[0]))
        return [one for one in days if _untold(one, marks.get(one), self._clock.now())]

    async def _follow_leaders(self, account: Account, needs: Sequence[Need], purpose: Purpose) -> None:
        """Lives, a few at a time, until the leading articles have titles, and what they had reached by their day.

        What cannot be had is no trouble: an article shows its msgid, and nothing since its publishing, until it is.
        """
        days = await self._of_leaders(account, await self.look(account, needs), purpose)
        while days:
            asking = days[:AT_ONCE]
            await self._fetch(account, self._lives(account, asking), purpose)
            days = await self._of_leaders(account, await self.look(account, needs), purpose)
            if set(asking) & set(days):
                return  # what was asked just now did not come: the rest would not either

    @staticmethod
    def _lives(account: Account, days: Sequence[date]) -> Wanted:
        wanted: defaultdict[Endpoint, set[date]] = defaultdict(set)
        for day in days:
            if (endpoint := life_of(day, account.source)) is not None:
                wanted[endpoint].add(day)
        return dict(wanted)

    async def upkeep(self, account: Account) -> tuple[MorningReadsError, ...]:
        """Ask the last days again at the instants when WeChat may have revised them, until they are final."""
        last = yesterday(self._clock.now())
        span = Span(last - timedelta(days=UPKEEP_DAYS - 1), last)
        snapshot = await self.look(account, [Need(Part.ACCOUNT, span)])
        # Days that nobody ever asked for (a new account) are left to questions and backfill.
        due = {
            day
            for day in span
            if any((e.name, day) in snapshot.held for e in asked(Part.ACCOUNT, day, account.source))
            and reask_instants(day)[0] <= self._clock.now()
        }
        if not due:
            return ()
        wanted = [Need(part, s) for part in DIGEST_PARTS for s in spans_of(due)]
        try:
            _, troubles = await self.ensure(account, wanted, Purpose.UPKEEP)
        except StoreTrouble as error:
            log.error("the days of %s could not be kept: %s", account.key, error)
            return (error,)
        return troubles

    async def lives(self, account: Account) -> tuple[MorningReadsError, ...]:
        """Ask the lives that are due: after the morning's digests, never before them."""
        try:
            async with self._at_work[account.key, Purpose.UPKEEP.may_use_reserve]:
                calls = await self.life_calls(account)
                return await self.fetching.fetch(account, calls, Purpose.UPKEEP, each=lambda call, fetched: None)
        except StoreTrouble as error:
            log.error("the lives of %s could not be kept: %s", account.key, error)
            return (error,)

    async def life_calls(self, account: Account) -> list[Call]:
        """The calls for the lives that are due now."""
        now = self._clock.now()
        span = publish_days(yesterday(now))
        withdrawn = self.fetching.withdrawn.of(account.key)
        tellers = {day: e for day in span if (e := life_of(day, account.source)) and e.name not in withdrawn}
        marks = {e: await self._archive.marks(account.key, e.name, span) for e in set(tellers.values())}
        due = [day for day, e in tellers.items() if life_due(day, e.generation, marks[e].get(day), now)]
        return await self.fetching.calls(account, self._lives(account, due))

    async def keep_imported(self, key: str, replies: Sequence[Reply]) -> None:
        """Archive what a file brought, as it is. Raises StoreTrouble."""
        await self.fetching.put(key, replies)

    async def try_withdrawn(self, account: Account) -> frozenset[str]:
        """Ask the endpoints that were answered with 47009 once more; those that still are. Raises StoreTrouble."""
        for name in self.fetching.withdrawn.ever(account.key):
            endpoint = BY_NAME[name]
            last = yesterday(self._clock.now())
            await self.fetching.try_again(account, Call(endpoint, Span.day(max(last, endpoint.first_day))))
        return self.fetching.withdrawn.ever(account.key)

    async def title_calls(self, account: Account, needs: Sequence[Need]) -> int:
        """How many lives more may be asked for titles at the most."""
        wanted = 0
        for day in {n.span.last for n in needs if n.part is Part.ARTICLES and n.span.single}:
            wanted = max(wanted, len(await self._untitled(account, day)))
        return wanted

    async def plan(self, account: Account, needs: Sequence[Need], purpose: Purpose) -> list[Call]:
        """The calls that would bring these days now, without making any."""
        snapshot = await self.look(account, with_account_rows(needs))
        return await self.fetching.calls(account, self._wanted(snapshot, purpose))


def _untold(day: date, mark: Mark | None, now: datetime) -> bool:
    """Whether a publish day's articles are still to be told: never asked, or asked too early to be answered.

    An empty answer of the next day's morning may have come too early; a later one says that nothing was published.
    """
    if mark is None:
        return True
    early = mark.asked_at < reask_instants(day)[0]
    return mark.rows == 0 and early and now - mark.asked_at > UNREADY_FOR
