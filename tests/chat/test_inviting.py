"""A link or a code lets somebody in, once."""

from __future__ import annotations

import re

import pytest

from bot.people.invitations import LIFE
from bot.render import plain
from tests.chat.newcomers import BOB, EVE, GROUP, NEUTRAL, bob, group, invited
from tests.chat.said import commands
from tests.house import ADMIN, house_settings, open_house


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
    assert re.search(r"Code: (\S+)\. The person it is for sends this to the bot: /start \1\n", message.text)


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


@pytest.mark.parametrize("case", ["wrong", "revoked", "of a group", "in a group"])
async def test_an_invitation_that_opens_nothing_gets_the_neutral_line(case: str) -> None:
    async with open_house() as house:
        token = await invited(house, "group" if case == "of a group" else "")
        if case == "wrong":
            token = "x" * 22
        if case == "revoked":
            (held,) = house.app.conversation.house.people.invitations.open()
            await house.say(f"/invite revoke {held.short}")
        who = group() if case == "in a group" else bob(EVE)
        chat = GROUP if case == "in a group" else EVE
        assert await house.say(f"/start {token}", **who) == NEUTRAL.format(EVE, chat)
        assert await house.say(f"/start {token}", **who) == "", "once an hour"
        assert not house.app.conversation.house.people.let_in(EVE)


USED = "This invitation was used already. Ask who gave it to you for a new one."
EXPIRED = "This invitation ended on 13 January 2015. Ask who gave it to you for a new one."


@pytest.mark.parametrize(("case", "said"), [("used", USED), ("expired", EXPIRED)])
async def test_whoever_brings_an_invitation_too_late_is_told_so_and_its_maker_once(case: str, said: str) -> None:
    async with open_house() as house:
        token = await invited(house, "reader for the desk")
        if case == "used":
            await house.say(f"/start {token}", **bob())
        else:
            house.clock.instant += LIFE
        before = len(house.sender.posted)
        assert await house.say(f"/start {token}", **bob(EVE)) == said
        assert await house.say(f"/start {token}", **bob(EVE)) == "", "one line an hour"
        ((to, _, told),) = house.sender.posted[before:]
        ending = {"used": "was used already", "expired": "has expired"}[case]
        assert to == ADMIN
        assert re.fullmatch(
            rf"Bob \(30\) brought your invitation [0-9a-f]{{8}}, which {ending}\. “for the desk”", plain(told.text)
        )
        assert commands(told) == ["/allow 30", "/deny 30"]
        house.clock.pass_by(hours=2)
        assert await house.say(f"/start {token}", **bob(EVE)) == said
        told_later = [plain(m.text) for _, _, m in house.sender.posted[before + 1 :]]
        assert told_later == ["Bob (30) wrote to me, and is not let in."], "as of any stranger"
        assert not house.app.conversation.house.people.let_in(EVE)


async def test_of_an_invitation_that_came_too_late_its_maker_hears_also_after_a_restart_only_once() -> None:
    async with open_house() as before:
        token = await invited(before)
        await before.say(f"/start {token}", **bob())
        await before.say(f"/start {token}", **bob(EVE))
    async with open_house(rooms=before.rooms) as house:
        assert await house.say(f"/start {token}", **bob(31)) == USED
        assert [plain(m.text) for _, _, m in house.sender.posted] == ["Bob (31) wrote to me, and is not let in."]


async def test_one_who_is_let_in_and_brings_a_used_invitation_is_told_so_too() -> None:
    async with open_house() as house:
        token, higher = await invited(house), await invited(house, "admin")
        await house.say(f"/start {token}", **bob())
        await house.say(f"/start {higher}", **bob(EVE))
        assert await house.say(f"/start {higher}", **bob()) == USED
        assert "brought your invitation" in plain(house.sender.posted[-1][2].text)
        assert commands(house.sender.posted[-1][2]) == []


async def test_who_guesses_invitations_or_brings_old_ones_gets_one_line_an_hour() -> None:
    async with open_house() as house:
        late = [await invited(house), await invited(house)]
        house.clock.instant += LIFE
        guesses = [f"{n:022d}" for n in range(50)]
        lines = [await house.say(f"/start {token}", **bob(EVE)) for token in guesses[:1] + late + guesses[1:]]
        assert lines == [NEUTRAL.format(EVE, EVE)] + [""] * 51


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
