"""What the datacube takes, what it refuses, and for which days it has an answer."""

import json
from datetime import date, datetime, time, timedelta
from importlib import resources
from typing import Any

import pytest

from bot.core.days import ONE_DAY, at_china
from bot.core.facts import Generation
from bot.wechat.endpoints import ENDPOINTS, Endpoint
from bot.wechat.simulator import NotComputed, Simulator
from tests.wechat.simulator.support import NOON, FakeClock, asking

YESTERDAY = date(2026, 11, 23)
every_endpoint = pytest.mark.parametrize("endpoint", ENDPOINTS, ids=lambda endpoint: endpoint.name)


def of(generation: Generation) -> pytest.MarkDecorator:
    rows = [endpoint for endpoint in ENDPOINTS if endpoint.generation is generation]
    return pytest.mark.parametrize("endpoint", rows, ids=lambda endpoint: endpoint.name)


def empty(endpoint: Endpoint, **envelope: bool) -> dict[str, Any]:
    successor = endpoint.generation is Generation.SUCCESSOR
    return {"list": [], **({"is_delay": False} if successor else {}), **envelope}


def at(now: datetime = NOON, **options: Any) -> Simulator:
    return Simulator(FakeClock(now), **options)


@every_endpoint
async def test_a_span_may_be_as_long_as_the_endpoints_row_says(endpoint: Endpoint) -> None:
    async with asking(at()) as asker:
        first = YESTERDAY - timedelta(days=endpoint.longest_span - 1)
        rows = await asker.rows(endpoint.name, first, YESTERDAY)
        asked_for = {str(first + timedelta(days=n)) for n in range(endpoint.longest_span)}
        assert {row["ref_date"] for row in rows} == asked_for
        assert (await asker.ask(endpoint.name, first - ONE_DAY, YESTERDAY))["errcode"] == 61501


@every_endpoint
@pytest.mark.parametrize(
    ("begin", "end", "errcode"),
    [
        ("2026-11-24", "2026-11-24", 61501),
        ("2027-01-01", "2027-01-01", 61501),
        ("2026-11-22", "2026-11-21", 61501),
        ("20261123", "20261123", 61501),
        ("2026-11-31", "2026-11-31", 61500),
        ("2026-1-5", "2026-1-5", 61500),
        ("yesterday", "yesterday", 61500),
        ("", "", 61500),
    ],
)
async def test_wrong_days_are_refused(endpoint: Endpoint, begin: str, end: str, errcode: int) -> None:
    async with asking(at()) as asker:
        body = json.dumps({"begin_date": begin, "end_date": end}).encode()
        assert (await asker.post(endpoint.name, body)).json()["errcode"] == errcode


@every_endpoint
@pytest.mark.parametrize(
    ("body", "errcode"),
    [
        (b"", 44002),
        (b"begin_date=2026-11-23", 47001),
        (b'{"begin_date":"2026-11-23"', 47001),
        (b"[]", 47001),
        (b"\xff\xfe{}", 47001),
        (b"{}", 61500),
        (b'{"begin_date":20261123,"end_date":20261123}', 61500),
    ],
)
async def test_a_wrong_body_is_refused(endpoint: Endpoint, body: bytes, errcode: int) -> None:
    async with asking(at()) as asker:
        assert (await asker.post(endpoint.name, body)).json()["errcode"] == errcode


@every_endpoint
async def test_only_post_is_taken(endpoint: Endpoint) -> None:
    async with asking(at()) as asker:
        answer = await asker.http.get(endpoint.path, params={"access_token": asker.token})
        assert answer.json()["errcode"] == 43002


@every_endpoint
@pytest.mark.parametrize(("token", "errcode"), [({}, 41001), ({"access_token": "made up"}, 40001)])
async def test_a_call_needs_a_known_token(endpoint: Endpoint, token: dict[str, str], errcode: int) -> None:
    async with asking(at()) as asker:
        answer = (await asker.http.post(endpoint.path, params=token, content=b"{}")).json()
        assert answer["errcode"] == errcode
        assert "rid: " in answer["errmsg"]


