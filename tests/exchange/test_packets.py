"""Saved replies of WeChat's ten interfaces, brought in as they are."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bot.core.metrics import COUNTS
from bot.exchange.bringing import Brought
from bot.wechat.endpoints import BIZ_SUMMARY, USER_READ
from tests.exchange.brought import TWO, Desk, problems

PACKETS = Path(__file__).parent.parent / "packets"
FIELDS = {metric.name: {metric.classic, metric.successor} - {None} for metric in COUNTS}


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


async def bring(desk: Desk, path: Path) -> Brought:
    shutil.copy(path, desk.folder / path.name)
    return await desk.bring(path.name)


def packet_of(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def shown(row: Any) -> dict[str, int]:
    """The figures that a packet's row, or one of its details, shows."""
    return {name: row[field] for name, fields in FIELDS.items() for field in fields & row.keys()}


@pytest.mark.parametrize("path", sorted(PACKETS.glob("get*.json")), ids=lambda path: path.stem)
async def test_every_documented_packet_gives_the_figures_that_it_shows(desk: Desk, path: Path) -> None:
    packet = packet_of(path)
    brought = await bring(desk, path)
    assert (problems(brought), brought.written) == ([], 1)
    (reply,) = await desk.all()
    assert reply.body == packet
    assert reply.endpoint == path.name.partition(".")[0]
    assert (reply.origin, reply.fetched_at, reply.asked_at) == (path.name, desk.now, desk.now)
    assert (reply.complete_at is not None) is (reply.endpoint in (USER_READ.name, BIZ_SUMMARY.name))
    parts = ("account", "articles", "read_hours", "share_hours", "lives", "scenes")
    facts = [fact for part in parts for fact in await desk.facts(part)]
    found = []
    for fact in facts:
        for told in getattr(fact, "stats", (fact,)):
            known = {"sharers": told.sharers, "shares": told.shares} if hasattr(told, "scene") else told.figures.known
            found.append(known)
    details = [
        d for row in packet["list"] for d in row.get("details", row.get("detail_list", [row.get("detail", row)]))
    ]
    assert found == [shown(detail) for detail in details]


@pytest.mark.parametrize("path", sorted(PACKETS.glob("errors/*.json")), ids=lambda path: path.stem)
async def test_an_error_of_wechats_is_named_and_not_kept(desk: Desk, path: Path) -> None:
    brought = await bring(desk, path)
    code = packet_of(path)["errcode"]
    assert problems(brought) == [f"it holds an error of WeChat's ({code}) and no figures."]
    assert await desk.all() == []


ROW = {"ref_date": "2015-01-05", "msgid": "1_1", "title": "a", "int_page_read_user": 5}


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ('{"list": []}', "its list is empty, so that nothing tells which day it is about."),
        ('{"list": null}', "it is JSON, but no reply of WeChat's: it has no list of rows."),
        ('{"access_token": "x"}', "it is JSON, but no reply of WeChat's: it has no list of rows."),
        ('{"list": [{"a": 1}]}', "its rows look like those of none of WeChat's ten interfaces."),
        ('{"errcode": "x", "list": []}', "it is JSON, but no reply of WeChat's."),
        ("[1, 2]", "it is JSON, but no reply of WeChat's."),
        (json.dumps({"list": [ROW]})[:-20], "it is no whole JSON: it may be cut off."),
        ("[" * 100_000, "it is no whole JSON: it may be cut off."),
    ],
)
async def test_what_is_no_reply_is_named_in_one_sentence(desk: Desk, text: str, why: str) -> None:
    brought = await desk.bring("a.json", text)
    assert (problems(brought), brought.whole, await desk.all()) == ([why], False, [])


async def test_wrong_rows_are_named_and_the_rest_is_kept_as_it_came(desk: Desk) -> None:
    rows: list[Any] = [
        ROW,
        {**ROW, "msgid": "2_1", "ref_date": "x"},
        {**ROW, "msgid": "3_1", "int_page_read_user": "many"},
        {**ROW, "msgid": None},
        {**ROW, "msgid": "4_1", "int_page_read_user": "12", "new": 1},
        {**ROW, "msgid": "5_1", "ref_date": "2026-11-24"},
        "row",
    ]
    brought = await desk.bring("a.json", json.dumps({"list": rows, "x": 1}))
    assert problems(brought) == [
        "row 2: its ref_date is no day.",
        "row 3: “many” is not a number of readers.",
        "row 4: it has no msgid.",
        "row 6: 2026-11-24 is not over yet.",
        "row 7: it is no object.",
    ]
    (reply,) = await desk.all()
    assert reply.body == {"x": 1, "list": [rows[0], rows[4]]}


async def test_figures_deep_in_a_row_are_looked_at_too(desk: Desk) -> None:
    lives = [{"ref_date": "2015-01-05", "msgid": "1_1", "details": [{"stat_date": "2015-01-05", "share_user": -1}]}]
    for name, rows in (("a.json", lives), ("b.json", [{**lives[0], "details": {}}])):
        brought = await desk.bring(name, json.dumps({"list": rows}))
        assert not brought.whole
    assert await desk.all() == []


async def test_a_packet_of_several_days_is_a_reply_a_day(desk: Desk) -> None:
    rows = [{"ref_date": f"2015-01-0{n}", "user_source": 99999999, "int_page_read_user": n} for n in (5, 6, 6)]
    await desk.bring("a.json", json.dumps({"list": rows}))
    assert {reply.day.day: len(reply.rows) for reply in await desk.all()} == {5: 1, 6: 2}


