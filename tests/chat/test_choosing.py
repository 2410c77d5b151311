"""Which account a chat asks about: chosen once, kept for the chat, and said otherwise at any time."""

from __future__ import annotations

import pytest

from bot.app import memory_rooms
from bot.core.message import Kind
from bot.wechat.simulator import FOREVER, Errcode
from tests.chat.said import commands
from tests.house import ADMIN, TEAM, house_settings, open_house

BOTH = house_settings(("demo", "other"))
MEMBER = 8


async def managing() -> bool:
    return True


async def test_the_accounts_with_their_keys_sources_and_newest_days() -> None:
    async with open_house(settings=BOTH) as house:
        await house.said("/reads @demo")
        message = (await house.said("/accounts"))[-1]
        assert await house.say("/accounts") == (
            "Official accounts\n"
            "Daily Tech · @demo · interfaces by the day\n"
            "figures up to Monday, 5 January 2015, as of 6 January 2015, 12:30\n"
            "Other · @other · interfaces by the day\n"
            "no figures of the last days are held\n"
            "This chat asks about all of them, side by side, unless it says otherwise."
        )
    assert [[(b.label, b.command) for b in row] for row in message.buttons] == [
        [("@demo", "/accounts demo"), ("@other", "/accounts other"), ("✓ All", "/accounts all")]
    ]


async def test_a_single_account_needs_no_choice() -> None:
    async with open_house() as house:
        (message,) = await house.said("/accounts")
    assert message.buttons == ()
    assert "unless it says otherwise" not in message.text


async def test_a_chat_asks_about_the_account_that_it_chose_unless_it_says_otherwise() -> None:
    async with open_house(settings=BOTH) as house:
        answer = await house.say("/accounts other")
        assert answer.endswith("From now on this chat asks about Other unless it says otherwise.")
        assert (await house.say("/reads")).splitlines()[0] == "Other · Monday, 5 January 2015"
        assert (await house.say("/reads @demo")).splitlines()[0] == "Daily Tech · Monday, 5 January 2015"
        assert (await house.say("/reads @all")).count("Monday, 5 January 2015") == 2
        assert (await house.say("/coverage")).splitlines()[0].startswith("Other")
        assert (await house.say("/reads", chat=TEAM)).count("Monday, 5 January 2015") == 2, "another chat's own matter"
        assert (await house.say("/accounts 全部")).endswith("side by side, unless it says otherwise.")
        assert (await house.say("/reads")).count("Monday, 5 January 2015") == 2


async def test_what_is_chosen_once_more_is_no_change_whichever_command_says_it() -> None:
    async with open_house(settings=BOTH) as house:
        for line in ("/accounts other", "/accounts @other", "/settings account other", "/settings account @demo"):
            await house.say(line)
        acts = house.app.conversation.house.audit.page(None, 10)
    assert [(act.params["what"], act.params["value"]) for act in acts] == [("account", "demo"), ("account", "other")]


async def test_a_choice_outlives_the_process_and_counts_for_nothing_once_the_account_is_gone() -> None:
    rooms = memory_rooms()
    async with open_house(settings=BOTH, rooms=rooms) as house:
        await house.said("/accounts @other")
    async with open_house(settings=BOTH, rooms=rooms) as house:
        assert (await house.say("/reads")).startswith("Other")
    async with open_house(rooms=rooms) as house:
        assert (await house.say("/reads")).startswith("Daily Tech")


async def test_only_a_groups_admins_choose_for_it() -> None:
    async with open_house(settings=BOTH) as house:
        (refused,) = await house.said("/accounts other", person=MEMBER, chat=TEAM, group=True)
        assert refused.kind is Kind.REFUSED
        assert refused.text.startswith("Only an admin of this group chooses what it asks about.")
        assert (await house.say("/reads", chat=TEAM)).count("Monday, 5 January 2015") == 2
        await house.said("/accounts other", person=MEMBER, chat=TEAM, group=True, manages=managing)
        assert (await house.say("/reads", person=MEMBER, chat=TEAM)).startswith("Other")


async def test_a_slip_in_a_key_is_refused_with_the_nearest_account_as_a_button() -> None:
    async with open_house(settings=BOTH) as house:
        (message,) = await house.said("/top shares yesterday 3 @oter")
        assert message.text == "There is no account @oter here. Known: @demo, @other."
        assert commands(message) == ["/top shares 2015-01-05 3 @other"]
        assert commands((await house.said("/accounts dmo"))[-1]) == ["/accounts @demo"]
        assert commands((await house.said("/reads @zzz"))[-1]) == []


@pytest.mark.parametrize(
    ("line", "command"),
    [
        ("/export yesterday csv @oter", "/export 2015-01-05 csv @other"),
        ("/coverage @oter", "/coverage @other"),
        ("/coverage last week @oter", "/coverage 2014-12-29..2015-01-04 @other"),
        ("/subscribe weekly 09:00 @oter", "/subscribe weekly 09:00 @other"),
        ("/subscribe @oter", "/subscribe @other"),
        ("/settings account oter", "/settings account @other"),
        ("/backfill yesterday @oter", "/backfill 2015-01-05 @other"),
    ],
)
async def test_whatever_is_asked_of_an_account_a_slip_in_its_key_is_one_press_from_right(
    line: str, command: str
) -> None:
    async with open_house(settings=BOTH) as house:
        (message,) = await house.said(line)
        assert message.text == "There is no account @oter here. Known: @demo, @other."
        assert commands(message) == [command]
        assert (await house.said(command))[-1].kind is Kind.ANSWER


async def test_what_wechat_refuses_is_told_to_those_who_can_do_something() -> None:
    async with open_house(settings=BOTH) as house:
        house.simulator.faults.add("getuserread", Errcode(48001), times=FOREVER)
        await house.said("/reads @other")
        own, group = await house.say("/accounts"), await house.say("/accounts", chat=TEAM, group=True)
    assert "⚠ " in own
    assert own.count("WeChat does not let Other read its figures.") == 1
    assert "⚠ Something is wrong; the admins were told what." in group
    assert "Other read" not in group


async def test_a_command_line_lists_and_does_not_choose() -> None:
    async with open_house(settings=BOTH) as house:
        (listed,) = await house.said("/accounts", in_chat=False)
        assert listed.buttons == ()
        (refused,) = await house.said("/accounts other", in_chat=False)
        assert refused.text == "Only a chat can choose an account. Here, a word @other does."
        assert house.app.conversation.house.preferences.of(ADMIN).scope is None