async def test_no_content_type_is_required() -> None:
    async with asking(at()) as asker:
        body = json.dumps({"begin_date": "2026-11-23", "end_date": "2026-11-23"}).encode()
        answer = await asker.post("getuserread", body)
        assert "content-type" not in answer.request.headers
        assert answer.json()["list"]


async def test_an_unknown_address_is_an_invalid_url() -> None:
    async with asking(at()) as asker:
        answer = await asker.http.post("/datacube/getnothing")
        assert (answer.status_code, answer.json()["errcode"]) == (200, 40066)


@every_endpoint
async def test_days_before_the_first_one_are_empty(endpoint: Endpoint) -> None:
    async with asking(at()) as asker:
        assert await asker.ask(endpoint.name, endpoint.first_day - ONE_DAY) == empty(endpoint)
        assert await asker.ask(endpoint.name, "0001-01-01") == empty(endpoint)


@of(Generation.CLASSIC)
async def test_a_day_is_not_ready_before_it_is_computed(endpoint: Endpoint) -> None:
    clock = FakeClock(at_china(date(2026, 11, 18), 5, 29))
    async with asking(Simulator(clock)) as asker:
        assert (await asker.ask(endpoint.name, "2026-11-17"))["errcode"] == 61503
        assert await asker.rows(endpoint.name, "2026-11-16")
        clock.forward(minutes=1)
        assert await asker.rows(endpoint.name, "2026-11-17")


@of(Generation.SUCCESSOR)
async def test_a_successor_says_that_it_is_late_before_a_day_is_computed(endpoint: Endpoint) -> None:
    clock = FakeClock(at_china(date(2026, 11, 18), 5, 29))
    async with asking(Simulator(clock)) as asker:
        assert await asker.ask(endpoint.name, "2026-11-17") == empty(endpoint, is_delay=True)
        before = await asker.ask(endpoint.name, "2026-11-16")
        assert (bool(before["list"]), before["is_delay"]) == (True, False)
        clock.forward(minutes=1)
        after = await asker.ask(endpoint.name, "2026-11-17")
        assert (bool(after["list"]), after["is_delay"]) == (True, False)


@of(Generation.SUCCESSOR)
async def test_of_days_before_the_first_one_nothing_is_late(endpoint: Endpoint) -> None:
    async with asking(at(at_china(date(2015, 1, 6), 3))) as asker:
        assert await asker.ask(endpoint.name, "2015-01-05") == empty(endpoint)
    async with asking(at(at_china(date(2025, 11, 3), 9), delayed_until=time(11))) as asker:
        assert await asker.ask(endpoint.name, "2025-10-30") == empty(endpoint)


async def test_a_span_of_a_successor_lacks_the_day_that_is_not_computed() -> None:
    async with asking(at(at_china(date(2026, 11, 24), 3))) as asker:
        found = await asker.ask("getbizsummary", YESTERDAY - 2 * ONE_DAY, YESTERDAY)
    assert [row["ref_date"] for row in found["list"]] == ["2026-11-21", "2026-11-22"]
    assert found["is_delay"] is True


async def test_a_span_over_the_first_day_has_the_days_from_it_on() -> None:
    async with asking(at()) as asker:
        rows = await asker.rows("getbizsummary", "2025-10-30", "2025-11-02")
    assert [row["ref_date"] for row in rows] == ["2025-11-01", "2025-11-02"]


async def test_a_day_not_computed_may_be_an_empty_list_instead() -> None:
    world = at(at_china(date(2026, 11, 24), 3), not_computed=NotComputed.EMPTY)
    async with asking(world) as asker:
        assert await asker.ask("getarticlesummary", YESTERDAY) == {"list": []}
        rows = await asker.rows("getusershare", YESTERDAY - ONE_DAY, YESTERDAY)
        assert {row["ref_date"] for row in rows} == {"2026-11-22"}


