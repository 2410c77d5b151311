"""`/settings`: what a chat chooses, what comes here already follows, and what comes next begins with it."""

from __future__ import annotations

from datetime import time

import pytest

from bot.preferences import Preference
from bot.render import plain
from tests.chat.said import commands
from tests.delivery.team import ONE, subscribed, wake
from tests.house import ADMIN, TEAM, House, house_settings, open_house

BOTH = house_settings(("demo", "other"))
MEMBER = 8


async def yes() -> bool:
    return True


def chosen(house: House, chat: int = ADMIN) -> Preference:
    return house.app.conversation.house.preferences.of(chat)


async def test_the_first_page_says_how_it_stands_and_leads_to_each_choice() -> None:
    async with open_house(settings=BOTH) as house:
        (message,) = await house.said("/settings")
    assert plain(message.text) == (
        "Settings of this chat\n"
        "Language: English\n"
        "Zone: Asia/Shanghai\n"
        "Hour of the digest: 08:30\n"
        "Account: all, side by side\n"
        "Digests arrive: with a sound\n"
        "Chart with the digest: no"
    )
    assert [[(button.label, button.command) for button in row] for row in message.buttons] == [
        [("✓ English", "/settings language en"), ("中文", "/settings language zh")],
        [("Zone", "/settings zone"), ("Hour", "/settings hour"), ("Account", "/settings account")],
        [("Without a sound", "/settings silent on"), ("With a chart", "/settings chart on")],
    ]


@pytest.mark.parametrize(
    ("page", "now"),
    [("zone", "/settings zone Asia/Shanghai"), ("hour", "/settings hour 08:30"), ("account", "/settings account all")],
)
async def test_a_choice_of_many_has_a_page_with_the_present_one_marked_and_the_way_back(page: str, now: str) -> None:
    async with open_house(settings=BOTH) as house:
        (message,) = await house.said(f"/settings {page}")
        assert [b.command for row in message.buttons for b in row if b.label.startswith("✓")] == [now]
        assert commands(message)[-1] == "/settings"
        for command in commands(message):
            assert "Settings of this chat" in await house.say(command), "every button is understood"


@pytest.mark.parametrize(
    ("typed", "preference", "line"),
    [
        ("zone europe/madrid", Preference(zone="Europe/Madrid"), "Zone: Europe/Madrid"),
        ("zone america/new york", Preference(zone="America/New_York"), "Zone: America/New_York"),
        ("zone Tokyo", Preference(zone="Asia/Tokyo"), "Zone: Asia/Tokyo"),
        ("时区 纽约", Preference(zone="America/New_York"), "Zone: America/New_York"),
        ("zone 北京", Preference(zone="Asia/Shanghai"), "Zone: Asia/Shanghai"),
        ("hour 7", Preference(at=time(7)), "Hour of the digest: 07:00"),
        ("hour 7 pm", Preference(at=time(19)), "Hour of the digest: 19:00"),
        ("时间 八点半", Preference(at=time(8, 30)), "Hour of the digest: 08:30"),
        ("hour 9:15", Preference(at=time(9, 15)), "Hour of the digest: 09:15"),
        ("account @other", Preference(scope="other"), "Account: Other"),
        ("account other", Preference(scope="other"), "Account: Other"),
        ("account Daily Tech", Preference(scope="demo"), "Account: Daily Tech"),
        ("zone UTC+8", Preference(zone="Asia/Shanghai"), "Zone: Asia/Shanghai"),
        ("timezone 深圳", Preference(zone="Asia/Shanghai"), "Zone: Asia/Shanghai"),
        ("account 全部", Preference(scope="all"), "Account: all, side by side"),
        ("silent on", Preference(silent=True), "Digests arrive: without a sound"),
        ("chart on", Preference(chart=True), "Chart with the digest: yes"),
        ("图表 开", Preference(chart=True), "Chart with the digest: yes"),
    ],
)
async def test_a_choice_is_kept_and_the_page_says_so(typed: str, preference: Preference, line: str) -> None:
    async with open_house(settings=BOTH) as house:
        answer = await house.say(f"/settings {typed}")
        assert "Kept. " in answer
        assert line in answer.splitlines()
        assert chosen(house) == preference
        assert "Kept." not in await house.say(f"/settings {typed}"), "chosen already"
        await house.say(f"/settings {typed.split()[0]} default")
        assert chosen(house) == Preference()


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("colour red", "“colour” is nothing that can be set."),
        ("language tlh", "“tlh” is no language that I speak."),
        ("zone Mars/Olympus", "“Mars/Olympus” is not a time zone that I know."),
        ("zone San Juan", "“San Juan” is not a time zone that I know."),
        ("hour 25:00", "“25:00” is not a time of day."),
        ("account nope", "There is no account @nope here."),
        ("silent maybe", "“maybe” is neither on nor off."),
        ("chart perhaps", "“perhaps” is neither on nor off."),
    ],
)
async def test_what_cannot_be_chosen_is_refused_and_changes_nothing(typed: str, answer: str) -> None:
    async with open_house() as house:
        assert answer in await house.say(f"/settings {typed}")
        assert chosen(house) == Preference()


@pytest.mark.parametrize(
    ("name", "says", "now"),
    [
        ("language", "Language: English. Choose one, or type for example /settings language zh.", "language en"),
        ("silent", "Digests arrive with a sound. With /settings silent on they arrive without one.", "silent off"),
        ("chart", "Digests come without a chart. With /settings chart on they come with one.", "chart off"),
    ],
)
async def test_a_choice_of_few_without_a_value_says_how_it_stands_and_has_the_other_one(
    name: str, says: str, now: str
) -> None:
    async with open_house() as house:
        (message,) = await house.said(f"/settings {name}")
        assert plain(message.text) == f"Settings of this chat\n{says}"
        assert [b.command for row in message.buttons for b in row if b.label.startswith("✓")] == [f"/settings {now}"]
        other = next(b.command for row in message.buttons for b in row if not b.label.startswith(("✓", "◀")))
        await house.say(other)
        assert chosen(house) != Preference()
        assert says not in await house.say(f"/settings {name}")


