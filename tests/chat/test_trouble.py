"""What people read when WeChat, the network or the program itself does not do its part."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import httpx
import pytest

from bot.core.errors import StoreUnusable
from bot.core.facts import Reply
from bot.core.message import Kind
from bot.render import plain
from bot.store.memory import MemoryArchive
from bot.wechat.simulator import FOREVER, Body, CutOff, Errcode, Html
from tests.house import ADMIN, TEAM, house_settings, memory_rooms, open_house


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        (Errcode(40125), "WeChat says that the AppSecret of Daily Tech is wrong."),
        (
            Errcode(40164, "invalid ip 203.0.113.7, not in whitelist"),
            "Add 203.0.113.7 to the IP whitelist of Daily Tech",
        ),
        (Errcode(48001), "WeChat does not let Daily Tech read its figures."),
        (Errcode(45009), "WeChat's daily number of calls is used up for Daily Tech."),
        (Errcode(47009), "WeChat no longer serves figures for days before 1 November 2025"),
        (Errcode(61503), "WeChat has not finished the figures of this day yet."),
        (Errcode(-1), "WeChat is busy."),
        (Html(200), "WeChat's answer was not understood."),
        (Html(503), "WeChat cannot be reached right now."),
    ],
)
async def test_what_goes_wrong_at_wechat_is_one_sentence_and_the_next_step(
    fault: Errcode | Html, sentence: str
) -> None:
    async with open_house() as house:
        house.simulator.faults.add("getuserread", fault, times=FOREVER)
        message = (await house.said("/reads 2015-01-05"))[-1]
    assert plain(message.text).startswith("Daily Tech · Monday, 5 January 2015\nWeChat")
    assert sentence in plain(message.text)
    assert message.kind is Kind.FAILED


async def test_what_is_held_answers_while_wechat_does_not() -> None:
    async with open_house() as house:
        await house.say("/reads 2015-01-05")
        house.simulator.faults.add("getuserread", Errcode(48001), times=FOREVER)
        house.clock.pass_by(hours=7)
        answer = await house.say("/reads 2015-01-05")
    assert "24,140 readers" in answer
    assert "Could not be asked anew: WeChat does not let Daily Tech read its figures." in answer


async def test_a_day_of_which_wechat_holds_nothing_is_said_so() -> None:
    async with open_house("2015-02-06 12:30") as house:
        house.simulator.faults.add("getuserread", Body({"list": []}), times=FOREVER)
        answer = await house.say("/reads 2015-01-05")
    assert "WeChat holds no figures of Daily Tech for these days." in answer


async def test_a_wechat_out_of_reach_is_no_traceback() -> None:
    def refuse(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("no route")

    async with open_house(transport=httpx.MockTransport(refuse)) as house:
        assert "WeChat cannot be reached right now." in await house.say("/reads 2015-01-05")


async def test_one_account_that_fails_leaves_the_other_its_answer() -> None:
    async with open_house(settings=house_settings(("demo", "other"))) as house:
        house.simulator.faults.add("getuserread", Errcode(48001), times=FOREVER, app_id="wxother")
        message = (await house.said("/reads 2015-01-05"))[-1]
    assert "24,140 readers" in message.text
    assert "WeChat does not let Other read its figures." in message.text
    assert message.kind is Kind.ANSWER


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (Errcode(40125), "WeChat says that the AppSecret of Daily Tech is wrong."),
        (Errcode(40164, "invalid ip 203.0.113.7 ipv6 ::ffff:203.0.113.7, not in whitelist"), "Add 203.0.113.7 to"),
        (Errcode(40013), "Daily Tech"),
        (Html(502), "WeChat cannot be reached right now."),
    ],
)
async def test_no_token_no_figures_and_the_reason(fault: Errcode | Html, words: str) -> None:
    async with open_house() as house:
        house.simulator.faults.add("stable_token", fault, times=FOREVER)
        message = (await house.said("/report 2015-01-05"))[-1]
    assert words in plain(message.text)
    assert "s3cret" not in message.text
    assert message.kind is Kind.FAILED


@pytest.mark.parametrize("fault", [Errcode(40125), Errcode(61503), Errcode(45009), Html(200), CutOff()])
async def test_a_day_that_is_held_answers_whatever_wechat_says(fault: Errcode | Html | CutOff) -> None:
    async with open_house() as house:
        await house.say("/report 2015-01-05")
        house.simulator.faults.add("*", fault, times=FOREVER)
        house.clock.pass_by(hours=7)
        message = (await house.said("/report 2015-01-05"))[-1]
    assert "24,140 readers" in message.text
    assert "<i>Could not be asked anew: WeChat" in message.text
    assert "as of 12:30" in message.text
    assert message.kind is Kind.ANSWER


async def test_a_final_day_answers_without_a_word_about_wechat() -> None:
    async with open_house("2015-02-06 12:30") as house:
        answer = await house.say("/reads 2015-01-05")
        house.simulator.faults.add("*", Errcode(48001), times=FOREVER)
        house.clock.pass_by(days=70)
        again = await house.said("/reads 2015-01-05")
    assert [plain(message.text) for message in again] == [answer.replace("12:30", "6 February 2015, 12:30")]


async def test_half_of_the_figures_are_shown_and_what_is_missing_is_said() -> None:
    async with open_house() as house:
        house.simulator.faults.add("getarticlesummary", Errcode(-1), times=FOREVER)
        house.simulator.faults.add("getusershare", Errcode(-1), times=FOREVER)
        answer = await house.say("/report 2015-01-05")
    assert "24,140 readers" in answer
    assert "Where it was shared is not known." in answer
    assert "The articles are not known." in answer
    assert "Could not be asked anew: WeChat is busy." in answer


async def test_figures_that_cannot_be_kept_are_one_sentence() -> None:
    class Full(MemoryArchive):
        async def keep(self, replies: Sequence[Reply]) -> None:
            raise StoreUnusable(path="store.sqlite", reason="database or disk is full")

    async with open_house(rooms=replace(memory_rooms(), archive=Full())) as house:
        message = (await house.said("/reads 2015-01-05"))[-1]
    assert "The store at store.sqlite cannot be used: database or disk is full." in message.text
    assert message.kind is Kind.FAILED


ADDRESS = Errcode(40164, "invalid ip 203.0.113.7, not in whitelist")


@pytest.mark.parametrize("question", ["/reads 2015-01-05", "/trend 2015-01-05", "/top 2015-01-05", "/export"])
@pytest.mark.parametrize(
    ("who", "told"),
    [
        ({}, True),
        ({"person": 20, "chat": TEAM, "group": True}, False),
        ({"person": ADMIN, "chat": TEAM, "group": True}, False),
    ],
    ids=["an admin in private", "a reader of a group", "an admin where a group reads along"],
)
async def test_where_the_server_stands_in_the_network_is_told_to_admins_alone(
    who: dict[str, object], told: bool, question: str
) -> None:
    async with open_house() as house:
        house.simulator.faults.add("*", ADDRESS, times=FOREVER)
        answer = await house.say(question, **who)
    assert "WeChat does not know this server's address yet." in answer
    assert ("203.0.113.7" in answer) is told
    assert ("The bot's admins are told how to mend that; please ask again later." in answer) is not told
