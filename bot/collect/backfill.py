"""Filling the archive: the missing days of a span, the newest first, within the day's calls.

What is done is in the archive alone, so that a run that ends at any point is gone on with by the next one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime

from bot.accounts import Account
from bot.collect.collect import Collect
from bot.collect.eras import everything, forbidden, halves
from bot.collect.fetching import QUOTA
from bot.collect.plan import Call
from bot.collect.rules import Purpose, is_final
from bot.collect.withdrawn import GONE
from bot.core.days import Span, yesterday
from bot.core.errors import NotReady, NotUnderstood, WeChatTrouble
from bot.core.ports import Archive, Clock, Mark
from bot.wechat.client import Fetched
from bot.wechat.endpoints import Endpoint

TOGETHER = 60
"""Calls that are handed over at a time; of these, a few are under way."""

Missing = dict[Endpoint, set[date]]

_OF_THE_DAY = (NotReady, NotUnderstood)
"""What is wrong with the days asked for alone: other days of the interface may be asked all the same."""


@dataclass
class Progress:
    """How far a backfill came; days are counted for each interface."""

    total: int
    done: int = 0
    day: date | None = None
    """The day that came last."""
    withdrawn: int = 0
    """What is missing and no longer served."""
    troubles: dict[str, WeChatTrouble] = field(default_factory=dict)
    """What stopped an interface, by its name."""
    passed_over: WeChatTrouble | None = None
    """Why some days did not come although their interface answers."""

    @property
    def left(self) -> int:
        """What is still missing."""
        return self.total - self.done

    @property
    def fulfilled(self) -> bool:
        """Whether nothing is left that could still come; what is withdrawn never will."""
        return self.left == 0 or (not self.out_of_calls and self.trouble is None)

    @property
    def out_of_calls(self) -> bool:
        """Whether it ended because the day's calls are used up."""
        return any(trouble.code == QUOTA for trouble in self.troubles.values())

    @property
    def trouble(self) -> WeChatTrouble | None:
        """What stopped it, other than the day's calls and withdrawn interfaces."""
        return next((t for t in self.troubles.values() if t.code not in (QUOTA, GONE)), self.passed_over)


class Backfill:
    """Missing days into the archive."""

    def __init__(self, collect: Collect, archive: Archive, clock: Clock) -> None:
        self._collect = collect
        self._archive = archive
        self._clock = clock

    async def missing(self, account: Account, span: Span) -> Missing:
        """What of a span is not held, or not yet for good although it could be; of all interfaces that serve it."""
        now = self._clock.now()
        missing: Missing = {}
        last = min(span.last, yesterday(now))
        if last < span.first:
            return missing
        for half in halves(Span(span.first, last)):
            for endpoint in everything(half.last, account.source):
                marks = await self._archive.marks(account.key, endpoint.name, half)
                days = {day for day in half if _wanted(endpoint, day, marks.get(day), now)}
                if days:
                    missing[endpoint] = days
        return missing

    async def _served(self, account: Account, span: Span) -> tuple[Missing, int]:
        """What is missing and can be asked, and how much is missing and no longer served."""
        missing = await self.missing(account, span)
        withdrawn = self._collect.fetching.withdrawn.of(account.key)
        gone = [e for e in missing if e.name in withdrawn or forbidden(e, account.source)]
        served = {endpoint: days for endpoint, days in missing.items() if endpoint not in gone}
        return served, sum(len(missing[endpoint]) for endpoint in gone)

    async def can_fetch(self, account: Account, span: Span) -> bool:
        """Whether anything of these days is missing that WeChat would give."""
        served, _ = await self._served(account, span)
        return bool(served)

    async def plan(self, account: Account, span: Span) -> list[Call]:
        """The calls that a run would make, the newest days first."""
        missing, _ = await self._served(account, span)
        return await self._collect.fetching.calls(account, missing)

    async def run(self, account: Account, span: Span, told: Callable[[Progress], None]) -> Progress:
        """Fetch what is missing; `told` hears of every answer. Ends early when no interface answers any more.

        Every answer is archived as it comes. Raises StoreTrouble.
        """
        missing, withdrawn = await self._served(account, span)
        progress = Progress(sum(len(days) for days in missing.values()), withdrawn=withdrawn)
        came: Counter[str] = Counter()
        told(progress)

        def each(call: Call, fetched: Fetched) -> None:
            for trouble in fetched.troubles:
                if isinstance(trouble, _OF_THE_DAY):
                    progress.passed_over = trouble
                else:
                    progress.troubles.setdefault(call.endpoint.name, trouble)
            wanted = missing[call.endpoint]
            came[call.endpoint.name] += sum(reply.day in wanted for reply in fetched.replies)
            progress.done = came.total()
            progress.day = call.span.first
            told(progress)

        async def still(call: Call) -> bool:
            """Whether nobody else has fetched a call's days meanwhile."""
            marks = await self._archive.marks(account.key, call.endpoint.name, call.span)
            wanted = [d for d in missing[call.endpoint] if d in call.span]
            now = self._clock.now()
            left = [day for day in wanted if _wanted(call.endpoint, day, marks.get(day), now)]
            if not left:
                came[call.endpoint.name] += len(wanted)
                progress.done = came.total()
            return bool(left)

        calls = await self._collect.fetching.calls(account, missing)
        while calls := [call for call in calls if call.endpoint.name not in progress.troubles]:
            now, calls = calls[:TOGETHER], calls[TOGETHER:]
            await self._collect.fetching.fetch(account, now, Purpose.BACKFILL, each=each, still=still)
        gone = {name for name, trouble in progress.troubles.items() if trouble.code == GONE}
        lost = sum(len(days) - came[e.name] for e, days in missing.items() if e.name in gone)
        progress.total, progress.withdrawn = progress.total - lost, progress.withdrawn + lost
        told(progress)
        return progress


def _wanted(endpoint: Endpoint, day: date, mark: Mark | None, now: datetime) -> bool:
    """Whether a day is missing: not held, held as it was before it was final, which it would be by now, or held from a
    file alone, which WeChat was never asked about."""
    if mark is None or (mark.origin is not None and mark.asked_at <= mark.fetched_at):
        return True
    return is_final(endpoint, day, now) and not is_final(endpoint, day, mark.asked_at)
