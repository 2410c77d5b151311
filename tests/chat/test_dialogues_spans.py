"""Hours, sources, trends and comparisons, question → answer, as people see them: read it like a manual."""

from __future__ import annotations

import pytest

from bot.core.message import Kind
from bot.render import plain
from bot.wechat.simulator import FOREVER, Altered, Body, Errcode
from tests.chat.said import commands
from tests.chat.test_eras import SERVES_NO_LONGER
from tests.house import house_settings, open_house

NOW = "2026-11-24 12:30"


async def test_the_hours_of_a_day() -> None:
    async with open_house() as house:
        assert await house.say("/hours 2015-01-05") == (
            "Daily Tech · Monday, 5 January 2015\n"
            "Most reads 20:00–21:00 5,553 reads (18 %) · 4,691 readers\n"
            "then 21:00–22:00 2,465 reads (7.8 %)\n"
            "then 12:00–13:00 2,075 reads (6.5 %)\n"
            "fewest 03:00–04:00 55 reads (0.2 %)\n"
            "Most shares 20:00–21:00 208 shares (18 %)\n"
            "then 21:00–22:00 92 shares (7.8 %)\n"
            "then 12:00–13:00 78 shares (6.6 %)\n"
            "fewest 04:00–05:00 1 share (0.1 %)\n"
            "\n"
            "By part of the day\n"
            "00:00–06:00 887 reads (2.8 %) · 31 shares (2.6 %)\n"
            "06:00–12:00 7,810 reads (25 %) · 292 shares (25 %)\n"
            "12:00–18:00 8,653 reads (27 %) · 325 shares (27 %)\n"
            "18:00–24:00 14,360 reads (45 %) · 537 shares (45 %)\n"
            "\n"
            "Hours are those of China (UTC+8).\n"
            "as of 12:30 · Asia/Shanghai"
        )


async def test_the_hours_of_a_span_are_the_mean_of_its_days() -> None:
    async with open_house("2015-01-13 12:30") as house:
        assert await house.say("/hours last week") == (
            "Daily Tech · last week: 5–11 January 2015\n"
            "Most reads 20:00–21:00 6,340 reads a day (17 %)\n"
            "then 21:00–22:00 2,919 reads a day (7.7 %)\n"
            "then 22:00–23:00 2,487 reads a day (6.6 %)\n"
            "fewest 04:00–05:00 65 reads a day (0.2 %)\n"
            "Most shares 20:00–21:00 242 shares a day (17 %)\n"
            "then 21:00–22:00 112 shares a day (7.7 %)\n"
            "then 22:00–23:00 95 shares a day (6.6 %)\n"
            "fewest 04:00–05:00 1.6 shares a day (0.1 %)\n"
            "\n"
            "By part of the day\n"
            "00:00–06:00 1,245 reads a day (3.3 %) · 45 shares a day (3.1 %)\n"
            "06:00–12:00 8,973 reads a day (24 %) · 346 shares a day (24 %)\n"
            "12:00–18:00 10,469 reads a day (28 %) · 400 shares a day (28 %)\n"
            "18:00–24:00 17,221 reads a day (45 %) · 659 shares a day (45 %)\n"
            "\n"
            "Hours are those of China (UTC+8).\n"
            "as of 12:30 · Asia/Shanghai"
        )


async def test_a_day_after_the_break_has_no_hours_which_one_line_says_with_the_days_other_reports_as_buttons() -> None:
    async with open_house(NOW) as house:
        message = (await house.said("/hours 2026-11-23"))[-1]
    assert message.kind is Kind.ANSWER
    assert plain(message.text) == (
        "Daily Tech · Monday, 23 November 2026\n"
        "Since 1 November 2025 WeChat gives no figures by hour.\n"
        "as of 12:30 · Asia/Shanghai"
    )
    assert "/report 2026-11-23" in commands(message)
    assert "/sources 2026-11-23" in commands(message)


async def test_a_span_over_the_break_has_the_hours_of_the_days_before_it() -> None:
    async with open_house(NOW) as house:
        answer = await house.say("/hours 2025-10-25..2025-11-07")
    assert "reads a day" in answer
    assert "Since 1 November 2025 WeChat gives no figures by hour.\n7 of 14 days are known by hour\n" in answer


