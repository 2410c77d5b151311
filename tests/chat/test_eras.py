"""Questions about days of two generations, and what is said when WeChat has withdrawn one of them."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date

import pytest

from bot.core.facts import Reply
from bot.render import plain
from bot.reports import DIGEST_LINES
from bot.settings import Settings
from bot.wechat.simulator import FOREVER, Errcode
from tests.house import House, china, house_settings, memory_rooms, open_house

NOW = "2026-11-24 12:30"
SERVES_NO_LONGER = (
    "WeChat no longer serves figures for days before 1 November 2025, and this day is not in the archive. "
    "If you have an export of them, an admin can bring it in with `morning-reads import FILE`."
)


def source(name: str) -> Settings:
    """A team whose account is set to one family of interfaces."""
    account = {"name": "Daily Tech", "app_id": "wxdemo", "app_secret": "s3cret", "source": name}
    return Settings.model_validate(house_settings().model_dump() | {"accounts": {"demo": account}})


def asked(house: House) -> set[str]:
    return {call.name for call in house.simulator.calls if call.path.startswith("/datacube/")}


@pytest.mark.parametrize("question", ["/reads yesterday", "/top", "/report", "/shares", "/top last week"])
async def test_with_the_classics_withdrawn_todays_questions_are_answered_by_the_successors(question: str) -> None:
    async with open_house(NOW, retired="classic") as house:
        answer = await house.say(question)
        assert "readers" in answer or "sharers" in answer
        assert "no longer" not in answer
        assert asked(house) <= {"getbizsummary", "getarticleread", "getarticleshare", "getarticletotaldetail"}


async def test_an_old_day_that_nobody_kept_says_how_to_bring_it_in_and_is_asked_once() -> None:
    async with open_house(NOW, retired="classic") as house:
        assert (await house.say("/reads 2015-01-05")).endswith(SERVES_NO_LONGER)
        calls = len(house.simulator.calls)
        assert (await house.say("/reads 2015-01-05")).endswith(SERVES_NO_LONGER)
        assert (await house.say("/reads 2016-02-06")).endswith(SERVES_NO_LONGER)
        assert len(house.simulator.calls) == calls


@pytest.mark.parametrize("question", ["/reads 2015-01-05", "/report 2015-01-05", "/top 2015-01-05", "/reads 2015-01"])
async def test_an_old_day_that_was_kept_is_answered_as_before(question: str) -> None:
    async with open_house(NOW) as house:
        before = await house.say(question)
        house.simulator.retired = "classic"
        house.clock.pass_by(days=30)
        calls = len(house.simulator.calls)
        after = await house.said(question)
        assert len(house.simulator.calls) == calls
    assert [plain(message.text) for message in after] == [before.replace("12:30 ·", "24 November 2026, 12:30 ·")]


async def test_a_kept_day_that_is_not_final_says_that_it_cannot_be_asked_anew() -> None:
    async with open_house() as house:
        await house.say("/reads 2015-01-05")
        house.simulator.retired = "classic"
        house.clock.pass_by(hours=7)
        answer = await house.say("/reads 2015-01-05")
    assert "24,140 readers" in answer
    assert "Could not be asked anew: WeChat no longer serves these figures for Daily Tech." in answer


async def brought(house: House) -> None:
    """The account's row of 2015-01-05 as a file brings it."""
    row = {"ref_date": "2015-01-05", "user_source": 99999999, "int_page_read_user": 7, "int_page_read_count": 9}
    at = china("2026-11-20 09:00")
    reply = Reply("demo", "getuserread", date(2015, 1, 5), at, at, {"list": [row]}, origin="table <1>.csv")
    await house.app.collect.keep_imported("demo", [reply])


async def test_a_day_that_a_file_brought_is_answered_and_names_the_file() -> None:
    async with open_house(NOW, retired="classic") as house:
        await brought(house)
        message = (await house.said("/reads 2015-01-05"))[-1]
    lines = plain(message.text).splitlines()
    assert lines[1].startswith("7 readers")
    assert lines[-1] == "as of 20 November 2026, 09:00 · Asia/Shanghai · from table <1>.csv, 20 November 2026"
    assert "&lt;1&gt;" in message.text


async def test_a_file_that_told_only_of_a_day_beside_is_not_named() -> None:
    async with open_house(NOW) as house:
        await brought(house)
        answer = await house.say("/reads 2015-01-06")
    assert "40,899 readers ▲ 584" in answer
    assert answer.endswith("as of 12:30 · Asia/Shanghai")


async def test_what_was_withdrawn_is_remembered_over_a_restart_and_tried_again_after_a_week() -> None:
    rooms = memory_rooms()
    async with open_house(NOW, rooms=rooms, retired="classic") as house:
        await house.say("/reads 2015-01-05")
    async with open_house("2026-11-30 12:30", rooms=rooms) as house:
        assert (await house.say("/reads 2015-01-05")).endswith(SERVES_NO_LONGER)
        assert not house.simulator.calls
    async with open_house("2026-12-01 13:00", rooms=rooms) as house:
        assert "24,140 readers" in await house.say("/reads 2015-01-05")


