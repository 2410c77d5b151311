"""Backfills that a chat asked for: wishes on a shelf, gone on with over days and restarts until they are fulfilled."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from bot.accounts import Accounts
from bot.collect.backfill import Backfill, Progress
from bot.core.days import ONE_DAY, Span, at_china, wechat_today
from bot.core.errors import MorningReadsError, Refused, outward
from bot.core.message import Kind, Message
from bot.core.ports import Clock, Sender, Shelf
from bot.i18n import say
from bot.render import Renderer

log = logging.getLogger(__name__)

LONGEST_PAUSE = timedelta(hours=25)

TRIES = 6
"""After so many tries that a trouble ended, a wish is given up, and its chat told why."""

AGAIN = timedelta(hours=1)
"""Between tries of one that a trouble stopped."""


@dataclass(frozen=True, slots=True)
class Wish:
    """The days of an account that a chat wants fetched."""

    account: str
    span: Span
    chat: int
    topic: int
    language: str

    @property
    def key(self) -> str:
        """Its place on the shelf."""
        return f"{self.account}|{self.span.first}|{self.span.last}|{self.chat}|{self.topic}"


@dataclass
class Run:
    """One stretch of work on a wish."""

    task: asyncio.Task[None]
    progress: Progress | None = None
    trouble: MorningReadsError | None = None
    ended: bool = False
    watched: bool = False
    """Whether somebody is looking on, who then tells how it ended."""


@dataclass
class Backfills:
    """The wishes, and the work on them."""

    backfill: Backfill
    accounts: Accounts
    shelf: Shelf
    sender: Sender
    renderer: Renderer
    clock: Clock
    _runs: dict[str, Run] = field(default_factory=dict)
    _not_before: dict[str, datetime] = field(default_factory=dict)
    _tries: Counter[str] = field(default_factory=Counter)
    _one_at_a_time: defaultdict[str, asyncio.Lock] = field(default_factory=lambda: defaultdict(asyncio.Lock))
    """By account: two wishes may be about the same days."""

    async def wish(self, wish: Wish) -> Run:
        """Keep a wish, and begin with it. Raises StoreTrouble."""
        await self.shelf.put(wish.key, _to_json(wish))
        return self._begin(wish)

    @property
    def at_work(self) -> bool:
        """Whether anything is being fetched."""
        return bool(self._runs)

    def go_on(self) -> None:
        """Take up the wishes that nobody works on, once the day's calls are there again."""
        now = self.clock.now()
        for key, thing in self.shelf.items().items():
            wish = _from_json(thing)
            # A clock that was set back leaves instants behind that lie further ahead than any pause.
            waits = timedelta(0) < self._not_before.get(key, now) - now <= LONGEST_PAUSE
            if key not in self._runs and not waits:
                self._begin(wish)

    async def stop(self) -> None:
        """End the work; what was fetched is kept, and the wishes stay."""
        tasks = [run.task for run in self._runs.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def page(self, wish: Wish, run: Run) -> Message:
        """How far a wish has come, in words."""
        trouble = run.trouble or (run.progress.trouble if run.progress else None)
        text = self.renderer.page(
            "backfill",
            wish.language,
            account=next((account.name for account in self.accounts if account.key == wish.account), wish.account),
            span=wish.span,
            progress=run.progress,
            ended=run.ended,
            # A group reads along.
            trouble=say(trouble if wish.chat > 0 else outward(trouble), wish.language) if trouble else None,
        )
        failed = Kind.FAILED if trouble else Kind.ANSWER
        return Message(text, kind=failed if run.ended else Kind.PROGRESS)

    def _begin(self, wish: Wish) -> Run:
        if wish.key not in self._runs:
            run = Run(asyncio.create_task(self._work(wish), name=f"backfill {wish.key}"))
            self._runs[wish.key] = run
        return self._runs[wish.key]

    async def _work(self, wish: Wish) -> None:
        await asyncio.sleep(0)  # until the run is entered
        run = self._runs[wish.key]

        def told(progress: Progress) -> None:
            run.progress = progress

        try:
            async with self._one_at_a_time[wish.account]:
                await self.backfill.run(self.accounts.of(wish.account)[0], wish.span, told)
        except MorningReadsError as error:
            log.error("the backfill of %s: %s", wish.key, error)
            run.trouble = error
        except Exception:
            log.exception("the backfill of %s failed", wish.key)
            run.trouble = MorningReadsError()
        finally:
            run.ended = True
            del self._runs[wish.key]
        await self._settle(wish, run)

    async def _settle(self, wish: Wish, run: Run) -> None:
        """Drop a wish that is fulfilled, or say when to go on with it."""
        progress, now = run.progress, self.clock.now()
        done = run.trouble is None and progress is not None and progress.fulfilled
        out_of_calls = progress is not None and progress.out_of_calls and run.trouble is None
        self._tries[wish.key] += not (done or out_of_calls)
        if done or isinstance(run.trouble, Refused) or self._tries[wish.key] >= TRIES:
            self._not_before.pop(wish.key, None)
            self._tries.pop(wish.key, None)
            await self.shelf.drop(wish.key)
            if not run.watched:
                await self.sender.send(wish.chat, self.page(wish, run), topic=wish.topic)
        elif out_of_calls:
            self._not_before[wish.key] = at_china(wechat_today(now) + ONE_DAY, 0, 5)
        else:
            self._not_before[wish.key] = now + AGAIN


def _to_json(wish: Wish) -> dict[str, Any]:
    return {
        "account": wish.account,
        "first": wish.span.first.isoformat(),
        "last": wish.span.last.isoformat(),
        "chat": wish.chat,
        "topic": wish.topic,
        "language": wish.language,
    }


def _from_json(thing: Mapping[str, Any]) -> Wish:
    span = Span(date.fromisoformat(thing["first"]), date.fromisoformat(thing["last"]))
    return Wish(str(thing["account"]), span, int(thing["chat"]), int(thing["topic"]), str(thing["language"]))