async def test_a_refused_interface_of_hours_is_told_beside_what_the_other_says() -> None:
    async with open_house() as house:
        house.simulator.faults.add("getuserreadhour", Errcode(48001), times=FOREVER)
        answer = await house.say("/hours 2015-01-05")
    assert "Most shares 20:00–21:00 208 shares" in answer
    assert "Reads by hour are not known." in answer
    assert "Could not be asked anew: WeChat does not let Daily Tech read its figures." in answer


async def test_two_refused_interfaces_of_hours_are_one_sentence_and_the_next_step() -> None:
    async with open_house() as house:
        for name in ("getuserreadhour", "getusersharehour"):
            house.simulator.faults.add(name, Errcode(48001), times=FOREVER)
        message = (await house.said("/hours 2015-01-05"))[-1]
    assert message.kind is Kind.FAILED
    assert plain(message.text).startswith(
        "Daily Tech · Monday, 5 January 2015\nWeChat does not let Daily Tech read its figures."
    )


@pytest.mark.parametrize("question", ["/hours 2015-01-05", "/sources 2015-01-05"])
async def test_an_old_day_that_wechat_no_longer_serves_says_how_to_bring_it_in(question: str) -> None:
    async with open_house(NOW, retired="classic") as house:
        assert (await house.say(question)).endswith(SERVES_NO_LONGER)


@pytest.mark.parametrize("question", ["/hours 2015-01-05", "/sources 2015-01-05"])
async def test_an_empty_day_is_said_to_be_empty(question: str) -> None:
    async with open_house("2015-02-06 12:30") as house:
        for name in ("getuserread", "getuserreadhour", "getusersharehour"):
            house.simulator.faults.add(name, Body({"list": []}), times=FOREVER)
        assert "WeChat holds no figures of Daily Tech for these days." in await house.say(question)


async def test_the_sources_of_a_day() -> None:
    async with open_house() as house:
        assert await house.say("/sources 2015-01-05") == (
            "Daily Tech · Monday, 5 January 2015\n"
            "24,140 readers ▲ 144 % on Sunday · ▼ 39 % on last Monday\n"
            "31,710 reads ▲ 157 % · ▼ 40 %\n"
            "\n"
            "Where they came from\n"
            "the account's messages 46 % · 14,515 reads ▲ 413 % · ▼ 39 % · 11,582 readers\n"
            "Moments 23 % · 7,261 reads ▲ 137 % · ▼ 44 % · 5,810 readers\n"
            "chats and forwards 11 % · 3,522 reads ▲ 126 % · ▼ 37 % · 2,815 readers\n"
            "the account's page 11 % · 3,466 reads ▲ 23 % · ▼ 43 % · 2,775 readers\n"
            "elsewhere 9.3 % · 2,946 reads ▲ 41 % · ▼ 35 % · 2,358 readers\n"
            "\n"
            "Percent of all reads. Who comes from two places is a reader of both.\n"
            "as of 12:30 · Asia/Shanghai"
        )


async def test_the_sources_of_a_week_of_readers_alone() -> None:
    async with open_house(NOW) as house:
        assert await house.say("/sources last week") == (
            "Daily Tech · last week: 16–22 November 2026\n"
            "29,928 readers a day ▼ 33 % on the week before · best 50,874 on 17 November\n"
            "\n"
            "Where they came from, against 9–15 November 2026\n"
            "the account's messages 38 % · 11,279 readers a day ▼ 36 %\n"
            "Moments 23 % · 6,868 readers a day ▼ 36 %\n"
            "the account's page 12 % · 3,485 readers a day ▼ 27 %\n"
            "chats and forwards 9.6 % · 2,861 readers a day ▼ 32 %\n"
            "elsewhere 9.0 % · 2,697 readers a day ▼ 25 %\n"
            "recommendations 7.8 % · 2,348 readers a day ▼ 31 %\n"
            "Search 5.7 % · 1,699 readers a day ▼ 25 %\n"
            "\n"
            "Percent of the readers of these days. Who comes from two places counts in both.\n"
            "Since 1 November 2025 WeChat gives no reads.\n"
            "as of 12:30 · Asia/Shanghai"
        )


@pytest.mark.parametrize("question", ["/hours 2015-01-05", "/sources 2015-01-03..2015-01-05"])
async def test_accounts_stand_side_by_side_and_fit_with_less_of_each(question: str) -> None:
    async with open_house(settings=house_settings([f"account{n}" for n in range(24)])) as house:
        message = (await house.said(question))[-1]
    text = plain(message.text)
    assert len(text) <= 4096
    assert all(f"Account{n} · " in text for n in range(24))
    assert not any(command.endswith(" 50") for command in commands(message)), "there is no list with more in it"


