"""What the laws of delivery do with a house, and look at in it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time

from bot.core.days import Span
from bot.core.ports import DeliveryRow
from bot.delivery import Resent, Wish
from bot.subscriptions import Subscription
from tests.house import ADMIN, TEAM, House, china

DAY = date(2015, 1, 5)
HEADING = "Daily Tech · Monday, 5 January 2015"

ONE = Subscription(TEAM, 0, time(8, 30), "Asia/Shanghai", china("2015-01-01 00:00"))
"""The team's usual digest."""


async def subscribed(house: House, *subscriptions: Subscription) -> None:
    """Wish for these from now on."""
    for one in subscriptions:
        await house.app.subscriptions.put(replace(one, since=house.clock.now()))


def texts(house: House, chat: int = TEAM) -> list[str]:
    return house.sender.texts(chat)


def digests(house: House, chat: int = TEAM) -> list[str]:
    return [text for text in house.sender.texts(chat) if text.startswith("Daily Tech · ")]


async def rows(house: House) -> list[DeliveryRow]:
    return await house.rooms.ledger.rows()


async def wake(house: House, **later: float) -> None:
    house.clock.pass_by(**later)
    await house.app.delivery.wake()


async def resend(house: House, attempt: int | None, update: int, day: date = DAY) -> Resent:
    """Ask for the team's digest of a day again."""
    return await house.app.delivery.resend(Wish(TEAM, 0, Span.day(day), None, attempt, update))


def tried(house: House) -> int:
    """How many messages were handed over, notices to the admin left aside."""
    return sum(chat != ADMIN for chat, _, _ in house.sender.tried)
