"""Clocks set back and ahead, and zones whose own clocks change: each WeChat day once, in order, when it falls due."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

from bot.app import App, open_app
from bot.core.days import CHINA, ONE_DAY, at_china
from bot.core.due import due
from bot.core.message import Message
from bot.core.outcomes import Outcome
from bot.core.ports import Before, State
from bot.delivery.agenda import GLANCE
from bot.render import plain
from bot.subscriptions import Subscription
from bot.wechat.simulator import Simulator
from bot.wechat.simulator.server import serving
from tests.end_to_end.program import World
from tests.faults.matrix import Fault
from tests.faults.world import digests, ledger, mornings, only, others, prepare, quiet, running, said, until
from tests.house import ADMIN, FakeSender, StandingClock, china, house_settings

DAY, NEXT, THIRD = "2015-01-05", "2015-01-06", "2015-01-07"
NEW_YORK, SHANGHAI, APIA = "America/New_York", "Asia/Shanghai", "Pacific/Apia"

CHANGES = {"March": date(2026, 3, 8), "November": date(2026, 11, 1)}
"""The days on which the clocks of New York change: at 02:00 to 03:00, and at 02:00 to 01:00."""

AROUND = 6
"""Days before a change, and after it."""

WISHES = (
    *((NEW_YORK, time(hour, minute)) for hour, minute in ((0, 0), (1, 30), (2, 30), (8, 30), (18, 59), (20, 1))),
    *((SHANGHAI, time(hour, minute)) for hour, minute in ((0, 0), (3, 15), (7, 59), (8, 0), (8, 30), (23, 59))),
    *((APIA, time(hour, minute)) for hour, minute in ((0, 30), (4, 59), (5, 0), (12, 30), (13, 1))),
)
"""Among them the hour that is left out in March, the one that comes twice in November, and hours before 08:00 in
+08:00, at which figures cannot be ready."""


@dataclass
class Recorder(FakeSender):
    """Takes messages, and notes by the program's clock when each came."""

    clock: StandingClock = field(default_factory=lambda: StandingClock(datetime.now(UTC)))
    came: defaultdict[int, list[tuple[str, datetime]]] = field(default_factory=lambda: defaultdict(list))

    async def send(
        self,
        chat: int,
        message: Message,
        *,
        topic: int = 0,
        before: Before | None = None,
        reply_to: int | None = None,
    ) -> Outcome:
        self.came[chat].append((plain(message.text).splitlines()[0], self.clock.now()))
        return await FakeSender.send(self, chat, message, topic=topic, before=before, reply_to=reply_to)


async def zones(dice: Random, folder: Path) -> Counter[str]:
    """Weeks around each change of the year, in a process of our own, whose clock moves on and now and then back."""
    counts: Counter[str] = Counter()
    for name, change in CHANGES.items():
        counts += await _weeks(dice, folder / f"{name}.sqlite", change - AROUND * ONE_DAY, change + AROUND * ONE_DAY)
    return counts


async def _weeks(dice: Random, path: Path, first: date, last: date) -> Counter[str]:
    clock, end = StandingClock(at_china(first, 20)), at_china(last, 20)
    sender, chats = Recorder(clock=clock), [-1001 - n for n in range(len(WISHES))]
    async with serving(Simulator(clock)) as url:
        settings = house_settings(
            telegram={"admins": [ADMIN], "chats": chats}, wechat={"api_url": url}, store={"path": str(path)}
        )
        async with open_app(settings, verb="run", clock=clock, sender=sender) as app:
            for chat, (zone, at) in zip(chats, WISHES, strict=True):
                await app.subscriptions.put(Subscription(chat, 0, at, zone, clock.now()))
            backwards = await _live(app, clock, end, dice)
            rows = await app.delivery.ledger.rows()
    assert {row.state for row in rows} == {State.SENT}
    assert all(row.sent_at == row.due for row in rows)
    for chat, (zone, at) in zip(chats, WISHES, strict=True):
        _in_order(sender.came[chat], at, ZoneInfo(zone), at_china(first, 20), end)
    return Counter({"digests at their instants": len(rows), "times that the clock was set back": backwards})


async def _live(app: App, clock: StandingClock, end: datetime, dice: Random) -> int:
    """Let the time go by, from one waking to the next; how often it went back by an hour."""
    backwards = 0
    while clock.now() < end:
        tally = await app.delivery.wake()
        if tally.sent and dice.random() < 0.1:
            backwards += 1
            clock.pass_by(hours=-1)
            await app.delivery.wake()
        now = clock.now()
        instant = await app.delivery.next_wake(now)
        if instant - now >= GLANCE:
            # Hours in which nothing falls due: a look somewhere among them, then on to the last minute.
            ahead = min(_next_due(now, at, ZoneInfo(zone)) for zone, at in WISHES)
            instant = max(instant, ahead - timedelta(seconds=dice.uniform(0.5, 59)))
        clock.instant = instant
    return backwards