async def test_the_trend_of_the_last_thirty_days() -> None:
    async with open_house("2015-03-10 12:30") as house:
        assert await house.say("/trend") == (
            "Daily Tech · last 30 days: 8 February – 9 March 2015\n"
            "30,442 readers a day\n"
            "▲ 2.1 % against 9 January – 7 February 2015: 29,818 readers a day\n"
            "Best 42,126 readers on Tuesday, 3 March\n"
            "Weakest 12,585 readers on Saturday, 14 February\n"
            "\n"
            "By weekday, readers on average\n"
            "Mon 32,997 · Tue 38,722 · Wed 34,340 · Thu 31,959 · Fri 34,335 · Sat 20,501 · Sun 21,773\n"
            "as of 12:30 · Asia/Shanghai"
        )


async def test_the_trend_of_times_over_a_month_beside_the_month_before() -> None:
    async with open_house("2015-03-10 12:30") as house:
        assert await house.say("/trend shares 2015-02") == (
            "Daily Tech · 1–28 February 2015\n"
            "1,414 shares a day\n"
            "▲ 7.1 % against 1–31 January 2015: 1,320 shares a day\n"
            "Best 1,924 shares on Thursday, 5 February\n"
            "Weakest 581 shares on Saturday, 14 February\n"
            "39,589 shares in all\n"
            "\n"
            "By weekday, shares on average\n"
            "Mon 1,549 · Tue 1,680 · Wed 1,604 · Thu 1,602 · Fri 1,541 · Sat 924 · Sun 997\n"
            "as of 12:30 · Asia/Shanghai"
        )


async def test_a_trend_in_chinese_words() -> None:
    async with open_house("2015-03-10 12:30") as house:
        assert await house.say("/trend 分享次数 2015年2月") == await house.say("/trend shares 2015-02")
        assert "sharers a day" in await house.say("/trend 近14天 分享人数")


async def test_a_single_day_is_the_trend_of_the_thirty_days_up_to_it() -> None:
    async with open_house("2015-03-10 12:30") as house:
        usual = await house.say("/trend")
        assert usual.startswith("Daily Tech · last 30 days: ")
        assert await house.say("/trend 2015-03-09") == usual.replace("last 30 days: ", "")


async def test_a_trend_over_the_break_tells_both_parts() -> None:
    async with open_house(NOW) as house:
        assert await house.say("/trend 2025-10-20..2025-11-16") == (
            "Daily Tech · 20 October – 16 November 2025\n"
            "40,239 readers a day (1–16 November)\n"
            "41,800 readers a day (20–31 October)\n"
            "Best 53,796 readers on Tuesday, 4 November\n"
            "Weakest 17,663 readers on Sunday, 9 November\n"
            "Since 1 November 2025 WeChat counts otherwise: the days before and after do not compare.\n"
            "as of 12:30 · Asia/Shanghai"
        )


async def test_a_trend_of_times_that_wechat_does_not_count_any_more_is_that_of_people() -> None:
    async with open_house(NOW) as house:
        assert "WeChat gives no shares here, so sharers are shown." in await house.say("/trend shares")


async def test_gaps_of_a_trend_are_named() -> None:
    def some_days_less(answer: dict[str, list[dict[str, object]]]) -> object:
        return {"list": [row for row in answer["list"] if row["ref_date"] not in ("2015-01-06", "2015-01-07")]}

    async with open_house("2015-02-06 12:30") as house:
        house.simulator.faults.add("getuserread", Altered(some_days_less), times=FOREVER)
        answer = await house.say("/trend 2015-01-05..2015-01-11")
    assert "5 of 7 days are known: no figures of 6–7 January" in answer


@pytest.mark.parametrize("question", ["/trend 7d", "/compare 2026-11-23"])
async def test_many_accounts_side_by_side_fit_with_less_of_each(question: str) -> None:
    async with open_house(NOW, settings=house_settings([f"account{n}" for n in range(24)])) as house:
        message = (await house.said(question))[-1]
    assert len(plain(message.text)) <= 4096
    assert all(f"Account{n} · " in plain(message.text) for n in range(24))


async def test_every_button_of_these_reports_is_answered() -> None:
    async with open_house("2015-03-10 12:30") as house:
        for question in ("/trend original_readers 2015-02", "/compare 2015-02", "/hours 2015-02-02", "/sources 7d"):
            for command in commands((await house.said(question))[-1]):
                assert (await house.said(command))[-1].kind is Kind.ANSWER, command