async def test_a_files_name_decides_in_doubt_and_only_then(desk: Desk) -> None:
    row = {"ref_date": "2025-11-01", "msgid": "1_1", "detail": {"read_user": 1, "share_user": 2}}
    assert not (await desk.bring("a.json", json.dumps({"list": [row]}))).taken.usable
    await desk.bring("getarticleshare-1.json", json.dumps({"list": [row]}))
    await desk.bring("getuserread.json", json.dumps({"list": [ROW]}))
    assert {reply.endpoint for reply in await desk.all()} == {"getarticleshare", "getarticlesummary"}


async def test_successors_have_nothing_before_their_first_day(desk: Desk) -> None:
    row = {"ref_date": "2025-10-31", "detail": {"read_user": 1}}
    brought = await desk.bring("a.json", json.dumps({"list": [row]}))
    assert problems(brought) == ["row 1: 2025-10-31 is before 2025-11-01, the first day of such figures."]


async def test_a_reply_that_is_late_does_not_make_its_day_complete(desk: Desk) -> None:
    row = {"ref_date": "2025-11-01", "detail": {"read_user": 1}}
    await desk.bring("a.json", json.dumps({"list": [row], "is_delay": True}))
    (reply,) = await desk.all()
    assert reply.complete_at is None


async def test_what_json_has_no_word_for_is_not_known(desk: Desk) -> None:
    await desk.bring("a.json", '{"list": [{"ref_date": "2015-01-05", "int_page_read_user": NaN, "x": 1e999}]}')
    (reply,) = await desk.all()
    assert reply.rows == [{"ref_date": "2015-01-05", "int_page_read_user": None, "x": None}]


async def test_a_packet_says_not_whose_it_is(desk: Desk) -> None:
    desk.whose = TWO
    brought = await desk.bring("a.json", json.dumps({"list": [ROW]}))
    assert "--account (daily, tech)" in problems(brought)[0]


async def test_wechats_own_answer_stands_above_a_file(desk: Desk) -> None:
    await bring(desk, PACKETS / "getarticlesummary.json")
    (reply,) = await desk.all()
    own = replace(reply, origin=None)
    await desk.archive.keep([own])
    desk.pass_by(days=1)
    brought = await desk.bring("b.csv", "date,msgid,title,readers\n2014-12-08,10000050_1,x,1\n2014-12-09,1_1,y,1\n")
    assert brought.outranked == {date(2014, 12, 8)}
    assert brought.written == 1
    assert own in await desk.all()


async def test_of_several_replies_in_a_file_the_one_that_cannot_be_used_is_named(desk: Desk) -> None:
    lines = [json.dumps({"list": [{**ROW, "ref_date": f"2015-01-0{n}"}]}) for n in (5, 6)]
    brought = await desk.bring("a.jsonl", "\n".join((lines[0], '{"errcode": 40001, "errmsg": "x"}', lines[1])))
    assert problems(brought) == ["reply 2: it holds an error of WeChat's (40001) and no figures."]
    assert len(await desk.all()) == 2
    assert len(await Desk(desk.folder).all()) == 0


@pytest.mark.parametrize(
    ("odd", "read"),
    [(b"a\x08b", "a\ufffdb"), (b"a\nb", "a\nb"), (b"a\\ud83db", "a\ufffdb"), (b"a\xffb", "a\ufffdb")],
    ids=["control", "line break", "half an emoji", "no UTF-8"],
)
async def test_an_odd_byte_costs_its_title_and_nothing_else(desk: Desk, odd: bytes, read: str) -> None:
    rows = [{**ROW, "msgid": f"{n}_1", "title": "早安，这里是每天的第一篇" if n else "?"} for n in range(3)]
    content = json.dumps({"list": rows}, ensure_ascii=False).encode().replace(b'"?"', b'"' + odd + b'"')
    brought = await desk.bring("a.json", content)
    assert brought.whole
    assert [fact.title for fact in await desk.facts("articles")] == [read, rows[1]["title"], rows[2]["title"]]


async def test_a_rate_above_1_is_unknown_and_remarked_in_the_log(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    detail = {"stat_date": "2025-12-01", "read_user": 7, "read_finish_rate": 43.25, "read_delivery_rate": 0.5}
    row = {"ref_date": "2025-12-01", "msgid": "1_1", "title": "a", "publish_type": 0, "detail_list": [detail]}
    await desk.bring("a.json", json.dumps({"list": [row], "is_delay": False}))
    ((life),) = [fact.stats[0].rates for fact in await desk.facts("lives")]
    assert (life.finish_rate, life.delivery_rate) == (None, 0.5)
    assert [record.message for record in caplog.records] == [
        "a finish_rate of 43.25 is no fraction of a whole: it is taken for unknown"
    ]


@pytest.mark.parametrize("between", [",", "\n", "\r\n", "]\n["])
async def test_rows_without_their_envelope_are_a_reply_in_a_list_or_a_line_each(desk: Desk, between: str) -> None:
    rows = between.join(
        json.dumps({**ROW, "msgid": f"{n}_1", "title": "a\u2028b"}, ensure_ascii=False) for n in range(3)
    )
    brought = await desk.bring("a.json", rows if between.strip() == "" else f"[{rows}]")
    assert brought.whole
    assert len(await desk.facts("articles")) == 3
