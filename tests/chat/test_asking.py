"""How people ask: days and accounts in many words, and what the bot says to those it does not know."""

from __future__ import annotations

import pytest

from bot.core.message import TEXT_LIMIT, Kind
from bot.render import fits, plain
from tests.chat.said import commands
from tests.house import TEAM, house_settings, open_house

STRANGER = 999


@pytest.mark.parametrize("words", ["yesterday", "昨天", "1/5", "1月5日", "2015年1月5日", "20150105", "1d", ""])
async def test_days_in_many_words(words: str) -> None:
    async with open_house() as house:
        assert (await house.say(f"/reads {words}")).startswith("Daily Tech · Monday, 5 January 2015")


@pytest.mark.parametrize(
    ("words", "span"), [("last week", "last week: 29 December 2014 – 4 January 2015"), ("上周", "last week: 29 ")]
)
async def test_spans_in_many_words(words: str, span: str) -> None:
    async with open_house() as house:
        assert (await house.say(f"/reads {words}")).startswith(f"Daily Tech · {span}")


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("someday", "“someday” is not a date that I know. Dates look like 2015-01-05, 1/5, yesterday"),
        ("2014-11-30", "WeChat has no figures before 1 December 2014."),
        ("2015-01-06", "6 January 2015 is not over yet: WeChat counts whole days, in China time."),
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


@pytest.mark.parametrize("line", ["/reads today", "/reads 今天", "阅读 今天", "how many reads today?"])
async def test_today_gets_yesterdays_figures_with_the_reason(line: str) -> None:
    async with open_house() as house:
        message = (await house.said(line))[-1]
    assert message.kind is Kind.REFUSED
    assert message.text.startswith(
        "6 January 2015 is not over yet: WeChat counts whole days, in China time.\n\n"
        "<b>Daily Tech · Monday, 5 January 2015</b>\n<b>24,140 readers</b>"
    )
    assert commands(message)[0] == "/reads 2015-01-04"


@pytest.mark.parametrize(
    ("line", "first", "second"),
    [
        ("/compare today vs yesterday", "Monday, 5 January 2015", "Sunday, 4 January 2015"),
        ("今天比昨天", "Monday, 5 January 2015", "Sunday, 4 January 2015"),
        ("yesterday vs today", "Sunday, 4 January 2015", "Monday, 5 January 2015"),
        ("today vs 2014-12-29", "Monday, 5 January 2015", "Monday, 29 December 2014"),
    ],
)
async def test_today_against_another_day_is_yesterday_against_the_day_before_with_the_reason(
    line: str, first: str, second: str
) -> None:
    async with open_house() as house:
        message = (await house.said(line))[-1]
    assert message.kind is Kind.REFUSED
    assert plain(message.text).startswith(
        "6 January 2015 is not over yet: WeChat counts whole days, in China time.\n\n"
        f"Daily Tech · {first}\nagainst {second}\n"
    )


@pytest.mark.parametrize("line", ["/reads today", "/compare today vs yesterday", "/top 今天"])
async def test_the_reason_is_said_too_where_yesterdays_figures_are_not_ready_yet(line: str) -> None:
    async with open_house("2015-01-06 01:00") as house:
        message = (await house.said(line))[-1]
    assert message.text.startswith("6 January 2015 is not over yet: WeChat counts whole days, in China time.\n\n")
    assert message.text.count("is not over yet") == 1


async def test_the_reason_stands_above_the_longest_list_which_is_cut_to_fit() -> None:
    async with open_house(settings=house_settings(("demo", "other", "third"))) as house:
        whole = (await house.said("/top yesterday 50"))[-1]
        message = (await house.said("/top today 50"))[-1]
    assert TEXT_LIMIT - 70 < len(plain(whole.text)) <= TEXT_LIMIT
    assert message.text.startswith("6 January 2015 is not over yet")
    assert fits(message.text)
    assert message.text.split("\n")[-1] == whole.text.split("\n")[-1]


