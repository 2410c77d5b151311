"""A team's house for the laws of delivery."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.app import seed_chats
from tests.house import House, open_house


@pytest.fixture
async def house() -> AsyncIterator[House]:
    """A team whose digest falls due in half an hour."""
    async with open_house("2015-01-06 08:00") as house:
        await seed_chats(house.app)
        yield house
