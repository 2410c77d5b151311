"""How people ask: days and accounts in many words, and what the bot says to those it does not know."""

from __future__ import annotations

import pytest

from bot.core.message import Kind
from tests.chat.said import commands
from tests.house import TEAM, house_settings, open_house

STRANGER = 999


@pytest.mark.parametrize("words", ["yesterday", "昨天", "1/5", "1月5日", "2015年1月5日", "20150105", "1d", ""])
async def test_days_in_many_words(words: str) -> None:
    async with open_house() as house:
        assert (await house.say(f"/reads {words}")).startswith("Daily Tech · Monday, 5 January 2015")


@pytest.mark.parametrize(("words", "span"), [("last week", "29 December 2014 – 4 January 2015"), ("上周", "29 ")])
async def test_spans_in_many_words(words: str, span: str) -> None:
    async with open_house() as house:
        assert (await house.say(f"/reads {words}")).startswith(f"Daily Tech · {span}")


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("someday", "“someday” is not a date that I know. Dates look like 2015-01-05, 1/5, yesterday"),
        ("2014-11-30", "WeChat has no figures before 1 December 2014."),
        ("today", "6 January 2015 is not over yet: WeChat counts whole days, in China time."),
        ("今天", "6 January 2015 is not over yet"),
        ("2015-02-30", "“2015-02-30” is not a date that I know. Dates look like 2015-01-05"),
        ("<b>{x}%s", "“&lt;b&gt;{x}%s” is not a date that I know."),
        ("2015-02-01", "The newest day that can be asked for is 5 January 2015."),
    ],
)
async def test_days_that_cannot_be_had_are_refused_with_the_reason(words: str, answer: str) -> None:
    async with open_house() as house:
        (message,) = await house.said(f"/reads {words}")
        assert not house.simulator.calls
    assert answer in message.text
    assert message.kind is Kind.REFUSED


async def test_two_accounts_stand_one_under_the_other_and_a_key_chooses() -> None:
    async with open_house(settings=house_settings(("demo", "other"))) as house:
        both, one = await house.say("/reads 2015-01-05"), (await house.said("/reads @other 2015-01-05"))[-1]
    assert both.count("Monday, 5 January 2015") == 2
    assert one.text.startswith("<b>Other · Monday, 5 January 2015</b>")
    assert all(command.endswith("@other") for command in commands(one) if command != "/reads 2015-01-05 @all")


async def test_an_unknown_account_is_refused_by_name() -> None:
    async with open_house() as house:
        assert await house.say("/reads @blah") == "There is no account @blah here. Known: @demo."


async def test_a_key_stands_anywhere_in_the_line_in_any_case() -> None:
    async with open_house(settings=house_settings(("demo", "other"))) as house:
        answers = {await house.say(f"/top {words}") for words in ("@other shares 2 1/5", "shares 2 @OTHER 1/5")}
    assert len(answers) == 1
    assert answers.pop().startswith("Other · Monday, 5 January 2015")


async def test_without_an_account_the_next_step_is_said() -> None:
    async with open_house(settings=house_settings(())) as house:
        assert "No official account is set up yet." in await house.say("/reads")


async def test_start_and_help_always_answer() -> None:
    async with open_house() as house:
        assert "every morning" in await house.say("/start")
        assert "every morning" in await house.say("/start payload")
        help_text = await house.say("/help")
    assert "/top [metric] [when] [n] – the articles that were read most" in help_text


async def test_unknown_words_get_a_friendly_pointer() -> None:
    async with open_house() as house:
        assert await house.say("hello") == "I do not know “hello”. /help lists what I can tell."
        assert "Did you mean /reads?" in await house.say("/raeds")
        assert "Did you mean /reads?" in await house.say("reeds 2015-01-05")


async def test_a_command_needs_no_slash_in_private_and_may_name_the_bot() -> None:
    async with open_house() as house:
        assert (await house.say("reads 2015-01-05")).startswith("Daily Tech")
        assert (await house.say("/READS@morning_bot 2015-01-05")).startswith("Daily Tech")


async def test_a_group_talks_among_itself() -> None:
    async with open_house() as house:
        assert await house.said("top of the morning", chat=TEAM, group=True) == []
        assert (await house.say("/reads 2015-01-05", chat=TEAM, group=True)).startswith("Daily Tech")


async def test_strangers_get_one_neutral_line_an_hour() -> None:
    line = "This bot serves one team. Your id: 999 · this chat: 999. An admin can let you in."
    async with open_house() as house:
        stranger = {"person": STRANGER, "chat": STRANGER}
        assert await house.say("/start", **stranger) == line
        assert await house.say("/reads 2015-01-05", **stranger) == ""
        house.clock.pass_by(hours=1)
        assert await house.say("hello", **stranger) == line
        assert await house.said("hello", person=STRANGER, chat=-5, group=True) == []
        assert list(house.simulator.calls) == []


async def test_every_member_of_a_chat_that_was_let_in_may_ask() -> None:
    async with open_house() as house:
        assert "readers" in await house.say("/reads", person=STRANGER, chat=TEAM, group=True)
