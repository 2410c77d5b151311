"""Who is told what, also of what ends while it is being told."""

from __future__ import annotations

import asyncio
import re

import pytest

from bot.app import seed_chats
from bot.core.message import Message
from bot.render import plain
from bot.wechat.simulator import FOREVER, Altered, Errcode
from tests.delivery.team import texts, wake
from tests.house import ADMIN, TEAM, FakeSender, House, house_settings, memory_rooms, open_house


async def test_what_ends_or_begins_while_an_admin_is_being_told_is_told_too() -> None:

    async def slow(chat: int, message: Message, topic: int) -> None:
        if chat == ADMIN:
            await asyncio.sleep(0.02)

    async with open_house("2015-01-06 08:00", sender=FakeSender(meanwhile=slow)) as house:
        await seed_chats(house.app)
        delivery, notices = house.app.delivery, house.app.delivery.notices
        await delivery.left(TEAM)
        telling = asyncio.create_task(notices.look())
        await asyncio.sleep(0.01)
        await delivery.back(TEAM)
        await telling
        telling = asyncio.create_task(notices.look())
        await asyncio.sleep(0.01)
        await delivery.left(TEAM)
        await telling
        await notices.look()
        assert [text[:1] for text in texts(house, ADMIN)] == ["⚠", "C", "⚠"]
        assert len(notices.open()) == 1


async def test_a_streak_about_a_chat_or_account_that_is_not_served_any_more_is_forgotten() -> None:
    rooms = memory_rooms()
    async with open_house("2015-01-06 08:00", rooms=rooms, settings=house_settings(("demo", "other"))) as house:
        await seed_chats(house.app)
        house.simulator.faults.add("getuserread", Errcode(48001), times=FOREVER, app_id="wxother")
        await wake(house, minutes=30)
        await house.app.delivery.left(TEAM)
        await wake(house)
        assert len(house.app.delivery.notices.open()) == 2
    delisted = house_settings(telegram={"admins": [ADMIN], "chats": []})
    async with open_house("2015-01-07 08:00", rooms=rooms, settings=delisted) as again:
        await wake(again)
        assert again.app.delivery.notices.open() == []


async def test_calls_that_are_used_up_by_our_own_count_are_told_too() -> None:
    async with open_house("2015-01-06 08:00", settings=house_settings(quota={"daily": 5, "reserve": 0})) as house:
        await seed_chats(house.app)
        budget = house.app.collect.fetching.budget
        await budget.take("demo", "getuserread", 5, all_of_it=True)
        await wake(house, minutes=30)
        assert "WeChat's daily number of calls is used up for Daily Tech." in texts(house, ADMIN)[0]


async def test_outages_of_changing_kinds_are_one_outage(house: House) -> None:
    for code in (-1, 45011, -1, 45011):
        house.simulator.faults.clear()
        house.simulator.faults.add("getuserread", Errcode(code), times=FOREVER)
        await wake(house, minutes=10)
    await wake(house, minutes=30)
    assert len(texts(house, ADMIN)) == 1


async def test_a_member_hears_that_something_is_wrong_and_only_an_admin_in_private_what() -> None:
    settings = house_settings(telegram={"admins": [ADMIN], "chats": [TEAM, -55]})
    async with open_house("2015-01-06 08:00", settings=settings) as house:
        await seed_chats(house.app)
        await house.app.delivery.left(-55)
        house.simulator.faults.add("getuserread", Errcode(40164), times=FOREVER)
        await wake(house, minutes=30)
        member = await house.say("/status", chat=TEAM, person=1234, group=True)
        admin = await house.say("/status")
    assert "-55" not in member
    assert "203.0.113.7" not in member
    assert "⚠ Something is wrong; the admins were told what." in member
    assert "-55" in admin
    assert "203.0.113.7" in admin
    assert admin.count("⚠") == 1


@pytest.mark.parametrize("count", [20, 46, 60])
async def test_a_digest_of_many_accounts_fits_with_a_figure_of_each(count: int) -> None:
    settings = house_settings(tuple(f"a{n}" for n in range(count)))
    async with open_house("2015-01-06 08:00", settings=settings) as house:
        await seed_chats(house.app)
        await wake(house, minutes=30)
        (text,) = [plain(message.text) for chat, _, message in house.sender.posted if chat == TEAM]
    assert len(text) <= 4096
    assert all(f"A{n} · " in text for n in range(count))
    assert count < 46 or len(re.findall(r"^A\d+ · .*\d readers", text, re.MULTILINE)) == count


async def test_a_digest_of_many_accounts_that_is_put_right_fits_and_so_does_the_reply() -> None:
    settings = house_settings(tuple(f"account-{n:03}" for n in range(70)))
    async with open_house("2015-01-06 08:00", settings=settings) as house:
        await seed_chats(house.app)
        house.simulator.faults.add("getuserread", Altered(_halved), times=FOREVER)
        await wake(house, minutes=30)
        house.simulator.faults.clear()
        house.clock.pass_by(hours=4, minutes=10)
        assert await house.app.upkeep()
        await wake(house, minutes=1)
        edited = [plain(message.text) for chat, _, message in house.sender.edited if chat == TEAM]
        reply = house.sender.texts(TEAM)[-1]
    assert "Corrected at" in edited[-1]
    assert edited[-1].count("→") >= 5
    assert "and 65 more" in edited[-1]
    assert reply.splitlines()[-1].startswith("and ")
    assert all(len(text) <= 4096 for text in (*edited, reply))


def _halved(answer: dict[str, list[dict[str, int]]]) -> object:
    return {"list": [row | {"int_page_read_user": row["int_page_read_user"] // 2} for row in answer["list"]]}