def _next_due(after: datetime, at: time, zone: ZoneInfo) -> datetime:
    return due(_first_day(after, at, zone), at, zone)


def _first_day(after: datetime, at: time, zone: ZoneInfo) -> date:
    """The first day that falls due after an instant."""
    day = after.astimezone(CHINA).date() - 2 * ONE_DAY
    while due(day, at, zone) <= after:
        day += ONE_DAY
    return day


def _in_order(came: Sequence[tuple[str, datetime]], at: time, zone: ZoneInfo, after: datetime, end: datetime) -> None:
    """What came into a chat: every day that fell due, each at its instant, and at its hour by the wall clock there."""
    day = _first_day(after, at, zone)
    for heading, instant in came:
        assert heading == f"Daily Tech · {day:%A}, {day.day} {day:%B} {day.year}", (heading, day)
        assert abs(instant - due(day, at, zone)) <= timedelta(seconds=1), (day, instant)
        assert instant >= at_china(day + ONE_DAY, 8), (day, instant)
        local = instant.astimezone(zone)
        hour = local.replace(second=0, microsecond=0).time()
        ready = instant == at_china(day + ONE_DAY, 8)
        after_gap = local.utcoffset() != (instant - timedelta(seconds=1)).astimezone(zone).utcoffset()
        assert hour == at or ready or after_gap, (day, local, at)
        assert local.fold == 0 or ready, f"the second of two equal hours: {local}"
        day += ONE_DAY
    assert due(day, at, zone) > end, (day, came)


async def back_an_hour(dice: Random, folder: Path) -> Counter[str]:
    """The clock is set back after the digests went out: their instant comes again, they do not."""
    async with mornings(folder, chats=2) as here:
        await prepare(here, f"{DAY} 20:00")
        async with running(here, f"{NEXT} 08:29:59.300"):
            await _until_digests(here, 1)
        async with running(here, f"{NEXT} 07:35:00", theirs=f"{NEXT} 08:35:00"):
            await quiet()
        _days(here, DAY)
        async with running(here, f"{NEXT} 08:29:59.500", theirs=f"{NEXT} 09:29:59.500"):
            await until(lambda: here.wechat_clock.now() > china(f"{NEXT} 09:30:01"), "the instant again")
        _days(here, DAY)
        async with running(here, f"{THIRD} 08:29:59.300", theirs=f"{THIRD} {dice.choice(('08:29:59', '09:29:59'))}"):
            await _until_digests(here, 2)
            await quiet()
        _days(here, DAY, NEXT)
        return Counter({"digests": 4})


async def ahead(dice: Random, folder: Path) -> Counter[str]:
    """25 hours later all of a sudden: either it is so, or only our clock says so and is set right again."""
    async with mornings(folder, chats=2) as here:
        await prepare(here, f"{DAY} 20:00")
        async with running(here, f"{NEXT} 08:29:59.300"):
            await _until_digests(here, 1)
        if dice.random() < 0.5:
            async with running(here, f"{THIRD} 09:30:00"):
                await _until_digests(here, 2)
                await quiet()
            assert all("Late: this was due" in said(digests(here, chat)[1]) for chat in here.chats)
            _days(here, DAY, NEXT)
            return Counter({"digests": 4})
        async with running(here, f"{THIRD} 09:30:00", theirs=f"{NEXT} 08:30:00"):
            await until(lambda: others(here, ADMIN), "a notice that the clocks differ")
            await quiet()
        assert "NTP" in said(only(others(here, ADMIN)))
        _days(here, DAY)
        async with running(here, f"{NEXT} 08:40:00"):
            await quiet()
        _days(here, DAY)
        async with running(here, f"{THIRD} 08:29:59.300"):
            await _until_digests(here, 2)
            await quiet()
        assert not any("Late" in said(digests(here, chat)[1]) for chat in here.chats)
        _days(here, DAY, NEXT)
        return Counter({"digests": 4})


async def _until_digests(here: World, number: int) -> None:
    await until(
        lambda: all(len(digests(here, chat)) >= number for chat in here.chats), f"{number} digests in each chat"
    )


def _days(here: World, *days: str) -> None:
    """Each chat has exactly the digests of these days, in this order."""
    for chat in here.chats:
        headings = [said(posted).splitlines()[0] for posted in digests(here, chat)]
        expected = [date.fromisoformat(day) for day in days]
        assert headings == [f"Daily Tech · {day:%A}, {day.day} {day:%B} {day.year}" for day in expected]
        assert not others(here, chat)
    assert len(ledger(here)) >= len(days) * len(here.chats)


EACH_ONCE = "each WeChat day once, in order, none left out and none twice"
FAULTS: tuple[Fault, ...] = (
    Fault("clock −1 h", EACH_ONCE, back_an_hour),
    Fault("clock +25 h", EACH_ONCE, ahead),
    Fault("zones: New York over a change of the year, Shanghai, Apia", f"{EACH_ONCE}, at due(D)", zones),
)
