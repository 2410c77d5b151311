"""Questions without a slash: in one's own words, by a name alone, and talk that is none."""

from __future__ import annotations

import pytest

from bot.core.message import Kind
from tests.house import TEAM, open_house

SOURCES = (
    "Daily Tech · Monday, 5 January 2015\n24,140 readers ▲ 144 % on Sunday · ▼ 39 % on last Monday\n"
    "31,710 reads ▲ 157 % · ▼ 40 %\n\nWhere they came from\n"
)


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
        (
            "which article got the most shares last week",
            "Daily Tech · last week: 29 December 2014 – 4 January 2015\nTop articles by shares",
        ),
        ("what article was shared most yesterday?", "Daily Tech · Monday, 5 January 2015\nTop articles by shares"),
        ("articles with the most saves yesterday", "Daily Tech · Monday, 5 January 2015\nTop articles by favourites"),
        ("收藏最多的是哪篇", "Daily Tech · Monday, 5 January 2015\nTop articles by favourites"),
        ("阅读最高的五篇文章", "Daily Tech · Monday, 5 January 2015\nTop articles by reads"),
        ("排名前十的文章", "Daily Tech · Monday, 5 January 2015\nTop articles by readers"),
        ("十大热门文章", "Daily Tech · Monday, 5 January 2015\nTop articles by readers"),
        ("流量来源", SOURCES),
        ("昨天的数据怎么样", "Daily Tech · Monday, 5 January 2015\n24,140 readers"),
        ("yesterday please", "Daily Tech · Monday, 5 January 2015\n24,140 readers"),
        ("how did we do yesterday?", "Daily Tech · Monday, 5 January 2015\n24,140 readers"),
        ("周报", "Daily Tech · last week: 29 December 2014 – 4 January 2015\n"),
        ("monthly report", "Daily Tech · last month: 1–31 December 2014\n"),
        ("/月报 2015-01", "Daily Tech · 1–5 January 2015\n"),
        ("下周", "12 January 2015 is still to come"),
        ("see you tomorrow", "Goodbye!"),
        ("明天", "7 January 2015 is still to come: WeChat counts whole days, in China time."),
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
    "line",
    [
        "I want to unsubscribe",
        "don't pause",
        "请退订",
        "I read a book yesterday",
        "best regards",
        "most of us",
        "what do people like most",
        "I saved the chart",
        "I liked the article yesterday",
        "看看前一篇",
        "which one was best",
    ],
)
async def test_talk_is_no_question_and_changes_nothing(line: str) -> None:
    async with open_house() as house:
        assert (await house.say(line)).startswith("I do not know “")
