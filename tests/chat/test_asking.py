"""How people ask: days and accounts in many words, and what the bot says to those it does not know."""

from __future__ import annotations

import pytest

from bot.core.message import TEXT_LIMIT, Kind
from bot.render import fits, plain
from tests.chat.said import commands
from tests.house import TEAM, house_settings, open_house

STRANGER = 999
SOURCES = (
    "Daily Tech · Monday, 5 January 2015\n24,140 readers ▲ 144 % on Sunday · ▼ 39 % on last Monday\n"
    "31,710 reads ▲ 157 % · ▼ 40 %\n\nWhere they came from\n"
)


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


async def test_a_command_needs_no_slash_in_private_and_may_name_the_bot() -> None:
    async with open_house() as house:
        assert (await house.say("reads 2015-01-05")).startswith("Daily Tech")
        assert (await house.say("/READS@morning_bot 2015-01-05")).startswith("Daily Tech")


async def test_a_group_talks_among_itself() -> None:
    async with open_house() as house:
        assert await house.said("top of the morning", chat=TEAM, group=True) == []
        assert (await house.say("/reads 2015-01-05", chat=TEAM, group=True)).startswith("Daily Tech")


async def test_a_group_may_call_the_bot_by_name_instead_of_a_slash() -> None:
    async with open_house() as house:
        group = {"chat": TEAM, "group": True, "called": True}
        assert (await house.say(" 昨天阅读", **group)).startswith("Daily Tech · Monday, 5 January 2015")
        assert await house.say("heigh-ho", **group) == "I do not know “heigh-ho”. /help lists what I can tell."


@pytest.mark.parametrize(
    ("line", "begins"),
    [("hello", "Hello!"), ("Hi!", "Hello!"), ("thank you", "Gladly!"), ("Thanks.", "Gladly!"), ("谢谢！", "Gladly!")],
)
async def test_who_is_polite_is_told_what_can_be_asked(line: str, begins: str) -> None:
    async with open_house() as house:
        (message,) = await house.said(line)
        assert message.text.startswith(begins)
        assert "how many reads last week?" in message.text
        assert message.kind is Kind.ANSWER
        assert await house.said(line, chat=TEAM, group=True) == []


@pytest.mark.parametrize(
    ("line", "same"),
    [
        ("where did readers come from yesterday?", "/sources yesterday"),
        ("上周读者从哪里来", "/sources last week"),
        ("昨天分享数据", "/shares yesterday"),
        ("昨天阅读数据", "/reads yesterday"),
        ("上周阅读图", "/reads last week chart"),
        ("上周阅读图表", "/reads last week chart"),
        ("昨天图", "/report yesterday chart"),
        ("how many reads last week chart", "/reads last week chart"),
    ],
)
async def test_plain_words_are_the_command_that_they_mean(line: str, same: str) -> None:
    async with open_house("2015-01-13 12:30") as house:
        one, other = (await house.said(line))[-1], (await house.said(same))[-1]
    assert (one.text, one.attachments) == (other.text, other.attachments)


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("阅读 昨天", "Daily Tech · Monday, 5 January 2015\n24,140 readers"),
        ("昨天阅读", "Daily Tech · Monday, 5 January 2015\n24,140 readers"),
        ("昨天有多少阅读人数？", "Daily Tech · Monday, 5 January 2015\n24,140 readers"),
        ("How many reads yesterday?", "Daily Tech · Monday, 5 January 2015\n24,140 readers"),
        ("how many shares from 1 to 4 January?", "Daily Tech · 1–4 January 2015\n"),
        ("top 2 yesterday", "Daily Tech · Monday, 5 January 2015\nTop articles by readers"),
        ("热门2", "Daily Tech · Monday, 5 January 2015\nTop articles by readers"),
        ("show me the top articles by shares yesterday", "Daily Tech · Monday, 5 January 2015\nTop articles by shares"),
        ("昨天分享次数最多的文章", "Daily Tech · Monday, 5 January 2015\nTop articles by shares"),
        ("昨天", "Daily Tech · Monday, 5 January 2015\n24,140 readers"),
        ("2015-01-05", "Daily Tech · Monday, 5 January 2015\n24,140 readers"),
        ("／ｒｅａｄｓ　２０１５／１／５", "Daily Tech · Monday, 5 January 2015\n24,140 readers"),
        ("/阅读昨天", "Daily Tech · Monday, 5 January 2015\n24,140 readers"),
        ("帮助", "What you can ask"),
        ("阅读趋势", "Daily Tech · last 30 days: 7 December 2014 – 5 January 2015\n"),
        ("昨天的读者从哪来", SOURCES),
        ("where did our readers come from yesterday?", SOURCES),
        ("昨天对比前天", "Daily Tech · Monday, 5 January 2015\nagainst Sunday, 4 January 2015\n"),
        (
            "What was the best article on 5 January 2015?",
            "Daily Tech · Monday, 5 January 2015\nTop articles by readers",
        ),
        ("the best 3 articles of last week", "Daily Tech · last week: 29 December 2014 – 4 January 2015\nTop articles"),
        ("上周最热的5篇", "Daily Tech · last week: 29 December 2014 – 4 January 2015\nTop articles"),
        ("哪篇文章最火", "Daily Tech · Monday, 5 January 2015\nTop articles by readers"),
        ("昨天最受欢迎的前3篇文章是哪几篇？", "Daily Tech · Monday, 5 January 2015\nTop articles by readers"),
        (
            "most shared articles last week",
            "Daily Tech · last week: 29 December 2014 – 4 January 2015\nTop articles by s",
        ),
        ("top five", "Daily Tech · Monday, 5 January 2015\nTop articles by readers"),
        ("上周前十篇", "Daily Tech · last week: 29 December 2014 – 4 January 2015\nTop articles by reads\n"),
        ("昨天最热的五篇", "Daily Tech · Monday, 5 January 2015\nTop articles by readers"),
        ("明天", "7 January 2015 is still to come."),
        ("yesterday vs previous", "Daily Tech · Monday, 5 January 2015\nagainst Sunday, 4 January 2015\n"),
        ("2014-11-30", "WeChat has no figures before 1 December 2014."),
    ],
)
async def test_questions_in_ones_own_words(line: str, answer: str) -> None:
    async with open_house() as house:
        assert (await house.say(line)).startswith(answer)


