"""How people and groups come in by an id or by a press, and how they go."""

from __future__ import annotations

import pytest

from bot.people import ANONYMOUS_ADMIN
from bot.render import plain
from tests.chat.newcomers import BOB, EVE, GROUP, NEUTRAL, added, bob, group
from tests.chat.said import commands
from tests.house import ADMIN, TEAM, FakeSender, open_house


async def test_somebody_is_let_in_by_id_and_goes_by_id() -> None:
    async with open_house() as house:
        assert await house.say("/allow 20", name="Ann") == "20 is let in: reader."
        assert await house.say("/allow 20") == "20 was let in already: reader."
        assert await house.say("/allow 20 admin") == "20 is let in: admin."
        assert "24,140 readers" in await house.say("/reads 2015-01-05", **bob())
        assert "is let in no more" in await house.say("/deny 20")
        assert await house.say("/reads 2015-01-05", **bob()) == NEUTRAL.format(BOB, BOB)
        assert await house.say("/deny 20") == "Bob (20) is not let in, and stays so."


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("/allow bob", "“bob” is not an id. Say /allow 777"),
        ("/allow @anna", "“@anna” is not an id."),
        ("/allow 0", "0 is no person: others share that id."),
        (f"/allow {ANONYMOUS_ADMIN} admin", "1087968824 is no person: others share that id."),
        ("/allow 20 emperor", "“emperor” is not a role."),
        ("/allow -500 admin", "A group has no role, and a person is no group."),
        ("/allow 20 group", "A group has no role, and a person is no group."),
        (f"/allow {ADMIN}", "The settings let 7 in already."),
        (f"/deny {ADMIN}", "7 is an admin by the settings. Only MORNING_READS_TELEGRAM__ADMINS changes that."),
        (f"/deny {TEAM}", "The settings let -100 in. Take it out of MORNING_READS_TELEGRAM__CHATS."),
        ("/deny", "Whom? Say /deny 777. Who is let in stands in /allow."),
        ("/deny 20 admin", "Who is let in no more has no role. Say /deny 20."),
        ("/invite revoke", "No such invitation is open."),
        ("/audit x", "“x” is not a number in the list."),
        ("/allow ٣", "is not an id."),
    ],
)
async def test_what_cannot_be_is_refused_with_the_next_step(text: str, answer: str) -> None:
    async with open_house() as house:
        assert answer in await house.say(text)
        assert house.app.conversation.house.people.entries() == []


@pytest.mark.parametrize("name", ["invite", "allow", "deny", "audit", "backfill"])
async def test_only_an_admin_may_and_only_he_sees_it_listed(name: str) -> None:
    async with open_house() as house:
        await house.say("/allow 20")
        assert "nly an admin of the bot" in await house.say(f"/{name} 20", **bob())
        assert "nly an admin of the bot" in await house.say(f"/{name} 20", person=EVE, chat=TEAM, group=True)
        assert f"/{name}" not in await house.say("/help", **bob())
        assert f"/{name}" not in await house.say("/help", chat=TEAM, group=True)
        assert f"/{name}" in await house.say("/help")


@pytest.mark.parametrize("text", ["/invite", "/invite open", "/allow", "/audit"])
async def test_what_names_people_is_not_said_in_a_group(text: str) -> None:
    async with open_house() as house:
        assert "not for a group to read" in await house.say(text, chat=TEAM, group=True)


async def test_a_group_to_which_a_stranger_adds_the_bot_is_told_its_id_and_the_admins_are_asked_once() -> None:
    async with open_house() as house:
        (hello,) = await added(house)
        assert plain(hello.text) == (
            "Hello! This bot serves one team. This chat: -500. An admin of the bot was asked to let it in."
        )
        assert hello.buttons == ()
        ((to, _, asked),) = house.sender.posted
        assert to == ADMIN
        assert asked.text == "Eve (30) added me to News &lt;b&gt;room (-500), which is not let in."
        assert commands(asked) == ["/allow -500", "/deny -500"]
        assert await added(house) == [], "one word an hour, and no second question"
        assert len(house.sender.posted) == 1
        assert await house.say("/allow -500") == "News <b>room (-500) is let in: group."
        to, _, welcome = house.sender.posted[-1]
        assert (to, plain(welcome.text)[:30]) == (GROUP, "Hello! This group is let in: e")
        assert "24,140 readers" in await house.say("/reads 2015-01-05", **group())


async def test_a_group_to_which_an_admin_adds_the_bot_needs_one_press_of_an_admin() -> None:
    async with open_house() as house:
        (hello,) = await added(house, person=ADMIN)
        assert "An admin of mine added me: one press lets this chat (-500) in." in hello.text
        assert commands(hello) == ["/allow -500"]
        assert house.sender.posted == []
        assert await house.say("/allow -500", **group()) == "", "a stranger's press does nothing"
        (let_in,) = await house.said("/allow -500", **(group() | {"person": ADMIN}))
        assert plain(let_in.text) == (
            "This chat is let in: everybody here may ask. /subscribe brings a digest every morning."
        )
        assert house.sender.posted == [], "who pressed there has read it"


