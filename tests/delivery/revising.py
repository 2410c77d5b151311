"""WeChat takes back what it said, and the bot looks again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bot.render import plain
from bot.wechat.simulator import FOREVER, Altered
from tests.delivery.team import DAY, wake
from tests.house import House

READERS = 24_140


def more(readers: int) -> Callable[[dict[str, Any]], object]:
    """A revision by WeChat: the day has so many readers more."""

    def alter(answer: dict[str, Any]) -> object:
        for row in answer["list"]:
            if row["ref_date"] == str(DAY) and row.get("user_source") == 99999999:
                row["int_page_read_user"] += readers
        return answer

    return alter


async def revised(house: House, readers: int) -> None:
    """The digest goes out at 08:30; at 12:30 WeChat has other figures, and the bot looks."""
    await wake(house, minutes=30)
    revise(house, readers)
    await later(house, hours=4)


def revise(house: House, readers: int) -> None:
    house.simulator.faults.clear()
    house.simulator.faults.add("getuserread", Altered(more(readers)), times=FOREVER)


async def later(house: House, **time: float) -> None:
    house.clock.pass_by(**time)
    await house.app.upkeep()
    await house.app.delivery.wake()


def edits(house: House) -> list[str]:
    return [plain(message.text) for _, _, message in house.sender.edited]