@pytest.mark.parametrize(
    ("line", "first", "later"),
    [
        ("comments last week", "last week: 16–22 November 2026", "comments"),
        ("how many likes last week?", "last week: 16–22 November 2026", "likes"),
        ("留言 昨天", "Monday, 23 November 2026", "comments"),
        ("留言昨天", "Monday, 23 November 2026", "comments"),
        ("点赞 上周", "last week: 16–22 November 2026", "likes"),
        ("/top likes", "Monday, 23 November 2026", "Articles published on this day by the likes that they had"),
        ("/top comments last week", "last week: 16–22 November 2026", "Articles of these days by the comments"),
        ("/top 点赞", "Monday, 23 November 2026", "Articles published on this day by the likes that they had"),
        ("/top finish_rate 7d", "last 7 days: 17–23 November 2026", "Articles of these days by the finish rate"),
        ("完读率 上周", "last week: 16–22 November 2026", "Articles of these days by the finish rate"),
        ("上周完读率", "last week: 16–22 November 2026", "Articles of these days by the finish rate"),
        ("完读率上周", "last week: 16–22 November 2026", "Articles of these days by the finish rate"),
        ("发表篇数 上周", "last week: 16–22 November 2026", "pieces published"),
        ("上周点赞最多的文章", "last week: 16–22 November 2026", "Articles of these days by the likes"),
        ("most liked articles last week", "last week: 16–22 November 2026", "Articles of these days by the likes"),
        ("most saved articles", "Monday, 23 November 2026", "savers that they had"),
        ("who had the most comments yesterday?", "Monday, 23 November 2026", "by the comments that they had"),
        ("where do most readers come from?", "Monday, 23 November 2026", "Where"),
        ("I would like the reads of last week", "last week: 16–22 November 2026", "original reader"),
    ],
)
async def test_every_figure_is_told_by_its_name_alone(line: str, first: str, later: str) -> None:
    async with open_house("2026-11-24 12:30") as house:
        answer = await house.say(line)
    assert answer.startswith(f"Daily Tech · {first}\n")
    assert later in answer


@pytest.mark.parametrize(
    "line", ["I want to unsubscribe", "don't pause", "请退订", "I read a book yesterday", "best regards", "most of us"]
)
async def test_talk_is_no_question_and_changes_nothing(line: str) -> None:
    async with open_house() as house:
        assert (await house.say(line)).startswith("I do not know “")


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