async def test_a_press_on_a_language_answers_in_that_language_and_so_does_what_follows() -> None:
    async with open_house() as house:
        (message,) = await house.said("/settings language zh")
        assert ("✓ 中文", "/settings language zh") in [(b.label, b.command) for row in message.buttons for b in row]
        assert "2015 年 1 月 5 日" in await house.say("/reads 2015-01-05")
        assert "Monday, 5 January 2015" in await house.say("/reads 2015-01-05", chat=TEAM)


async def test_what_comes_already_follows_the_choice_and_what_comes_next_begins_with_it() -> None:
    async with open_house() as house:
        await house.say("/subscribe 09:00")
        await house.say("/subscribe weekly 11:00")
        for choice in ("language zh", "zone Europe/Berlin", "hour 07:00", "silent on", "chart on"):
            await house.say(f"/settings {choice}")
        await house.say("/subscribe monthly")
        kept = {s.cadence.value: s for s in house.app.subscriptions.all()}
    assert [(s.language, s.zone, s.silent, s.chart) for s in kept.values()] == [("zh", "Europe/Berlin", True, True)] * 3
    assert {cadence: f"{s.at:%H:%M}" for cadence, s in kept.items()} == {
        "daily": "07:00",
        "weekly": "11:00",
        "monthly": "07:00",
    }


async def test_another_chats_digests_do_not_follow() -> None:
    async with open_house() as house:
        await subscribed(house, ONE)
        await house.say("/settings hour 10:00")
        assert house.app.subscriptions.all()[0].at == ONE.at


async def test_the_chat_asks_about_the_account_that_it_chose_and_so_does_a_new_digest() -> None:
    async with open_house(settings=BOTH) as house:
        await house.say("/settings account other")
        assert (await house.say("/reads 2015-01-05")).startswith("Other · Monday")
        assert "· @other." in await house.say("/subscribe")


async def test_an_hour_that_has_passed_undelivered_is_due_now() -> None:
    async with open_house("2015-01-06 07:00") as house:
        await house.say("/subscribe 18:00")
        await wake(house, hours=5)
        assert house.sender.texts(ADMIN) == []
        await house.say("/settings hour 08:30")
        await wake(house)
        assert house.sender.texts(ADMIN)[0].startswith("Daily Tech · Monday, 5 January 2015")


async def test_a_day_that_was_delivered_does_not_come_again_at_another_hour() -> None:
    async with open_house("2015-01-06 07:00") as house:
        await house.say("/subscribe 08:30")
        await wake(house, hours=2)
        await house.say("/settings hour 10:00")
        await house.say("/settings zone Europe/Berlin")
        await wake(house, hours=12)
        assert len(house.sender.texts(ADMIN)) == 1


async def test_only_a_groups_admins_change_its_settings_and_everybody_sees_them() -> None:
    async with open_house() as house:
        group = {"person": MEMBER, "chat": TEAM, "group": True}
        assert "Only admins of this group change them." in await house.say("/settings", **group)
        assert "Zone: " in await house.say("/settings zone", **group)
        assert "Only an admin of this group" in await house.say("/settings zone UTC", **group)
        assert chosen(house, TEAM) == Preference()
        assert "Zone: UTC" in await house.say("/settings zone UTC", manages=yes, **group)


async def test_settings_are_a_chats_matter() -> None:
    async with open_house() as house:
        assert "Only a chat can say /settings." in await house.say("/settings", in_chat=False)


async def test_what_fell_due_at_the_old_hour_is_owed_whatever_hour_is_chosen_next() -> None:
    async with open_house("2015-01-06 07:00") as house:
        await house.say("/subscribe 08:30")
        house.clock.pass_by(hours=2)
        await house.say("/settings hour 18:00")
        await wake(house)
        assert house.sender.texts(ADMIN)[0].startswith("Daily Tech · Monday, 5 January 2015")


async def test_the_hour_of_a_digest_is_told_in_its_own_zone_and_so_is_whatever_the_chat_asks() -> None:
    async with open_house() as house:
        await house.say("/subscribe daily 09:00 Europe/Berlin")
        assert (await house.say("/settings hour")).splitlines()[1].startswith("Digests come at 09:00 · Europe/Berlin.")
        overview = (await house.say("/settings")).splitlines()
        assert overview[2:4] == ["Zone: Europe/Berlin", "Hour of the digest: 09:00"]
        assert (await house.say("/report 2015-01-05")).endswith("as of 05:30 · Europe/Berlin")
        assert (await house.say("/accounts")).splitlines()[2].endswith("as of 6 January 2015, 05:30")


async def test_the_zone_that_a_chat_chose_goes_before_that_of_a_digest_it_wished_for_later() -> None:
    async with open_house() as house:
        await house.say("/settings zone UTC")
        await house.say("/subscribe daily 09:00 Europe/Berlin")
        assert (await house.say("/settings hour")).splitlines()[1].startswith("Digests come at 09:00 · Europe/Berlin.")
        overview = (await house.say("/settings")).splitlines()
        assert overview[2:4] == ["Zone: UTC", "Hour of the digest: 09:00 · Europe/Berlin"]
        assert (await house.say("/report 2015-01-05")).endswith("as of 04:30 · UTC")
