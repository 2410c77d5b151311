"""The buttons under an answer: each leads to an answer, and fits Telegram."""

from __future__ import annotations

from datetime import date

import pytest

from bot.core.days import Span
from bot.core.message import BUTTON_BYTES, Kind, Message
from bot.reports import DIGEST_LINES
from tests.chat.said import commands
from tests.house import TEAM, house_settings, open_house


async def test_a_digest_leads_to_the_days_beside_to_its_articles_and_on() -> None:
    async with open_house("2026-11-24 12:30") as house:
        message = (await house.said("/report 2015-01-05"))[-1]
    labels = [[button.label for button in row] for row in message.buttons]
    assert labels[:2] == [["◀ Sun 4", "Tue 6 ▶", "Week"], ["1", "2", "3", "4"]]
    assert labels[2:] == [["Top 10", "Hours", "Chart"], ["Export", "Sources"]]
    assert commands(message)[:3] == ["/report 2015-01-04", "/report 2015-01-06", "/report 2015-01-05..2015-01-11"]


async def test_every_button_is_a_command_that_is_answered() -> None:
    async with open_house("2026-11-24 12:30") as house:
        for question in ("/report 2015-01-05", "/top shares last week 3", "/reads 2015-01"):
            for command in commands((await house.said(question))[-1]):
                assert (await house.said(command))[-1].kind is Kind.ANSWER, command


@pytest.mark.parametrize("words", ["original_readers 2015-01 3", "original_readers 2015-01-05 3", "favourites 40d"])
async def test_every_button_fits_telegram_also_with_the_longest_key_and_words(words: str) -> None:
    key = "k" * 16
    async with open_house("2016-02-06 12:30", settings=house_settings((key,))) as house:
        message = (await house.said(f"/top {words} @{key}"))[-1]
    assert {"1", "More", "Chart", "Digest"} <= {button.label for row in message.buttons for button in row}
    assert max(len(command.encode()) for command in commands(message)) <= BUTTON_BYTES
    pushed = (await pushable(key)).pushed_as("d20150105")
    assert max(len(command.encode()) for command in commands(pushed)) <= BUTTON_BYTES


async def pushable(key: str) -> Message:
    async with open_house(settings=house_settings((key,))) as house:
        composer = house.app.conversation.house.composer
        draft = await composer.draft_digest(Span.day(date(2015, 1, 5)), key)
        message = composer.words(draft, "en", composer.zone, lines=DIGEST_LINES - 3)
    assert f"/top 2015-01-05 50 @{key}" in commands(message), "a digest that was cut leads on to all its articles"
    return message


async def test_there_is_no_button_to_a_day_that_is_not_over() -> None:
    async with open_house() as house:
        newest, first = [(await house.said(words))[-1] for words in ("/report 2015-01-05", "/reads 2014-12-01")]
        assert [button.label for button in newest.buttons[0]] == ["◀ Sun 4"]
        assert [button.label for button in first.buttons[0]] == ["Tue 2 ▶", "Week"]
        assert not any("01-06" in command for command in commands((await house.said("/report"))[-1]))


async def test_beside_a_month_are_months() -> None:
    async with open_house("2026-11-24 12:30") as house:
        message = (await house.said("/reads 2015-01"))[-1]
    assert [button.label for button in message.buttons[0]] == ["◀ Dec 2014", "Feb 2015 ▶"]
    assert commands(message)[:2] == ["/reads 2014-12", "/reads 2015-02"]
    assert "/report 2015-01" in commands(message)


async def test_more_leads_to_the_longest_list() -> None:
    async with open_house("2026-11-24 12:30") as house:
        message = (await house.said("/top 2015-01-05 2"))[-1]
        assert "/top 2015-01-05 50" in commands(message)
        longest = (await house.said("/top 2015-01-05 50"))[-1]
    assert "/top 2015-01-05 50" not in commands(longest)


async def test_where_there_is_nothing_to_draw_no_button_promises_a_picture() -> None:
    async with open_house("2026-11-24 12:30") as house:
        for day, drawn in (("2015-01-05", True), ("2026-11-23", False)):
            labels = [button.label for row in (await house.said(f"/hours {day}"))[-1].buttons for button in row]
            assert ("Chart" in labels) is drawn
            assert "Export" in labels


async def test_coverage_leads_to_the_days_beside_and_to_each_account() -> None:
    async with open_house("2026-11-24 12:30", settings=house_settings(("demo", "other"))) as house:
        every, month, one = [
            (await house.said(line, person=8, chat=TEAM, group=True))[-1]
            for line in ("/coverage", "/coverage 2015-01", "/coverage 2015-01 @other")
        ]
    assert commands(every) == ["/coverage @demo", "/coverage @other"]
    assert [[b.label for b in row] for row in month.buttons] == [["◀ Dec 2014", "Feb 2015 ▶"], ["@demo", "@other"]]
    assert commands(month)[:2] == ["/coverage 2014-12 @all", "/coverage 2015-02 @all"]
    assert commands(one) == ["/coverage 2014-12 @other", "/coverage 2015-02 @other", "/coverage 2015-01 @all"]
