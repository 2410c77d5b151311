"""How people and groups come in: by a link, by an id, by a press; and how they go."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator

import pytest

from bot.chat.commands import Asker
from bot.core.message import Message
from bot.people import ANONYMOUS_ADMIN
from bot.people.invitations import LIFE
from bot.render import plain
from tests.chat.said import commands
from tests.house import ADMIN, TEAM, House, house_settings, open_house

BOB, EVE, GROUP = 20, 30, -500

NEUTRAL = "This bot serves one team. Your id: {0} · this chat: {1}. An admin can let you in."


async def collected(messages: AsyncIterator[Message]) -> list[Message]:
    return [message async for message in messages]


async def added(house: House, chat: int = GROUP, person: int = EVE, *, channel: bool = False) -> list[Message]:
    """Somebody adds the bot to a group; what it says there."""
    asker = Asker(person, chat, group=True, name="Eve", title="News <b>room")
    return await collected(house.app.conversation.joined(asker, channel=channel))


async def invited(house: House, words: str = "") -> str:
    """The token of a new invitation."""
    (message,) = await house.said(f"/invite {words}", name="Ann")
    found = re.search(r"start(?:group)?[= ](\S+)", plain(message.text))
    assert found is not None
    return found[1]


def bob(person: int = BOB) -> dict[str, object]:
    return {"person": person, "chat": person, "name": "Bob"}


def group(person: int = EVE) -> dict[str, object]:
    return {"person": person, "chat": GROUP, "group": True, "name": "Eve", "title": "News room"}


async def test_an_invitation_is_a_link_that_says_whom_it_lets_in_and_until_when() -> None:
    async with open_house(bot_name=lambda: "morning_bot") as house:
        (message,) = await house.said("/invite admin for the night shift", name="Ann")
        (of_a_group,) = await house.said("/invite group")
    assert re.fullmatch(
        r"<b>Invitation: admin</b> · for the night shift\n"
        r"https://t\.me/morning_bot\?start=[A-Za-z0-9_-]{22}\n\n"
        r"It lets in one person, once: pass it on to nobody else\.\n"
        r"<i>until 13 January 2015, 12:30 · [0-9a-f]{8}</i>",
        message.text,
    )
    assert re.fullmatch(r"/invite revoke [0-9a-f]{8}", commands(message)[0])
    assert "https://t.me/morning_bot?startgroup=" in of_a_group.text


async def test_where_no_link_leads_to_the_bot_an_invitation_is_a_code() -> None:
    async with open_house() as house:
        (message,) = await house.said("/invite")
    assert re.search(r"Code: (\S+)\. Whom it is for says this to the bot: /start \1\n", message.text)


async def test_a_stranger_with_an_invitation_is_welcome_and_whoever_invited_hears_of_it() -> None:
    async with open_house() as house:
        token = await invited(house, "reader for the desk")
        (hello,) = await house.said(f"/start {token}", **bob())
        assert plain(hello.text).startswith("Welcome, Bob!\nYou are let in: ask me for the figures")
        assert commands(hello) == ["/report 2015-01-05", "/subscribe", "/help"]
        assert "24,140 readers" in await house.say("/reads 2015-01-05", **bob())
        ((to, _, told),) = house.sender.posted
        assert to == ADMIN
        assert plain(told.text) == "Bob (20) came in by your invitation: reader. “for the desk”"
        assert commands(told) == ["/deny 20"]
        assert "Bob (20) · reader · since 6 January 2015, 12:30, by Ann · invitation" in await house.say("/allow")


@pytest.mark.parametrize("case", ["wrong", "used", "revoked", "expired", "of a group", "in a group"])
async def test_an_invitation_that_opens_nothing_gets_the_neutral_line(case: str) -> None:
    async with open_house() as house:
        token = await invited(house, "group" if case == "of a group" else "")
        if case == "wrong":
            token = "x" * 22
        if case == "used":
            await house.say(f"/start {token}", **bob())
        if case == "revoked":
            (held,) = house.app.conversation.house.people.invitations.open()
            await house.say(f"/invite revoke {held.short}")
        if case == "expired":
            house.clock.instant += LIFE
        who = group() if case == "in a group" else bob(EVE)
        chat = GROUP if case == "in a group" else EVE
        assert await house.say(f"/start {token}", **who) == NEUTRAL.format(EVE, chat)
        assert await house.say(f"/start {token}", **who) == "", "once an hour"
        assert not house.app.conversation.house.people.let_in(EVE)


async def test_a_link_that_came_too_late_is_answered_once_also_to_one_who_has_just_had_the_line() -> None:
    async with open_house() as house:
        tokens = [await invited(house), await invited(house)]
        house.clock.instant += LIFE
        assert await house.say("/start", **bob()) == NEUTRAL.format(BOB, BOB)
        for token in tokens:
            assert await house.say(f"/start {token}", **bob()) == NEUTRAL.format(BOB, BOB)
            assert await house.say(f"/start {token}", **bob()) == ""
        assert await house.say("/start", **bob()) == ""
        assert await house.say("/start please", **bob()) == "", "no link"


async def test_a_groups_invitation_lets_in_the_group_where_it_is_said() -> None:
    async with open_house() as house:
        token = await invited(house, "group")
        hello = await house.say(f"/start@morning_bot {token}", **group())
        assert hello.startswith("Hello! This group is let in: everybody here may ask me")
        assert "24,140 readers" in await house.say("/reads 2015-01-05", **group(person=BOB))
        assert await house.say("/reads 2015-01-05", **bob()) == NEUTRAL.format(BOB, BOB), "not its members elsewhere"
        assert "News room (-500) · group · since" in await house.say("/allow")


async def test_the_word_that_was_delivered_twice_is_a_second_welcome_and_no_second_use() -> None:
    async with open_house() as house:
        token = await invited(house)
        hello = await house.say(f"/start {token}", **bob())
        assert await house.say(f"/start {token}", **bob()) == hello
        assert len(house.sender.posted) == 1
        assert len(house.app.conversation.house.audit.page(None, 9)) == 2


async def test_an_invitation_is_not_used_up_by_whom_it_gives_nothing() -> None:
    async with open_house() as house:
        token = await invited(house)
        assert "I bring the figures of your WeChat articles" in await house.say(f"/start {token}")
        assert "Welcome" in await house.say(f"/start {token}", **bob())
        higher = await invited(house, "admin")
        assert "You are an admin of this bot now" in await house.say(f"/start {higher}", **bob())
        assert "Invitation: reader" in await house.say("/invite", **bob())


async def test_a_link_of_one_whom_the_settings_made_an_admin_and_do_no_more_lets_nobody_in_and_is_not_listed() -> None:
    former = 8
    both, one = (house_settings(telegram={"admins": admins, "chats": []}) for admins in ([ADMIN, former], [ADMIN]))
    async with open_house(settings=both) as before:
        made = await before.say("/invite admin", person=former, chat=former)
        token = re.search(r"start[= ](\S+)", made)
        assert token is not None
    async with open_house(settings=one, rooms=before.rooms) as house:
        assert await house.say(f"/start {token[1]}", **bob()) == NEUTRAL.format(BOB, BOB)
        assert not house.app.conversation.house.people.let_in(BOB)
        assert await house.say("/invite open") == "No invitation is open. /invite makes one."
        assert "open" not in await house.say("/allow")


async def test_open_invitations_are_listed_and_revoked_by_a_press() -> None:
    async with open_house() as house:
        assert await house.say("/invite open") == "No invitation is open. /invite makes one."
        (made,) = await house.said("/invite reader desk", name="Ann")
        (listed,) = await house.said("/invite open")
        short = commands(listed)[0].split()[-1]
        assert plain(listed.text) == (
            f"Open invitations\n{short} · reader · desk · by Ann, until 13 January 2015, 12:30"
        )
        assert commands(made)[0] == commands(listed)[0] == f"/invite revoke {short}"
        gone = await house.say(commands(listed)[0])
        assert gone == f"Invitation {short} is revoked: nobody can use it.\nNo invitation is open. /invite makes one."
        assert "No such invitation is open." in await house.say(commands(listed)[0])


async def test_somebody_is_let_in_by_id_and_goes_by_id() -> None:
    async with open_house() as house:
        assert await house.say("/allow 20", name="Ann") == "20 is let in: reader."
        assert await house.say("/allow 20") == "20 was let in already: reader."
        assert await house.say("/allow 20 admin") == "20 is let in: admin."
        assert "24,140 readers" in await house.say("/reads 2015-01-05", **bob())
        assert "is let in no more" in await house.say("/deny 20")
        assert await house.say("/reads 2015-01-05", **bob()) == NEUTRAL.format(BOB, BOB)
        assert await house.say("/deny 20") == "20 is not let in, and stays so."


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("/allow bob", "“bob” is not an id. Say /allow 777"),
        ("/allow 0", "0 is no person: others share that id."),
        (f"/allow {ANONYMOUS_ADMIN} admin", "1087968824 is no person: others share that id."),
        ("/allow 20 emperor", "“emperor” is not a role."),
        ("/allow -500 admin", "A group has no role, and a person is no group."),
        ("/allow 20 group", "A group has no role, and a person is no group."),
        (f"/allow {ADMIN}", "The settings let 7 in already."),
        (f"/deny {ADMIN}", "7 is an admin by the settings. Only MORNING_READS_TELEGRAM__ADMINS changes that."),
        (f"/deny {TEAM}", "The settings let -100 in. Take it out of MORNING_READS_TELEGRAM__CHATS."),
        ("/deny", "“” is not an id."),
        ("/invite revoke", "No such invitation is open."),
        ("/audit x", "“x” is no number of an act."),
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


async def test_the_list_of_changes_says_who_changed_what_where() -> None:
    async with open_house() as house:
        who = {"name": "Ann"}
        assert await house.say("/audit") == "Who changed what\nNothing was changed yet.\nAsia/Shanghai"
        await house.say("/allow 20 admin", **who)
        await house.say("/subscribe 09:00", **bob())
        await house.say("/settings silent on", chat=TEAM, group=True, title="Team", **who)
        await house.say("/backfill 2015-01-05", **who)
        await house.say("/accounts demo", **who)
        await house.say("/pause", **bob())
        await house.say("/unsubscribe", **bob())
        await house.say("/deny 20", **who)
        assert await house.say("/audit") == (
            "Who changed what\n"
            "8. 6 January 2015, 12:30 · Ann (7) – let in no more: 20\n"
            "7. 6 January 2015, 12:30 · Bob (20) – ended: daily\n"
            "6. 6 January 2015, 12:30 · Bob (20) – paused: daily\n"
            "5. 6 January 2015, 12:30 · Ann (7) – set account to demo\n"
            "4. 6 January 2015, 12:30 · Ann (7) – asked for a backfill: 2015-01-05..2015-01-05 @demo\n"
            "3. 6 January 2015, 12:30 · Ann (7) · Team (-100) – set silent to on\n"
            "2. 6 January 2015, 12:30 · Bob (20) – subscribed: daily 09:00 Asia/Shanghai\n"
            "1. 6 January 2015, 12:30 · Ann (7) – let in 20: admin\n"
            "Asia/Shanghai"
        )


async def test_in_chinese_the_list_has_no_word_of_ours_in_english_and_leaves_data_as_it_is() -> None:
    async with open_house(settings=house_settings(("demo", "daily"))) as house:
        for line in ("language zh", "zone UTC", "silent on", "account all", "hour 10:00", "hour default"):
            await house.say(f"/settings {line}")
        for line in ("/accounts daily", "/subscribe weekly 09:00 @daily", "/subscribe @all", "/pause"):
            await house.say(line)
        said = [line.partition(" – ")[2] for line in (await house.say("/audit")).splitlines()[1:-1]]
    assert said == [
        "暂停：每天、每周 @daily",
        "订阅：每天 08:30 UTC",
        "订阅：每周 @daily 09:00 UTC",
        "设置账号：daily",
        "设置时间：默认",
        "设置时间：10:00",
        "设置账号：全部",
        "设置静音：开",
        "设置时区：UTC",
        "设置语言：中文",
    ]


async def test_the_list_is_turned_page_by_page_and_its_pages_stand() -> None:
    async with open_house() as house:
        for n in range(100, 125):
            await house.say(f"/allow {n}")
        (newest,) = await house.said("/audit")
        assert commands(newest) == ["/audit 15"]
        await house.say("/allow 200")
        (older,) = await house.said("/audit 15")
        assert commands(older) == ["/audit 25", "/audit 5"]
        assert "15. " in older.text
        assert "16. " not in older.text
        (oldest,) = await house.said("/audit 5")
        assert commands(oldest) == ["/audit 15"]
        assert oldest.text.count("let in") == 5


async def test_names_are_data() -> None:
    async with open_house() as house:
        token = await invited(house)
        evil = bob() | {"name": "<b>{0}%(x)s{{ 7 }}"}
        (hello,) = await house.said(f"/start {token}", **evil)
        assert "Welcome, &lt;b&gt;{0}%(x)s{{ 7 }}!" in hello.text
        (listed,) = await house.said("/allow")
        assert "&lt;b&gt;{0}%(x)s{{ 7 }} (20)" in listed.text
        await house.say("/deny 20")
        assert "let in no more: <b>{0}%(x)s{{ 7 }} 20" in await house.say("/audit")
