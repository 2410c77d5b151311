"""WeChat counts the day's calls anew at midnight, China time: that ends a streak, for all interfaces at once."""

from __future__ import annotations

from bot.app import seed_chats
from bot.wechat.simulator import FOREVER, Errcode
from tests.delivery.team import wake
from tests.house import ADMIN, House, open_house

OVER = "WeChat gives the figures of Daily Tech again."
REFUSED = ("getuserread", "getusershare", "getarticlesummary")


async def used_up(house: House) -> None:
    """A morning on which three interfaces are used up, and the admins hear it."""
    await seed_chats(house.app)
    for endpoint in REFUSED:
        house.simulator.faults.add(endpoint, Errcode(45009), times=FOREVER)
    await house.say("/top 2015-01-02")
    await wake(house)
    (notice,) = house.sender.texts(ADMIN)
    assert "used up" in notice


async def test_the_first_answer_of_a_new_day_ends_it_though_nobody_asks_the_other_interfaces_yet() -> None:
    async with open_house("2015-01-06 09:30") as house:
        await used_up(house)
        house.simulator.faults.clear()
        house.clock.pass_by(hours=14, minutes=40)
        await house.say("/reads 2015-01-03")
        await house.app.delivery.notices.look()
        assert house.sender.texts(ADMIN)[1:] == [OVER]


async def test_on_the_same_day_an_answer_of_one_says_nothing_of_the_others_after_a_restart_either() -> None:
    async with open_house("2015-01-06 09:30") as house:
        await used_up(house)
    async with open_house("2015-01-06 23:30", rooms=house.rooms) as again:
        again.app.collect.fetching.health.learn("demo", "getuserread", [])
        await again.app.delivery.notices.look()
        assert again.sender.texts(ADMIN) == []


async def test_a_new_day_alone_ends_nothing() -> None:
    async with open_house("2015-01-06 09:30") as house:
        await used_up(house)
        house.clock.pass_by(hours=14, minutes=40)
        await house.app.delivery.notices.look()
        await house.say("/reads 2015-01-03")
        await house.app.delivery.notices.look()
        assert house.sender.texts(ADMIN)[1:] == []