async def test_an_account_set_to_classic_asks_no_successor_and_hears_what_to_set() -> None:
    async with open_house(NOW, settings=source("classic")) as house:
        assert "reads" in await house.say("/report yesterday")
        assert not asked(house) & {"getbizsummary", "getarticleread"}
    async with open_house(NOW, settings=source("classic"), retired="classic") as house:
        answer = await house.say("/report yesterday")
    assert "WeChat no longer serves the classic interfaces for Daily Tech." in answer
    assert "Set its source to `auto`: their successors have the days from 1 November 2025 on." in answer


async def test_an_account_set_to_successor_asks_no_classic() -> None:
    async with open_house(NOW, settings=source("successor")) as house:
        answer = await house.say("/reads 2015-01-05")
        assert "savers" in await house.say("/report yesterday")
        assert not {name for name in asked(house) if "user" in name}
    assert "Daily Tech is set to `successor`: days before 1 November 2025 come from the archive alone." in answer


@pytest.mark.parametrize("retired", [(), "classic"])
@pytest.mark.parametrize("chosen", ["auto", "successor"])
@pytest.mark.parametrize("command", ["/report", "/reads"])
async def test_the_first_day_of_the_successors_shows_no_change_and_says_why_in_one_footnote(
    command: str, chosen: str, retired: Collection[str]
) -> None:
    """Whether the days before it are held, withdrawn, or not to be asked for at all."""
    async with open_house(NOW, settings=source(chosen), retired=retired) as house:
        message = (await house.said(f"{command} 2025-11-01"))[-1]
    assert "– on" not in plain(message.text)
    assert not set("▲▼") & set(message.text)
    notes = re.findall("<i>(.*?)</i>", message.text)
    assert notes[0].startswith("Not compared with 31 October 2025, 25 October 2025: since 1 November 2025 WeChat ")
    assert notes[1:] == ["as of 12:30 · Asia/Shanghai"]


async def test_with_one_family_for_all_days_they_compare_across_the_break() -> None:
    async with open_house(NOW, settings=source("classic")) as house:
        answer = await house.say("/report 2025-11-01")
    assert re.search(r"reads [▲▼] .* · [▲▼] ", answer)
    assert "1 November 2025 WeChat" not in answer


async def test_an_article_shows_its_msgid_until_its_title_becomes_known() -> None:
    async with open_house(NOW, titles=False) as house:
        first = await house.say("/top yesterday 3")
        msgid = first.splitlines()[3].removeprefix("1. ")
        assert msgid.partition("_")[0].isdecimal()
        house.simulator.world = type(house.simulator.world)(seed=1)
        house.clock.pass_by(hours=20)
        await house.app.lives()
        assert msgid not in await house.say("/top 2026-11-23 3")


async def test_a_top_article_shows_in_a_line_of_its_own_how_many_have_read_it_to_the_end() -> None:
    async with open_house(NOW) as house:
        day, since = (await house.say("/top yesterday 1")).splitlines()[4:6]
    assert day.endswith(" sharers")
    assert since.startswith("Since publishing: ")
    assert "% read to the end" in since
    assert since.endswith(" followers won")


async def test_at_most_thirty_lives_are_looked_at_for_titles() -> None:
    async with open_house(NOW, titles=False) as house:
        await house.say("/top yesterday")
        lives = [call for call in house.simulator.calls if call.name == "getarticletotaldetail"]
        await house.say("/top yesterday")
        again = [call for call in house.simulator.calls if call.name == "getarticletotaldetail"]
    assert 1 <= len(lives) <= 30
    assert len(again) == len(lives)


async def test_sharers_without_readers_are_no_list_of_articles() -> None:
    async with open_house(NOW) as house:
        house.simulator.faults.add("getarticleread", Errcode(48001), times=FOREVER)
        answer = await house.say("/report yesterday")
        top = (await house.say("/top yesterday")).splitlines()
    assert "35,022 readers" in answer
    assert answer.splitlines()[-3:-1] == top[1:3]
    assert top[1] == "The articles are not known."
    assert top[2] == "Could not be asked anew: WeChat does not let Daily Tech read its figures."


@pytest.mark.parametrize("day", ["2015-01-05", "2025-10-31", "2025-11-01", "2025-11-08", "2026-11-22", "2026-11-23"])
async def test_a_digest_of_either_generation_has_at_most_fourteen_lines_with_its_four_articles(day: str) -> None:
    async with open_house(NOW) as house:
        lines = (await house.say(f"/report {day}")).splitlines()
    assert len(lines) <= DIGEST_LINES
    assert sum(line.startswith("4. ") for line in lines) == 1
