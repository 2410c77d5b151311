"""One store that runs on from morning to morning, beside a fresh one at each of its mornings.

    python -m tests.mornings --days 60

Whatever the running store holds from the days before, what its digests say must be what a store says that began at
that instant: a figure that was kept from yesterday's morning shows as a difference. The mornings lie around the day on
which WeChat's successors begin, so that both families of interfaces are seen. Left aside are the footer, since the
running store may say truthfully that it asked a little earlier, and titles, of which it may know more.
"""

from __future__ import annotations

import argparse
import asyncio
import re
import sys
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from difflib import ndiff

from bot.core.days import SUCCESSORS_FROM, Span, at_china
from bot.core.periods import Cadence, period
from bot.subscriptions import Subscription
from tests.house import TEAM, House, open_house

DUE = Subscription(TEAM, 0, time(8, 30), "Asia/Shanghai", at_china(date(2014, 12, 1), 8))
FIGURE = re.compile(r"\d[\d,.]*")
_TITLE = re.compile(r"^(\d\. ).+?(?= [\d,]+ readers? ·)")


@dataclass(frozen=True)
class Morning:
    """What both stores said of one period at one instant."""

    at: datetime
    period: str
    running: str
    fresh: str

    @property
    def figures(self) -> int:
        """How many figures the fresh one shows."""
        return sum(len(FIGURE.findall(line)) for line in _compared(self.fresh))

    @property
    def differences(self) -> list[str]:
        """Lines of the running store (`-`) and of the fresh one (`+`), where they are not the same."""
        lines = ndiff(_compared(self.running), _compared(self.fresh))
        return [line for line in lines if line.startswith(("- ", "+ "))]


def _compared(text: str) -> list[str]:
    return [_TITLE.sub(r"\1…", line) for line in text.splitlines()[:-1]]


async def mornings(first: date, days: int) -> AsyncIterator[Morning]:
    """The digests that fall due on so many mornings, the first of them about the day `first`."""
    begin = at_china(first + timedelta(days=1), 7)
    async with open_house(f"{begin:%Y-%m-%d %H:%M}") as house:
        await _subscribe(house)
        for day in Span(first, first + timedelta(days=days - 1)):
            said = await _morning(house, day)
            fresh = await _fresh(day)
            for cadence, text in said.items():
                yield Morning(at_china(day + timedelta(days=1), 8, 30), cadence, text, fresh[cadence])
            await _rest_of_the_day(house, day)


async def _fresh(day: date) -> dict[str, str]:
    begin = at_china(day + timedelta(days=1), 7)
    async with open_house(f"{begin:%Y-%m-%d %H:%M}") as house:
        await _subscribe(house)
        return await _morning(house, day)


async def _subscribe(house: House) -> None:
    for cadence in Cadence:
        await house.app.subscriptions.put(replace(DUE, cadence=cadence, since=house.clock.now()))


async def _morning(house: House, day: date) -> dict[str, str]:
    """What is sent at 08:30, by cadence. Those of one instant go out in the order of their length."""
    house.clock.instant = at_china(day + timedelta(days=1), 8, 30)
    before = len(house.sender.texts(TEAM))
    await house.app.delivery.wake()
    said = house.sender.texts(TEAM)[before:]
    expected = [str(cadence) for cadence in Cadence if period(cadence, day)]
    return dict(zip(expected, said, strict=True))


async def _rest_of_the_day(house: House, day: date) -> None:
    """What the schedule does after the digests, and what people ask in between."""
    next_day = day + timedelta(days=1)
    await house.app.lives()
    house.clock.instant = at_china(next_day, 12, 30)
    await house.app.upkeep()
    await house.app.lives()
    await house.app.delivery.wake()
    for hour, question in ((15, "/top 7d"), (20, "/report"), (23, f"/article 1 {day}")):
        house.clock.instant = at_china(next_day, hour)
        await house.say(question)
    house.clock.instant = at_china(next_day + timedelta(days=1), 8, 15)
    await house.app.upkeep()


async def _main(first: date, days: int) -> int:
    compared, differing, figures = 0, 0, 0
    async for one in mornings(first, days):
        compared, figures = compared + 1, figures + one.figures
        if one.differences:
            differing += 1
            print(f"{one.at:%Y-%m-%d %H:%M} {one.period}", *one.differences, sep="\n  ", flush=True)
    print(f"{days} mornings, {compared} digests, {figures} figures compared; {differing} digests differ")
    return 1 if differing else 0


def main(arguments: Iterable[str]) -> int:
    """Compare, and say where the two differ; 1 if they do."""
    parser = argparse.ArgumentParser(prog="python -m tests.mornings", description=__doc__.splitlines()[0])
    parser.add_argument("--days", type=int, default=60)
    parser.add_argument("--first", type=date.fromisoformat, help="the first day that a digest is about")
    words = parser.parse_args(list(arguments))
    first = words.first or SUCCESSORS_FROM - timedelta(days=words.days // 2)
    return asyncio.run(_main(first, words.days))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