async def test_midnight_is_chinas() -> None:
    clock = FakeClock(at_china(date(2026, 11, 24), 0) - timedelta(seconds=1))
    async with asking(Simulator(clock)) as asker:
        assert (await asker.ask("getuserread", YESTERDAY))["errcode"] == 61501
        clock.forward(seconds=1)
        assert (await asker.ask("getuserread", YESTERDAY))["errcode"] == 61503


@pytest.mark.parametrize(
    ("name", "key", "longest"), [("getarticletotal", "details", 7), ("getarticletotaldetail", "detail_list", 30)]
)
async def test_a_life_grows_by_a_row_each_day_up_to_7_or_30(name: str, key: str, longest: int) -> None:
    clock = FakeClock(at_china(date(2026, 11, 18), 9))
    world = Simulator(clock)
    lengths: list[int] = []
    before: list[dict[str, Any]] = []
    for _ in range(longest + 2):
        async with asking(world) as asker:
            details = (await asker.rows(name, "2026-11-17"))[0][key]
        lengths.append(len(details))
        assert details[: len(before)] == before
        before = details
        clock.forward(days=1)
    assert lengths == [*range(1, longest), longest, longest, longest]


def sampled(packet: str) -> Any:
    file = resources.files("bot.wechat.simulator") / "packets" / f"{packet}.json"
    return json.loads(file.read_text(encoding="utf-8"))


SAMPLES = {
    ("getarticlesummary", "2014-12-08"): "getarticlesummary",
    ("getarticletotal", "2014-12-14"): "getarticletotal",
    ("getuserread", "2014-12-07"): "getuserread.2014",
    ("getuserread", "2020-02-18"): "getuserread",
    ("getuserreadhour", "2014-12-07"): "getuserreadhour.2014",
    ("getuserreadhour", "2015-07-14"): "getuserreadhour",
    ("getusershare", "2014-12-07"): "getusershare",
    ("getusersharehour", "2014-12-07"): "getusersharehour",
    ("getarticleread", "2025-11-01"): "getarticleread",
    ("getarticleshare", "2025-11-01"): "getarticleshare",
    ("getbizsummary", "2025-11-01"): "getbizsummary",
    ("getarticletotaldetail", "2025-11-01"): "getarticletotaldetail.with-title",
}


@pytest.mark.parametrize(("asked", "packet"), SAMPLES.items(), ids=str)
async def test_the_documents_packets_come_on_their_days(asked: tuple[str, str], packet: str) -> None:
    sample = sampled(packet)
    async with asking(at(documented=True)) as asker:
        assert await asker.ask(*asked) == sample
    async with asking(at()) as asker:
        assert await asker.ask(*asked) != sample


async def test_without_titles_the_packet_is_the_documents_own() -> None:
    async with asking(at(documented=True, titles=False)) as asker:
        assert await asker.ask("getarticletotaldetail", "2025-11-01") == sampled("getarticletotaldetail")


async def test_the_other_days_of_a_span_with_a_packet_are_the_simulators() -> None:
    async with asking(at(documented=True)) as documented, asking(at()) as plain:
        mixed = await documented.rows("getusershare", "2014-12-05", "2014-12-09")
        pure = await plain.rows("getusershare", "2014-12-05", "2014-12-09")
    assert [row for row in mixed if row["ref_date"] != "2014-12-07"] == [
        row for row in pure if row["ref_date"] != "2014-12-07"
    ]
    assert {row["share_scene"] for row in mixed if row["ref_date"] == "2014-12-07"} == {1, 5}


async def test_a_question_about_a_span_is_the_questions_about_its_days() -> None:
    async with asking(at(old_forms=True)) as asker:
        span = await asker.rows("getuserread", "2020-02-26", "2020-02-28")
        days = [await asker.rows("getuserread", f"2020-02-{day}") for day in (26, 27, 28)]
    assert span == [row for rows in days for row in rows]