async def test_a_group_that_is_let_in_gets_a_short_hello() -> None:
    async with open_house() as house:
        (hello,) = await added(house, TEAM)
        assert "says /subscribe for a digest every morning" in hello.text
        assert commands(hello) == ["/subscribe", "/help"]
        assert house.sender.posted == []


async def test_a_channel_is_told_nothing_and_gets_a_daily_digest_once_it_is_let_in() -> None:
    async with open_house() as house:
        assert await added(house, channel=True) == []
        ((to, _, _),) = house.sender.posted
        assert to == ADMIN
        await house.say("/allow -500")
        assert len(house.sender.posted) == 1
        (one,) = house.app.subscriptions.all()
        assert (one.chat, one.cadence, f"{one.at:%H:%M}") == (GROUP, "daily", "08:30")


async def test_the_admins_are_asked_about_a_stranger_who_says_start_and_about_no_other() -> None:
    async with open_house() as house:
        await house.say("/reads", **bob(EVE))
        assert house.sender.posted == []
        assert await house.say("/start", **bob()) == NEUTRAL.format(BOB, BOB)
        ((to, _, asked),) = house.sender.posted
        assert (to, plain(asked.text)) == (ADMIN, "Bob (20) wrote to me, and is not let in.")
        assert commands(asked) == ["/allow 20", "/deny 20"]
        assert await house.say("/deny 20") == "Bob (20) is not let in, and stays so."
        house.clock.pass_by(hours=2)
        await house.say("/start", **bob())
        assert len(house.sender.posted) == 1


async def test_digests_rest_in_a_chat_that_is_denied_and_go_on_when_it_is_let_in_again() -> None:
    async with open_house() as house:
        await house.say("/allow -500")
        await house.say("/subscribe", **(group() | {"person": ADMIN}))
        await house.say("/deny -500")
        (resting,) = house.app.subscriptions.all()
        assert resting.paused == "delisted"
        house.clock.pass_by(days=1)
        await house.app.delivery.wake()
        assert house.sender.texts(GROUP) == []
        await house.say("/allow -500")
        await house.app.delivery.wake()
        assert house.sender.texts(GROUP) == [], "nothing is owed for that time"
        house.clock.pass_by(days=1)
        await house.app.delivery.wake()
        assert len(house.sender.texts(GROUP)) == 1


async def test_a_chat_is_named_by_its_title_with_its_number_wherever_admins_read_of_it() -> None:
    sender = FakeSender()
    async with open_house("2015-01-06 08:00", sender=sender) as house:
        assert "Chats by the settings: -100\n" in await house.say("/allow")
        await house.say("/reads 2015-01-04", person=BOB, chat=TEAM, group=True, name="Bob", title="News <b>room")
        listed = (await house.said("/allow", name="Ann"))[-1].text
        assert "Chats by the settings: News &lt;b&gt;room (-100)\n" in listed
        assert "Admins by the settings: Ann (7)" in await house.say("/allow")
        assert await house.say("/deny -100") == (
            "The settings let News <b>room (-100) in. Take it out of MORNING_READS_TELEGRAM__CHATS."
        )
        await house.say("/subscribe", chat=TEAM, group=True, title="News <b>room")
        await house.app.delivery.left(TEAM)
        await house.app.delivery.wake()
        assert sender.texts(ADMIN)[-1].startswith("⚠ Chat News <b>room (-100): it has removed or blocked the bot")
        assert "News <b>room (-100): it has removed or blocked the bot" in await house.say("/status")
        await house.app.delivery.back(TEAM)
        await house.app.delivery.wake()
        assert sender.texts(ADMIN)[-1] == "Chat News <b>room (-100) gets its digests again."


async def test_a_title_is_learned_anew_when_it_changes_goes_with_a_chat_that_moves_and_is_kept_of_no_stranger() -> None:
    async with open_house() as house:
        people = house.app.people
        for title in ("Old", "New"):
            await house.say("/help", person=BOB, chat=TEAM, group=True, title=title)
        assert people.called(TEAM) == "New (-100)"
        await house.app.delivery.moved(TEAM, -1001)
        assert people.called(-1001) == "New (-1001)"
        await house.say("/help", **group())
        assert people.called(GROUP) == "-500"
        await added(house)
        assert house.rooms.shelf("chats").get(f"named:{GROUP}") is None
    async with open_house(rooms=house.rooms) as again:
        assert again.app.people.called(-1001) == "New (-1001)"
