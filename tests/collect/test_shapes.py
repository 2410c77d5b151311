"""Answers of wrong shapes, of either generation: nothing archived is lost, and a person reads one plain sentence."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest

from bot.core.days import Span
from bot.core.facts import Generation
from bot.wechat.endpoints import ENDPOINTS
from bot.wechat.simulator import FOREVER, Altered, Body, CutOff, Html
from bot.wechat.simulator.faults import Answer
from tests.collect.test_collect import asked
from tests.house import House, open_house

LIVES = ("getarticletotal", "getarticletotaldetail")
RID = "60f9510a-1d85db36-677ec098"
SENTENCE = "WeChat's answer was not understood. What the archive holds is unchanged; please ask again later."


@dataclass(frozen=True)
class Era:
    """A day, the noon after it, and the interfaces that a digest of it asks."""

    day: str
    account: str
    articles: tuple[str, ...]

    @property
    def noon(self) -> str:
        return f"{date.fromisoformat(self.day).replace(day=14)} 12:00"


CLASSIC = Era("2015-01-13", "getuserread", ("getarticlesummary", "getusershare"))
SUCCESSOR = Era("2025-11-13", "getbizsummary", ("getarticleread", "getarticleshare"))
BOTH = pytest.mark.parametrize("era", [CLASSIC, SUCCESSOR], ids=list(Generation))


def rows(change: Callable[[dict[str, Any]], object]) -> Altered:
    """The right answer, each of its rows changed."""
    return Altered(lambda answer: answer | {"errmsg": f"ok rid: {RID}", "list": [change(r) for r in answer["list"]]})


def without_figures(row: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in row.items() if key in ("ref_date", "msgid", "user_source", "title")}


def nulls(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: nulls(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [nulls(inner) for inner in value]
    return value if isinstance(value, str) else None


def words(value: Any) -> Any:
    """Every number as a string."""
    if isinstance(value, dict):
        return {key: words(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [words(inner) for inner in value]
    return str(value) if type(value) in (int, float) else value


UNREADABLE: Mapping[str, Answer] = {
    "null list": Body({"list": None, "errmsg": f"ok rid: {RID}"}),
    "list an object": Body({"list": {"0": 1}, "errmsg": f"ok rid: {RID}"}),
    "no list": Body({"errmsg": f"ok rid: {RID}", "is_delay": False}),
    "rows no objects": Body({"list": [1, None], "errmsg": f"ok rid: {RID}"}),
    "rows without a day": rows(lambda row: row | {"ref_date": None}),
    "rows without figures": rows(without_figures),
    "figures null": rows(nulls),
    "detail no object": rows(lambda row: without_figures(row) | {"detail": "x"}),
    "detail a list": rows(lambda row: without_figures(row) | {"detail": [row]}),
    "errcode in words": Body({"errcode": "x", "errmsg": f"no rid: {RID}"}),
    "no object": Body([]),
    "a page": Html(200),
    "cut off": CutOff(),
}
EVERY_SHAPE = pytest.mark.parametrize("shape", UNREADABLE.values(), ids=UNREADABLE)


async def bodies(house: House, era: Era) -> dict[tuple[str, date], Mapping[str, object]]:
    span = Span(date.fromisoformat(era.day).replace(day=1), date.fromisoformat(era.day))
    held = {e.name: await house.rooms.archive.held("demo", e.name, span) for e in ENDPOINTS}
    return {(name, day): reply.body for name, replies in held.items() for day, reply in replies.items()}


@BOTH
@EVERY_SHAPE
async def test_where_nothing_can_be_read_a_person_hears_that_it_was_not_understood(
    era: Era, shape: Answer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "bot")
    async with open_house(era.noon) as house:
        house.simulator.faults.add(era.account, shape, times=FOREVER)
        assert SENTENCE in await house.say(f"/reads {era.day}")
        assert asked(house, era.account) <= 3  # asking again at once would bring the same
        assert era.account not in {name for name, _ in await bodies(house, era)}
        lines = [line for line in caplog.text.splitlines() if f"{era.account} " in line and "not understood" in line]
        assert any(era.day in line for line in lines)
        has_rid = not isinstance(shape, Html | CutOff) and shape != Body([])
        assert all((f"rid {RID}" in line) is has_rid for line in lines)


@BOTH
@EVERY_SHAPE
async def test_nothing_that_is_archived_is_lost_and_it_still_answers(era: Era, shape: Answer) -> None:
    async with open_house(era.noon) as house:
        before, said = await bodies_after_report(house, era)
        for endpoint in ENDPOINTS:
            house.simulator.faults.add(endpoint.name, shape, times=FOREVER)
        house.clock.pass_by(hours=7)
        after = await house.say(f"/report {era.day}")
        await house.app.upkeep()
        now = await bodies(house, era)
    assert {spot: now.get(spot) for spot in before} == before
    assert figures(after) == figures(said)
    assert "Could not be asked anew: WeChat's answer was not understood." in after


@BOTH
@pytest.mark.parametrize("shape", ["null list", "rows without figures", "figures null", "a page"])
async def test_no_life_that_is_archived_is_lost(era: Era, shape: str) -> None:
    async with open_house(era.noon) as house:
        await house.app.lives()
        before = await bodies(house, era)
        for name in LIVES:
            house.simulator.faults.add(name, UNREADABLE[shape], times=FOREVER)
        house.clock.pass_by(days=1)
        assert not await house.app.lives()
        after = await bodies(house, era)
    articles = {spot: body for spot, body in before.items() if body["list"]}
    assert len(articles) >= 5
    assert {spot: after[spot] for spot in articles} == articles


async def bodies_after_report(house: House, era: Era) -> tuple[Mapping[tuple[str, date], object], str]:
    said = await house.say(f"/report {era.day}")
    return await bodies(house, era), said


def figures(said: str) -> list[str]:
    """The lines of a digest that have figures, but for the hour at which it was asked."""
    return [line for line in said.splitlines() if re.search(r"\d", line) and "as of" not in line]


@BOTH
async def test_one_unreadable_interface_leaves_what_the_others_say(era: Era) -> None:
    async with open_house(era.noon) as house:
        house.simulator.faults.add(era.articles[0], Body({"list": None}), times=FOREVER)
        said = await house.say(f"/report {era.day}")
        held = {name for name, _ in await bodies(house, era)}
    assert " readers ▼" in said
    assert "The articles are not known." in said
    assert "Could not be asked anew: WeChat's answer was not understood." in said
    assert held & {era.account, *era.articles} == {era.account, *era.articles[1:]}


async def test_of_a_span_with_one_unreadable_day_the_others_are_kept() -> None:
    def spoilt(row: dict[str, Any]) -> object:
        return row if row["ref_date"] != "2025-11-12" else {"ref_date": "2025-11-12", "detail": None}

    async with open_house("2025-11-14 12:00") as house:
        house.simulator.faults.add("getbizsummary", rows(spoilt), times=FOREVER)
        said = await house.say("/reads 2025-11-10..2025-11-13")
        held = await bodies(house, SUCCESSOR)
    assert "3 of 4 days are known" in said
    assert "WeChat's answer was not understood" in said
    assert {day.day for name, day in held if name == "getbizsummary"} == {6, 7, 8, 9, 10, 11, 13}


READABLE: Mapping[str, Answer] = {
    "strings for numbers": rows(words),
    "rows of other days": Altered(
        lambda a: a | {"list": [*a["list"], *({**r, "ref_date": "2013-01-01"} for r in a["list"])]}
    ),
    "unknown keys": rows(lambda row: {**row, "total_online_time": 0, "new": {"a": [1]}}),
    "every row twice": Altered(lambda a: a | {"list": [*a["list"], *json.loads(json.dumps(a["list"]))]}),
    "errcode 0": Altered(lambda a: a | {"errcode": 0, "errmsg": "ok"}),
}


@BOTH
@pytest.mark.parametrize("shape", READABLE.values(), ids=READABLE)
async def test_what_is_odd_but_can_be_read_changes_no_figure(era: Era, shape: Answer) -> None:
    async with open_house(era.noon) as house:
        said = await house.say(f"/reads {era.day}"), await house.say(f"/top {era.day}")
    async with open_house(era.noon) as house:
        for name in (era.account, *era.articles, "getarticletotaldetail"):
            house.simulator.faults.add(name, shape, times=FOREVER)
        assert (await house.say(f"/reads {era.day}"), await house.say(f"/top {era.day}")) == said


async def test_a_reply_of_40000_rows_is_kept_whole_and_ranked() -> None:
    def many(answer: dict[str, Any]) -> object:
        row = answer["list"][0]
        return answer | {"list": answer["list"] + [{**row, "msgid": f"{n}_1", "title": None} for n in range(40_000)]}

    async with open_house(CLASSIC.noon) as house:
        house.simulator.faults.add(CLASSIC.articles[0], Altered(many))
        said = await house.say(f"/top {CLASSIC.day} 3")
        held = await house.rooms.archive.held("demo", CLASSIC.articles[0], Span.day(date.fromisoformat(CLASSIC.day)))
    assert len(held[date.fromisoformat(CLASSIC.day)].rows) > 40_000
    assert re.search(r"and 40,?0\d\d more", said)
