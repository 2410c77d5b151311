"""How a line is taken apart: the command, the account, and what stands behind."""

from __future__ import annotations

from datetime import date

import pytest

from bot.chat.commands.base import Words
from bot.chat.commands.hearing import split
from bot.chat.commands.nearby import before_today
from bot.chat.commands.questions import read
from bot.core.days import Span
from bot.core.errors import StillToday
from bot.core.metrics import RANKED
from tests.house import open_house


@pytest.mark.parametrize(
    ("line", "name", "words"),
    [
        ("", None, Words()),
        ("  /Reads@morning_bot   2015-01-05 ", "reads", Words(("2015-01-05",))),
        ("reads yesterday", "reads", Words(("yesterday",))),
        ("hello there", None, Words(("there",))),
        ("/top @Demo shares", "top", Words(("shares",), "demo")),
        ("/top shares @", "top", Words(("shares",))),
        ("/", "", Words()),
    ],
)
def test_a_line_is_a_command_an_account_and_the_rest(line: str, name: str | None, words: Words) -> None:
    assert split(line) == (name, words)


@pytest.mark.parametrize(
    ("words", "metric", "span", "count"),
    [
        ("", None, Span.day(date(2015, 1, 5)), None),
        ("5", None, Span.day(date(2015, 1, 5)), 5),
        ("last 7 days", None, Span(date(2014, 12, 30), date(2015, 1, 5)), None),
        ("3 past 7 days", None, Span(date(2014, 12, 30), date(2015, 1, 5)), 3),
        ("近7天 50 Shares", "shares", Span(date(2014, 12, 30), date(2015, 1, 5)), 50),
        ("上周 3", None, Span(date(2014, 12, 29), date(2015, 1, 4)), 3),
        ("上周3", None, Span.day(date(2014, 12, 31)), None),
        ("周 1", None, Span.day(date(2015, 1, 5)), None),
        ("finish rate 上周 5", "finish_rate", Span(date(2014, 12, 29), date(2015, 1, 4)), 5),
        ("favs 1/4", "favourites", Span.day(date(2015, 1, 4)), None),
    ],
)
async def test_a_list_takes_a_metric_days_and_a_number(
    words: str, metric: str | None, span: Span, count: int | None
) -> None:
    async with open_house() as house:
        asked = read(words, house.app.conversation.house.today, among=RANKED, counted=True)
    assert (asked.metric.name if asked.metric else None, asked.span, asked.count) == (metric, span, count)


@pytest.mark.parametrize("words", ["0", "51", "5 5", "shares reads", "-1"])
async def test_a_number_out_of_bounds_or_a_second_word_is_refused_with_what_there_is(words: str) -> None:
    async with open_house() as house:
        answer = await house.say(f"/top {words}")
    assert "is neither a date nor a metric nor a number from 1 to 50." in answer
    assert "Metrics: readers, reads, original readers" in answer


async def test_only_a_list_takes_a_metric_and_a_number() -> None:
    async with open_house() as house:
        assert "“shares 3” is not a date" in await house.say("/reads shares 3")


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("今天 shares", "2015-01-05 shares"),
        ("last week vs today 图", "2014-12-29..2015-01-04 vs 2015-01-05 chart"),
        ("today vs yesterday chart", "2015-01-05 vs 2015-01-04 chart"),
    ],
)
def test_words_about_today_become_those_about_yesterday_and_keep_the_rest(said: str, meant: str) -> None:
    with pytest.raises(StillToday) as refused:
        read(said, date(2015, 1, 6), among=RANKED, against=" vs " in said)
    assert before_today(refused.value, Words(tuple(said.split()))) == Words(tuple(meant.split()))
