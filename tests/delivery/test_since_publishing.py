"""What a digest says of articles since their publishing is put right like its other figures, once it was said."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot.app import seed_chats
from bot.wechat.endpoints import ARTICLE_TOTAL_DETAIL
from bot.wechat.simulator import FOREVER, Altered, Errcode
from tests.delivery.revising import edits, later
from tests.delivery.team import digests, wake
from tests.house import House, open_house

LIVES = ARTICLE_TOTAL_DETAIL.name


@pytest.fixture
async def house() -> AsyncIterator[House]:
    """A team that has its digest of 28 November, shortly before that of the 29th."""
    async with open_house("2026-11-29 08:00") as house:
        await seed_chats(house.app)
        await wake(house, minutes=30)
        await house.app.lives()
        house.clock.pass_by(hours=23, minutes=55)
        yield house


def revised(answer: dict[str, Any]) -> object:
    for row in answer["list"]:
        for stat in row["detail_list"]:
            stat["read_subscribe_user"] += 7
    return answer


async def test_what_a_digest_says_since_publishing_reaches_its_own_day(house: House) -> None:
    await wake(house, minutes=5)
    first, second = digests(house)
    line = next(line for line in second.splitlines() if line.startswith("Since publishing: "))
    assert line not in first
    asked = await house.say("/report 2026-11-29")
    assert line in asked


async def test_what_was_said_since_publishing_and_is_revised_is_put_right_once(house: House) -> None:
    await wake(house, minutes=5)
    house.simulator.faults.add(LIVES, Altered(revised), times=FOREVER)
    house.clock.pass_by(hours=23, minutes=50)
    await house.app.lives()
    for _ in range(3):
        await later(house, minutes=1)
    (text,) = [text for text in edits(house) if "29 November" in text]
    assert "Corrected at 1 December 2026, 08:21: comparisons and details; the figures themselves are unchanged." in text


def a_day_behind(answer: dict[str, Any]) -> object:
    for row in answer["list"]:
        row["detail_list"] = [stat for stat in row["detail_list"] if stat["stat_date"] < "2026-11-29"]
    return answer


@pytest.mark.parametrize("fault", [Errcode(-1), Altered(a_day_behind)])
async def test_what_was_not_to_be_had_since_publishing_corrects_nothing_when_it_comes(
    house: House, fault: Errcode | Altered
) -> None:
    house.simulator.faults.add(LIVES, fault, times=FOREVER)
    await wake(house, minutes=5)
    assert "Since publishing" not in digests(house)[1], "what stands at the end of the day before is not said"
    house.simulator.faults.clear()
    house.clock.pass_by(hours=24)
    await house.app.lives()
    await later(house, minutes=1)
    assert "Since publishing" in await house.say("/report 2026-11-29")
    assert not [text for text in edits(house) if "29 November" in text]
