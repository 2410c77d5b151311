"""Which day of an article is told, what a number with a day means, and articles that a file brought."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.core.message import Kind, Message
from bot.exchange.bringing import bring
from bot.exchange.taken import Whose
from bot.render import plain
from tests.chat.said import commands
from tests.chat.test_finding import all_are_called_alike
from tests.house import House, house_settings, open_house

NOW = "2026-11-28 12:30"
LATER = "2015-01-20 12:30"
BOTH = house_settings(("demo", "other"))


def head(message: Message) -> str:
    return plain(message.text).splitlines()[0]


def title(message: Message) -> str:
    return plain(message.text).splitlines()[1]


async def titles(house: House, question: str) -> list[str]:
    """What a list shows, by its numbers."""
    lines = (await house.say(question)).splitlines()
    return [line.partition(". ")[2].partition(" …")[0] for line in lines if line[:1].isdecimal() and ". " in line[:4]]


async def bring_in(house: House, folder: Path, rows: str) -> None:
    path = folder / "export.csv"
    path.write_text(rows, encoding="utf-8")
    rooms = house.app.conversation.house
    await bring(path, Whose("demo", {"demo": "demo"}), house.clock.now(), rooms.archive, rooms.collect)


@pytest.mark.parametrize("n", [1, 20, 30])
async def test_every_article_of_a_days_list_is_told_for_that_day_however_old_it_is(n: int) -> None:
    async with open_house(NOW) as house:
        top = (await house.said("/top 2026-11-27 50"))[-1]
        lines = plain(top.text).splitlines()
        readers = lines[next(at for at, line in enumerate(lines) if line.startswith(f"{n}. ")) + 1].split()[0]
        answer = await house.say(f"/article {n}")
        (pressed,) = [command for command in commands(top) if command.endswith("2026-11-27")][:1]
        assert "On 27 November 2026" in await house.say(pressed)
    assert answer.startswith("Daily Tech · Friday, 27 November 2026\n")
    assert f"\nOn 27 November 2026\n{readers} readers" in answer


async def test_the_day_that_is_named_is_told_and_plainly_where_wechat_tells_nothing_of_it() -> None:
    async with open_house(LATER) as house:
        late = await house.say("/article 1483279489_2 2015-01-13")
        message = (await house.said("/article 1483279489_2 2015-01-12"))[-1]
        on = next(button.command for button in message.buttons[0] if "▶" in button.label)
        early = await house.say("/article 1483279489_2 2015-01-03")
        usual = await house.say("/article 1483279489_2")
        assert (await house.say(on)).startswith("Daily Tech · Tuesday, 13 January 2015\n")
    assert late.startswith("Daily Tech · Tuesday, 13 January 2015\n")
    assert "WeChat does not list it for 13 January 2015" in late
    assert "Since publishing, up to" in late
    assert "On 3 January 2015 it was not yet published." in early
    assert usual.startswith("Daily Tech · Monday, 5 January 2015\n"), "none named, and WeChat follows it no more"


async def test_without_a_day_the_newest_is_told_as_long_as_the_interfaces_of_that_day_follow_an_article() -> None:
    async with open_house(NOW) as house:
        await house.said("/top 2026-11-27 50")
        message = (await house.said("/article 30"))[-1]
        msgid = commands(message)[0].split()[1]
        assert "published Sunday, 8 November 2026" in plain(message.text)
        assert (await house.say(f"/article {msgid}")).startswith("Daily Tech · Friday, 27 November 2026\n")


async def test_of_a_list_over_days_the_last_one_is_told_while_wechat_follows_the_article() -> None:
    async with open_house(LATER) as house:
        await house.said("/top 2015-01-05..2015-01-08")
        assert (await house.say("/article 1")).startswith("Daily Tech · Thursday, 8 January 2015\n")
        await house.said("/top 2015-01-05..2015-01-18 50")
        heads = {head((await house.said(f"/article {n}"))[-1]) for n in range(1, 31)}
    assert len(heads) > 1


async def test_a_number_with_a_day_is_that_of_the_days_list_whatever_was_listed_last() -> None:
    async with open_house(LATER) as house:
        there = await titles(house, "/top 2015-01-07 20")
        await house.said("/top 2015-01-05 3")
        message = (await house.said("/article 12 2015-01-07"))[-1]
        assert (head(message), title(message)) == ("Daily Tech · Wednesday, 7 January 2015", there[11])
        for words in ("2 1/7", "2 on 7 Jan", "2 2015年1月7日"):
            assert title((await house.said(f"/article {words}"))[-1]) == there[1], words
        newest = (await titles(house, "/top"))[0]
        assert title((await house.said("/article 1 yesterday"))[-1]) == newest
        (refused,) = await house.said("/article 1 2015-01-25")
        assert commands(refused) == ["/article 1 2015-01-19"]
        assert (await house.say("/article 50 2015-01-07")).startswith(
            "The list of these days has no number 50: it has "
        )


async def test_a_number_with_the_days_of_the_last_list_is_that_of_this_list() -> None:
    async with open_house(LATER) as house:
        shown = await titles(house, "/top shares 2015-01-05")
        assert title((await house.said("/article 4 2015-01-05"))[-1]) == shown[3]


async def test_a_day_before_publication_says_so_and_leads_to_the_first_also_where_only_lists_tell_of_the_article() -> (
    None
):
    async with open_house(LATER) as house:
        await house.said("/top 2015-01-05")
        early = (await house.said("/article 1483279489_1 2014-12-20"))[-1]
    assert "On 20 December 2014 it was not yet published." in plain(early.text)
    assert "published Monday, 5 January 2015" in plain(early.text)
    assert "19,237 readers" in plain(early.text)
    assert [(b.label, b.command) for b in early.buttons[0]] == [("Mon 5 ▶", "/article 1483279489_1 2015-01-05")]


@pytest.mark.parametrize("listed", ["/top 2015-01-05", "/top 2015-01-05 3", "/article weekly"])
async def test_there_is_no_article_before_the_first(listed: str) -> None:
    async with open_house(LATER) as house:
        all_are_called_alike(house)
        await house.said("/top 2015-01-05")
        await house.said(listed)
        (message,) = await house.said("/article 0")
        assert message.kind is Kind.REFUSED
        assert message.text.startswith("The last list here has no number 0: it shows ")
        assert "has no number 0" in await house.say("/article 0 2015-01-05")


async def test_a_number_and_a_key_are_of_the_accounts_own_list_in_the_last_one() -> None:
    async with open_house(LATER, settings=BOTH) as house:
        own = await titles(house, "/top 2015-01-05 3 @other")
        await house.said("/top 2015-01-05 3")
        message = (await house.said("/article 3 @other"))[-1]
        assert (head(message), title(message)) == ("Other · Monday, 5 January 2015", own[2])
        offered = (await house.said("/article 3"))[-1]
        assert [command.split()[2:] for command in commands(offered)] == [
            ["2015-01-05", "@demo"],
            ["2015-01-05", "@other"],
        ]
        assert await house.say("/article 2 @demo") == (
            "Number 2 of the last list here is an article of @other. Say /article 2."
        )
        assert head((await house.said("/article 2 @other"))[-1]).startswith("Other · ")


async def test_a_list_of_another_account_is_none_of_the_one_that_is_named() -> None:
    async with open_house(LATER, settings=BOTH) as house:
        await house.said("/top 2015-01-05 3 @demo")
        assert (await house.say("/article 1 @other")).startswith("Other · Monday, 19 January 2015\n")


async def test_a_slip_in_a_key_is_answered_with_the_nearest_one_as_a_button() -> None:
    async with open_house(LATER, settings=BOTH) as house:
        (message,) = await house.said("/article 3 2015-01-05 @dmeo")
        assert message.text.startswith("There is no account @dmeo here.")
        assert commands(message) == ["/article 3 2015-01-05 @demo"]


ROWS = "date,title,readers\n2015-01-05,为什么我们读早报,900\n2015-01-05,晨读十年,800\n2015-01-06,晨读十年,70\n"


async def test_articles_that_a_file_brought_without_an_msgid_are_reached_by_every_button(tmp_path: Path) -> None:
    async with open_house(LATER, retired="classic") as house:
        await bring_in(house, tmp_path, ROWS)
        top = (await house.said("/top 2015-01-05"))[-1]
        first, second = [command for command in commands(top) if command.startswith("/article import-")]
        assert title((await house.said(first))[-1]) == "为什么我们读早报"
        message = (await house.said(second))[-1]
        assert title(message) == "晨读十年"
        assert "800 readers" in plain(message.text)
        on = next(button.command for button in message.buttons[0] if "▶" in button.label)
        assert "70 readers" in await house.say(on)
        assert not any(command.endswith("chart") for command in commands(message)), "no life, nothing to draw"
        drawn = (await house.said(f"{second} chart"))[-1]
        assert title(drawn) == "晨读十年"
        assert "There is nothing to draw." in plain(drawn.text)
        (nearest,) = commands((await house.said("/article 晨报十五"))[-1])
        assert title((await house.said(nearest))[-1]) == "晨读十年"


async def test_an_id_that_a_file_brought_may_be_of_any_form(tmp_path: Path) -> None:
    async with open_house(LATER, retired="classic") as house:
        await bring_in(
            house, tmp_path, "date,msgid,title,readers\n2015-01-05,2,Bread,900\n2015-01-05,A-17 b,Butter,800\n"
        )
        shown = commands((await house.said("/top 2015-01-05"))[-1])
        asked = [command for command in shown if command.startswith("/article")]
        assert [title((await house.said(command))[-1]) for command in asked] == ["Bread", "Butter"]
        assert title((await house.said("/article 1"))[-1]) == "Bread", "a number alone is one of a list"


async def test_days_that_no_title_has_are_answered_with_their_top() -> None:
    async with open_house(LATER) as house:
        top = await house.say("/top 2015-01-05")
        assert await house.say("/article 5 January 2015") == top
        assert await house.say("文章 1月5日") == top


async def test_an_article_leads_on_to_the_file_and_the_sources_of_its_day_in_rows_of_four_at_most() -> None:
    key = "k" * 16
    async with open_house(NOW, settings=house_settings((key, "other"))) as house:
        await house.said(f"/top 2026-11-20 @{key}")
        message = (await house.said("/article 1"))[-1]
        said = commands(message)
        assert f"/export 2026-11-20 xlsx @{key}" in said
        assert f"/sources 2026-11-20 @{key}" in said
        assert (await house.said(f"/sources 2026-11-20 @{key}"))[-1].kind is Kind.ANSWER
        labels = [[button.label for button in row] for row in message.buttons]
        assert labels[1:] == [["Chart", "Top 10", "Digest"], ["Sources", "Export"]]
