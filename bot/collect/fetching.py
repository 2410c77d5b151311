"""Calls to WeChat as planned: within the day's budget, and what they bring into the archive."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Collection, Coroutine, Iterable, Mapping, Sequence
from contextlib import nullcontext
from datetime import date
from typing import Any

from bot.accounts import Account
from bot.collect.budget import Budget
from bot.collect.health import Health
from bot.collect.plan import Call, plan
from bot.collect.reading import Reading
from bot.collect.rules import Purpose, to_keep
from bot.collect.withdrawn import GONE, Withdrawn
from bot.core.days import Span
from bot.core.errors import WeChatTrouble
from bot.core.facts import Named, Reply
from bot.core.ports import Archive
from bot.wechat.client import AT_ONCE, Fetched
from bot.wechat.endpoints import Endpoint
from bot.wechat.errcodes import trouble
from bot.wechat.parse import names

FREE = 2
"""Calls of those at once that are left to questions and digests."""

QUOTA = 45009
"""WeChat's errcode: the day's calls are used up."""


class Fetching:
    """The way from WeChat into the archive."""

    def __init__(
        self, archive: Archive, reading: Reading, budget: Budget, withdrawn: Withdrawn, health: Health
    ) -> None:
        self._archive = archive
        self._reading = reading
        self.budget = budget
        self.withdrawn = withdrawn
        self.health = health
        self.changes = 0
        """How often something was written to the archive."""
        self._slots: defaultdict[str, asyncio.Semaphore] = defaultdict(lambda: asyncio.Semaphore(AT_ONCE))
        self._behind: defaultdict[str, asyncio.Semaphore] = defaultdict(lambda: asyncio.Semaphore(AT_ONCE - FREE))
        self._keeping: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def calls(self, account: Account, wanted: Mapping[Endpoint, Collection[date]]) -> list[Call]:
        """The fewest calls for these days, the newest first; days between them that nobody ever asked are covered."""
        held: dict[Endpoint, Collection[date]] = {}
        for endpoint, days in wanted.items():
            if endpoint.longest_span > 1 and len(days) > 1:
                span = Span(min(days), max(days))
                held[endpoint] = () if len(span) == len(days) else await self._marked(account, endpoint, span)
        return plan(wanted, lambda endpoint, day: day not in held.get(endpoint, ()))

    async def _marked(self, account: Account, endpoint: Endpoint, span: Span) -> Collection[date]:
        return (await self._archive.marks(account.key, endpoint.name, span)).keys()

    async def fetch(
        self,
        account: Account,
        calls: Sequence[Call],
        purpose: Purpose,
        *,
        each: Callable[[Call, Fetched], None] | None = None,
        still: Callable[[Call], Awaitable[bool]] | None = None,
    ) -> tuple[WeChatTrouble, ...]:
        """Make the calls and keep what they bring; what went wrong. Raises StoreTrouble.

        With `each`, every answer is kept as soon as it is there, and told: a long run then loses nothing. `still` is
        asked just before a call whether it is wanted after all. What nobody waits for leaves slots free.
        """

        async def one(call: Call) -> Fetched:
            async with nullcontext() if purpose.may_use_reserve else self._behind[account.key]:
                fetched = await self._call(account, call, purpose, still)
                if each is not None:
                    await self.keep(account.key, fetched.replies)
                    each(call, fetched)
                return fetched

        outcomes, failed = await _all([one(call) for call in calls])
        if each is None:
            await self.keep(account.key, [reply for fetched in outcomes for reply in fetched.replies])
        if failed is not None:
            raise failed
        return tuple(trouble for fetched in outcomes for trouble in fetched.troubles)

    async def _call(
        self, account: Account, call: Call, purpose: Purpose, still: Callable[[Call], Awaitable[bool]] | None
    ) -> Fetched:
        name = call.endpoint.name
        async with self._slots[account.key]:
            if still is not None and not await still(call):
                return Fetched((), ())
            # The answer to an earlier one of these calls may have told that the others are for nothing.
            if name in self.withdrawn.of(account.key):
                return _refused(GONE, account)
            if not await self.budget.take(account.key, name, 1, all_of_it=purpose.may_use_reserve):
                refused = _refused(QUOTA, account)
                if purpose.may_use_reserve:
                    self.health.learn(account.key, name, refused.troubles)
                return refused
            fetched = await account.client.fetch(call.endpoint, call.span)
        await self._learn(account.key, name, fetched)
        return fetched

    async def try_again(self, account: Account, call: Call) -> None:
        """Make a call to an endpoint that is withdrawn, and learn whether it still is. Raises StoreTrouble."""
        fetched = await account.client.fetch(call.endpoint, call.span)
        await self._learn(account.key, call.endpoint.name, fetched)
        await self.keep(account.key, fetched.replies)

    async def _learn(self, key: str, endpoint: str, fetched: Fetched) -> None:
        """What an answer says about the endpoint itself."""
        codes = {trouble.code for trouble in fetched.troubles}
        newest = max((reply.day for reply in fetched.replies), default=None)
        self.health.learn(key, endpoint, fetched.troubles, newest)
        if fetched.calls > 1:
            await self.budget.count(key, endpoint, fetched.calls - 1)
        if GONE in codes:
            await self.withdrawn.gone(key, endpoint)
        elif QUOTA in codes:
            await self.budget.stop(key, endpoint)
        elif fetched.replies:
            await self.withdrawn.back(key, endpoint)

    async def keep(self, key: str, replies: Sequence[Reply]) -> None:
        """Archive what WeChat answered; what is held and better stays. Raises StoreTrouble."""
        async with self._keeping[key]:  # an answer that comes meanwhile must be seen as held
            kept: list[Reply] = []
            for group in _by_endpoint(replies):
                held = await self._held(key, group)
                kept += [to_keep(held.get(reply.day), reply) for reply in group]
            await self.put(key, kept)

    async def _held(self, key: str, group: Sequence[Reply]) -> Mapping[date, Reply]:
        """What is held of the days of these replies to one endpoint."""
        if all(self._reading.absent(key, reply.endpoint, reply.day) for reply in group):
            return {}
        span = Span(min(r.day for r in group), max(r.day for r in group))
        return await self._archive.held(key, group[0].endpoint, span)

    async def put(self, key: str, replies: Sequence[Reply]) -> None:
        """Archive these replies as they are, and learn how their articles are called. Raises StoreTrouble.

        Names first: a final day that is archived is never asked again, so a name missed then would stay so.
        """
        if not replies:
            return
        said: dict[str, Named] = {}
        for reply in replies:
            said |= {msgid: _both(said.get(msgid), name) for msgid, name in names(reply).items()}
        known = await self._reading.names(key, said.keys()) if said else {}
        fresh = {msgid: name for msgid, name in said.items() if _adds(known.get(msgid), name)}
        if fresh:
            await self._archive.name(key, fresh)
            self._reading.forget_names(key, fresh)
        await self._archive.keep(replies)
        self.changes += 1
        self._reading.learn(key, replies)


async def _all(work: Sequence[Coroutine[Any, Any, Fetched]]) -> tuple[list[Fetched], BaseException | None]:
    """What came of several calls, and the first error: then the others are ended, and none works on unseen."""
    tasks = [asyncio.create_task(one) for one in work]
    try:
        if tasks:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_EXCEPTION)
    finally:
        for task in tasks:
            task.cancel()
        ends = await asyncio.gather(*tasks, return_exceptions=True)
    failed = [end for end in ends if isinstance(end, BaseException) and not isinstance(end, asyncio.CancelledError)]
    return [end for end in ends if isinstance(end, Fetched)], failed[0] if failed else None


def _refused(code: int, account: Account) -> Fetched:
    """What WeChat would answer, or has answered today."""
    return Fetched((), (trouble({"errcode": code}, account.name),))


def _by_endpoint(replies: Iterable[Reply]) -> list[list[Reply]]:
    groups: defaultdict[str, list[Reply]] = defaultdict(list)
    for reply in replies:
        groups[reply.endpoint].append(reply)
    return list(groups.values())


def _both(held: Named | None, new: Named) -> Named:
    if held is None:
        return new
    return Named(new.title or held.title, new.url or held.url, new.published or held.published)


def _adds(held: Named | None, new: Named) -> bool:
    """Whether a name says something that is not held yet."""
    return held is None or _both(held, new) != held
