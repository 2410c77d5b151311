"""What the laws of delivery do with a house, and look at in it."""

from __future__ import annotations

from datetime import date

from bot.core.ports import (
    DeliveryRow,
)
from tests.house import TEAM, House

DAY = date(2015, 1, 5)
HEADING = "Daily Tech · Monday, 5 January 2015"


def digests(house: House, chat: int = TEAM) -> list[str]:
    return [text for text in house.sender.texts(chat) if text.startswith("Daily Tech · ")]


async def rows(house: House) -> list[DeliveryRow]:
    return await house.rooms.ledger.rows()


async def wake(house: House, **later: float) -> None:
    house.clock.pass_by(**later)
    await house.app.delivery.wake()
