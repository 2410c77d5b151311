"""Many accounts side by side: a line and a figure of as many as fit, the largest first, and a button to the others."""

from __future__ import annotations

import re

import pytest

from bot.core.message import CAPTION_LIMIT, TEXT_LIMIT, Message, utf16_length
from bot.render import plain
from bot.wechat.simulator import Errcode
from tests.house import House, house_settings, open_house

MANY = 200


def keys(count: int) -> list[str]:
    return [f"account{n:03}" for n in range(count)]


def told(message: Message) -> dict[str, int]:
    """The accounts that have a line of their own, each with the figure on it."""
    lines = re.findall(r"^(Account\d{3}) · .*?([\d,]+) (?:reader|sharer|read)s?\b", plain(message.text), re.MULTILINE)
    return {name: int(figure.replace(",", "")) for name, figure in lines}


def further(message: Message) -> str | None:
    """The command of the button to what did not fit."""
    return next((b.command for row in message.buttons for b in row if b.label.endswith(" more ▶")), None)


async def pages(house: House, question: str) -> list[Message]:
    """An answer, and what its buttons to the rest lead to, one after the other."""
    found = [(await house.said(question))[-1]]
    while command := further(found[-1]):
        assert len(found) < 20
        found.append((await house.said(command))[-1])
    return found


QUESTIONS = (
    *("/report", "/reads 2015-01-05", "/shares", "/sources", "/hours", "/top", "/trend", "/compare yesterday"),
    *("/report last week", "/reads last week", "/top last week", "/hours last week"),
)


@pytest.mark.parametrize("question", QUESTIONS)
async def test_each_of_46_accounts_has_its_first_figure_the_largest_first(question: str) -> None:
    async with open_house(settings=house_settings(keys(46))) as house:
        message = (await house.said(f"{question} @all"))[-1]
    figures = told(message)
    assert sorted(figures) == [key.title() for key in keys(46)]
    assert list(figures.values()) == sorted(figures.values(), reverse=True)
    assert len(plain(message.text)) <= TEXT_LIMIT
    assert further(message) is None


async def test_a_line_tells_how_its_figure_changed_and_the_first_one_against_what() -> None:
    async with open_house(settings=house_settings(keys(46))) as house:
        first, second, third, *_ = (await house.say("/reads 2015-01-05")).splitlines()
        alone = (await house.say(f"/reads 2015-01-05 @{second[:10].lower()}")).splitlines()
    assert first == "All accounts · Monday, 5 January 2015"
    assert second == f"{second[:10]} · {alone[1]}"
    assert re.fullmatch(r"Account\d{3} · [\d,]+ readers [▲▼] [\d.]+ % · [▲▼] [\d.]+ %", third)


@pytest.mark.parametrize("question", ["/report 2015-01-05", "/top 2015-01-05"])
async def test_of_more_accounts_as_many_as_fit_are_told_and_a_button_leads_to_the_others(question: str) -> None:
    async with open_house(settings=house_settings(keys(MANY))) as house:
        found = await pages(house, question)
    everything = [told(page) for page in found]
    left = MANY
    for page, figures in zip(found, everything, strict=True):
        text, left = plain(page.text), left - len(figures)
        assert utf16_length(text) <= TEXT_LIMIT
        assert (f"and {left} more" in text.splitlines()) == bool(left)
        if left:
            assert utf16_length(text) > TEXT_LIMIT - 80, "one more line would not have fitted"
    ranked = [figure for figures in everything for figure in figures.values()]
    assert len(ranked) == len({name for figures in everything for name in figures}) == MANY
    assert ranked == sorted(ranked, reverse=True)


async def test_pictures_of_the_accounts_that_a_button_leads_to_are_theirs() -> None:
    async with open_house(settings=house_settings(keys(8))) as house:
        rest = (await house.said("/reads 2015-01-05 chart @all+6"))[-1]
        lines = {key: (await house.say(f"/reads @{key}")).splitlines()[1] for key in keys(8)}
    largest = sorted(lines, key=lambda key: -int(lines[key].split()[0].replace(",", "")))
    assert [one.name[:10] for one in rest.attachments] == largest[6:]
    assert utf16_length(plain(rest.text)) <= CAPTION_LIMIT


async def test_an_account_without_figures_is_told_of_last_with_the_reason() -> None:
    async with open_house(settings=house_settings(keys(46))) as house:
        house.simulator.faults.add("*", Errcode(40164), times=1)
        lines = (await house.say("/reads 2015-01-05")).splitlines()
    assert len(lines) == 48
    assert "readers" not in lines[-2]
    assert "WeChat does not know this server's address yet" in lines[-2]


async def test_figures_that_are_not_finished_are_called_provisional_on_their_line() -> None:
    async with open_house("2015-01-06 07:30", settings=house_settings(keys(46))) as house:
        lines = (await house.say("/report 2015-01-05")).splitlines()
    assert all(line.endswith(" · provisional") or "not finished" in line for line in lines[1:47])


LISTS = {
    "/accounts": r"@(account\d{3}) ",
    "/status": r"^Account(\d{3}):",
    "/coverage": r"^Account(\d{3}) ·",
}


@pytest.mark.parametrize("command", LISTS)
async def test_a_list_of_accounts_that_does_not_fit_goes_on_behind_a_button_and_tells_each_once(command: str) -> None:
    async with open_house(settings=house_settings(keys(MANY))) as house:
        found = await pages(house, command)
    assert len(found) > 1
    shown = [one for page in found for one in re.findall(LISTS[command], plain(page.text), re.MULTILINE)]
    assert len(shown) == len(set(shown)) == MANY
    assert all(utf16_length(plain(page.text)) <= TEXT_LIMIT for page in found)


@pytest.mark.parametrize("words", ["/subscribe 09:00 @all+3", "/export 2015-01-05 @all+3"])
async def test_what_does_not_list_accounts_takes_no_part_of_them(words: str) -> None:
    async with open_house(settings=house_settings(keys(46))) as house:
        answer = await house.say(words)
    assert answer.startswith("There is no account @all+3 here.")


@pytest.mark.parametrize("words", ["/help", "/reads @nobody", "/backfill 2015-01-01", "/settings account @nobody"])
async def test_what_names_the_accounts_fits_however_many_there_are(words: str) -> None:
    async with open_house(settings=house_settings([f"account-numb-{n:03}" for n in range(400)])) as house:
        text = await house.say(words)
    assert "@account-numb-000" in text
    assert utf16_length(text) <= TEXT_LIMIT


async def test_while_wechat_is_asked_for_many_accounts_they_are_counted() -> None:
    async with open_house(settings=house_settings(keys(46))) as house:
        first, *_ = await house.said("/reads 2015-01-05")
    assert plain(first.text) == "Asking WeChat for 46 accounts …"
