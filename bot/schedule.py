"""The only file that knows APScheduler: it wakes up, and asks what is due.

No instant of the program is handed to APScheduler, whose clock is the host's: only how long to sleep. Its jobs carry
no state; what is due is in the ledger.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from datetime import UTC, datetime, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.core.days import ONE_DAY, at_china, reask_instants, wechat_today, yesterday
from bot.core.errors import MorningReadsError
from bot.core.ports import Clock
from bot.delivery import Delivery

log = logging.getLogger(__name__)

LONGEST = 60.0
"""Seconds between two looks, at the most."""

SHORTEST = 0.05

AGAIN = timedelta(minutes=10)
"""Between tries of upkeep that did not succeed."""


LIVES_FROM = (8, 15)
"""From this time in +08:00 on yesterday's lives are worth asking."""

LIVES_APART = timedelta(minutes=30)
"""Between two looks for lives that are due; most find none."""

BEFORE_DIGESTS = timedelta(hours=1)
"""A digest that falls due within this time goes first."""

MOST_LOOKS = 4
"""At a time: they wait for WeChat beside one another, and further changes for the first that ends."""

LOOK = "look"
UPKEEP = "upkeep"
LIVES = "lives"


class Schedule:
    """Wakes delivery at each due instant, at each change of what is due and at least every minute.

    Upkeep it wakes at the instants when days are revised.

    `upkeep` asks the last days again and `lives` the articles' lives that are due; both tell whether all went well.
    `go_on` takes up work that was left.
    """

    def __init__(
        self,
        delivery: Delivery,
        upkeep: Callable[[], Awaitable[bool]],
        clock: Clock,
        *,
        lives: Callable[[], Awaitable[bool]],
        go_on: Callable[[], None],
    ) -> None:
        self._delivery = delivery
        self._upkeep = upkeep
        self._lives = lives
        self._go_on = go_on
        self._clock = clock
        self._lives_next: datetime | None = None
        self._upkept_at: datetime | None = None
        self._upkeep_next: datetime | None = None
        self._stopped = False
        self._stirred = 0
        self._working: set[asyncio.Task[None]] = set()
        self._scheduler = AsyncIOScheduler(
            timezone=UTC, job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
        )

    def start(self) -> None:
        """Begin to look."""
        self._scheduler.start()
        self._delivery.bell.listen(self.stir)
        self._sleep(0)

    def stir(self) -> None:
        """Look at once: what is due is something else than when the sleep began."""
        self._stirred += 1
        if sum(task.get_name() == LOOK for task in self._working) < MOST_LOOKS:
            self._sleep(0)

    async def stop(self, seconds: float = 10) -> None:
        """Claim nothing more, and give what is in flight so many seconds."""
        self._stopped = True
        self._delivery.stop()
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)
        await self._delivery.idle(seconds)
        for task in self._working:
            task.cancel()
        await asyncio.gather(*self._working, return_exceptions=True)

    def _sleep(self, seconds: float) -> None:
        if not self._stopped:
            at = datetime.now(UTC) + timedelta(seconds=max(seconds, SHORTEST))
            self._scheduler.add_job(self._wake, "date", run_date=at, id="wake", replace_existing=True)

    async def _wake(self) -> None:
        # APScheduler cancels its jobs when it is shut down; a look that has begun is ended by `stop` alone.
        self._work(self._look(), LOOK)

    def _work(self, work: Coroutine[None, None, None], name: str) -> asyncio.Task[None]:
        task = asyncio.create_task(work, name=name)
        self._working.add(task)
        task.add_done_callback(self._working.discard)
        return task

    async def _look(self) -> None:
        seconds, began, seen = LONGEST, self._clock.now(), self._stirred
        try:
            # One account that keeps WeChat busy, or one chat that never answers, holds up nothing that falls due next.
            delivering = self._work(self._deliver(), "deliver")
            await asyncio.wait({delivering}, timeout=await self._until_next(began))
            if not delivering.done():
                delivering.add_done_callback(lambda _: self.stir())  # what it leaves to be tried again was not seen
            self._keep_up()
            self._go_on()
            await self._follow_lives()
            seen = self._stirred
            seconds = await self._until_next(began)
        except MorningReadsError as error:
            log.error("%s", error)
        except Exception:
            log.exception("a look at what is due failed; the next one is in a minute")
        # A change amid the last question is not in its answer.
        self._sleep(seconds if self._stirred == seen else 0)

    async def _until_next(self, began: datetime) -> float:
        """Seconds until there is something to do that a look which began then did not see."""
        seconds = (await self._delivery.next_wake(began) - self._clock.now()).total_seconds()
        return min(max(seconds, SHORTEST), LONGEST)

    async def _deliver(self) -> None:
        try:
            tally = await self._delivery.wake()
        except MorningReadsError as error:
            log.error("%s", error)
            return
        except Exception:
            log.exception("a look at what is due failed; the next one is in a minute")
            return
        if tally.sent or tally.failed or tally.uncertain or tally.waiting:
            log.info(
                "digests: %s sent, %s failed, %s uncertain, %s waiting for figures",
                tally.sent, tally.failed, tally.uncertain, tally.waiting,
            )  # fmt: skip

    def _keep_up(self) -> None:
        """Ask the last days again, once after each instant at which WeChat may have revised them.

        In a task of its own: a slow WeChat never holds up a digest.
        """
        now = self._clock.now()
        day = yesterday(now)
        passed = [i for d in (day, day - ONE_DAY) for i in reask_instants(d) if i <= now]
        latest = max(passed, default=None)
        # A clock that was set back leaves instants behind that lie further ahead than any pause.
        held_back = self._upkeep_next is not None and timedelta(0) < self._upkeep_next - now <= AGAIN
        if latest is None or held_back or (self._upkept_at is not None and latest <= self._upkept_at <= now):
            return
        self._upkeep_next = now + AGAIN
        if not any(task.get_name() == UPKEEP for task in self._working):
            self._work(self._ask_again(now), UPKEEP)

    async def _follow_lives(self) -> None:
        """Ask the lives that are due once the morning's digests are out, at the latest after noon."""
        now = self._clock.now()
        noon = reask_instants(yesterday(now))[0]
        morning = at_china(wechat_today(now), *LIVES_FROM)
        held_back = self._lives_next is not None and timedelta(0) < self._lives_next - now <= LIVES_APART
        if now < morning or held_back:
            return
        if now < noon and not await self._delivery.at_rest(BEFORE_DIGESTS):
            return
        self._lives_next = now + LIVES_APART
        if not any(task.get_name() == LIVES for task in self._working):
            self._work(self._ask_lives(), LIVES)

    async def _ask_lives(self) -> None:
        try:
            await self._lives()
        except Exception:
            log.exception("asking articles' lives failed; the next try is in some minutes")

    async def _ask_again(self, now: datetime) -> None:
        try:
            if await self._upkeep():
                self._upkept_at, self._upkeep_next = now, None
        except Exception:
            log.exception("asking the last days again failed; the next try is in some minutes")