async def test_the_same_days_twice_are_not_compared_but_the_days_before_stand_ready() -> None:
    async with open_house("2015-01-12 12:30") as house:
        message = (await house.said("/compare last week vs 2015-01-05..2015-01-11"))[-1]
    assert message.text.startswith("Both sides are the same days: 5 January 2015 to 11 January 2015.")
    assert commands(message) == ["/compare 2015-01-05..2015-01-11 vs 2014-12-29..2015-01-04"]


async def test_what_acts_does_nothing_for_today_but_offers_yesterday() -> None:
    async with open_house() as house:
        message = (await house.said("/resend today"))[-1]
        assert house.sender.tried == []
    assert message.kind is Kind.REFUSED
    assert commands(message) == ["/resend 2015-01-05"]


@pytest.mark.parametrize(
    ("line", "command"),
    [
        ("/reads 2015-13-05", "/reads 2015-05-13"),
        ("/reads yesterdy", "/reads 2015-08-31"),
        ("/reads last weak", "/reads 2015-08-24..2015-08-30"),
        ("/reads 2015-02-30", "/reads 2015-02-28"),
        ("/reads 2015-02-30 @demo", "/reads 2015-02-28 @demo"),
        ("/top shares 5 2015-02-30", "/top shares 5 2015-02-28"),
        ("/report 2014", "/report 2014-12"),
        ("/reads 2015-09-01", "/reads 2015-08-31"),
        ("/raeds yestrday", "/reads 2015-08-31"),
        ("reeds 2015-01-05", "/reads 2015-01-05"),
        ("阅渎 2015-01-05", "/report 2015-01-05"),
        ("/pause 8/31", "/pause 2016-08-31"),
    ],
)
async def test_what_is_not_understood_is_answered_with_the_nearest_reading_as_a_button(line: str, command: str) -> None:
    async with open_house("2015-09-01 12:30") as house:
        message = (await house.said(line))[-1]
    assert message.kind is Kind.REFUSED
    assert commands(message) == [command]


@pytest.mark.parametrize("line", ["/reads blah", "hello", "how are you today my friend?", "/top shares reads"])
async def test_what_is_near_to_nothing_has_no_button(line: str) -> None:
    async with open_house() as house:
        assert commands((await house.said(line))[-1]) == []


@pytest.mark.parametrize(("words", "name"), [("last week", "last week"), ("上周", "last week"), ("7d", "last 7 days")])
async def test_an_answer_names_what_was_told_from_today_on_and_its_dates(words: str, name: str) -> None:
    async with open_house("2015-01-12 12:30") as house:
        plainly = await house.say("/reads 2015-01-05..2015-01-11")
        assert (await house.say(f"/reads {words}")).startswith(f"Daily Tech · {name}: 5–11 January 2015\n")
        assert await house.say("/reads 2015-01-05..2015-01-11") == plainly
    assert plainly.startswith("Daily Tech · 5–11 January 2015\n")


async def test_two_accounts_stand_one_under_the_other_and_a_key_chooses() -> None:
    async with open_house(settings=house_settings(("demo", "other"))) as house:
        both, one = await house.say("/reads 2015-01-05"), (await house.said("/reads @other 2015-01-05"))[-1]
    assert both.count("Monday, 5 January 2015") == 2
    assert one.text.startswith("<b>Other · Monday, 5 January 2015</b>")
    assert all(command.endswith("@other") for command in commands(one) if command != "/reads 2015-01-05 @all")


async def test_an_unknown_account_is_refused_by_name() -> None:
    async with open_house() as house:
        assert await house.say("/reads @blah") == "There is no account @blah here. Known: @demo."


async def test_an_unknown_account_is_quoted_cut_short() -> None:
    async with open_house() as house:
        assert len(await house.say("/reads @" + "k" * 4000)) < 200


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
        assert await house.say("heigh-ho") == "I do not know “heigh-ho”. /help lists what I can tell."
        assert "Did you mean /reads?" in await house.say("/raeds")
        assert "Did you mean /reads?" in await house.say("reeds 2015-01-05")


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
