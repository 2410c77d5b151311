"""The archive out as JSON and in again is the same archive."""

from __future__ import annotations

import asyncio
import io
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.core.days import Span
from bot.core.facts import Named, Reply
from bot.core.ports import Archive
from bot.exchange.sending import send_json
from bot.store.file import open_store
from bot.store.memory import MemoryArchive
from bot.wechat.endpoints import ENDPOINTS
from tests.exchange.brought import ALL_DAYS, NOW, Desk, problems

PACKETS = Path(__file__).parent.parent / "packets"
ACCOUNTS = ("daily", "gone")


@pytest.fixture(params=["memory", "sqlite"])
def archives(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[list[Archive]]:
    """Two empty archives of one kind."""
    if request.param == "memory":
        yield [MemoryArchive(), MemoryArchive()]
        return
    stores = [open_store(tmp_path / f"{n}.sqlite") for n in (1, 2)]
    yield [store.archive for store in stores]
    for store in stores:
        store.close()


def packets() -> list[Reply]:
    """A reply of each interface, from WeChat and from files, late ones and empty ones, of two accounts."""
    fetched = datetime(2026, 11, 20, 1, 2, 3, 456789, tzinfo=UTC)
    found = []
    for n, path in enumerate(sorted(PACKETS.glob("get*.json"))):
        body = json.loads(path.read_text(encoding="utf-8"))
        day = date.fromisoformat(body["list"][0]["ref_date"])
        origin = None if n % 2 else path.name
        complete = fetched if n % 3 else None
        name = path.name.partition(".")[0]
        for account in ACCOUNTS:
            later = fetched + timedelta(hours=n)
            found.append(Reply(account, name, day, fetched, later, body, complete, origin))
    first = found[0]
    odd = {"list": [{"ref_date": "2026-01-01", "title": "half \ud83d", "msgid": "9_1", "x": [1.5, None, {"y": "早"}]}]}
    return [
        *found,
        replace(first, day=date(2026, 1, 1), body=odd),
        replace(first, day=date(2026, 1, 2), body={"list": []}, asked_at=fetched),
        replace(first, day=date(2026, 1, 3), body={"list": [], "is_delay": True, "x": "y"}),
    ]


async def all_of(archive: Archive) -> list[Reply]:
    held = [await archive.held(a, e.name, ALL_DAYS) for a in ACCOUNTS for e in ENDPOINTS]
    return [reply for by_day in held for reply in by_day.values()]


async def exported(archive: Archive, span: Span = ALL_DAYS) -> bytes:
    out = io.BytesIO()
    await send_json(out, ACCOUNTS, span, archive, NOW)
    return out.getvalue()


NAMES = {"9_1": Named("half \ufffd", "https://mp.weixin.qq.com/s/9", date(2026, 1, 1)), "10000050_1": Named("a", None)}


async def test_export_and_import_restore_the_same_archive(archives: list[Archive], tmp_path: Path) -> None:
    first, second = archives
    await first.keep(packets())
    await first.name("daily", NAMES)
    document = await exported(first)
    brought = await Desk(tmp_path, second).bring("out.json", document)
    assert (problems(brought), brought.written) == ([], len(await all_of(first)))
    assert await all_of(second) == await all_of(first)
    assert await second.names("daily", NAMES) == await first.names("daily", NAMES) == NAMES
    again = await Desk(tmp_path, second).bring("out.json", document)
    assert (again.written, again.unchanged) == (0, brought.written)
    assert [line for line in (await exported(second)).splitlines() if b'"endpoint"' in line] == [
        line for line in document.splitlines() if b'"endpoint"' in line
    ]


async def test_the_document_is_one_valid_json_a_reply_a_line(archives: list[Archive]) -> None:
    archive, _ = archives
    await archive.keep(packets())
    await archive.name("daily", NAMES)
    content = (await exported(archive)).decode()
    document = json.loads(content)
    assert (document["format"], document["version"]) == ("morning-reads-archive", 1)
    assert document["exported_at"] == NOW.isoformat()
    assert len(document["replies"]) == len(await all_of(archive))
    assert {name["msgid"] for name in document["names"]} == set(NAMES)
    assert sum('"endpoint"' in line for line in content.splitlines()) == len(document["replies"])


async def test_an_empty_archive_is_a_valid_document_too(archives: list[Archive]) -> None:
    assert json.loads(await exported(archives[0]))["replies"] == []


async def test_only_the_days_that_are_asked_for_are_in_it(archives: list[Archive]) -> None:
    await archives[0].keep(packets())
    document = json.loads(await exported(archives[0], Span(date(2026, 1, 1), date(2026, 1, 2))))
    assert {reply["day"] for reply in document["replies"]} == {"2026-01-01", "2026-01-02"}


async def test_a_document_that_another_program_wrote_anew_is_read_too(tmp_path: Path) -> None:
    archive, second = MemoryArchive(), MemoryArchive()
    await archive.keep(packets())
    await archive.name("daily", NAMES)
    pretty = json.dumps(json.loads(await exported(archive)), indent=2, sort_keys=True)
    brought = await Desk(tmp_path, second).bring("out.json", pretty)
    assert problems(brought) == []
    assert await all_of(second) == await all_of(archive)
    assert await second.names("daily", NAMES) == await archive.names("daily", NAMES)


async def test_what_json_has_no_word_for_leaves_the_document_valid() -> None:
    archive = MemoryArchive()
    await archive.keep([replace(packets()[0], body={"list": [{"x": float("nan"), "y": [float("inf"), 1]}]})])
    (reply,) = json.loads(await exported(archive), parse_constant=pytest.fail)["replies"]
    assert reply["body"] == {"list": [{"x": None, "y": [None, 1]}]}


async def test_a_cut_document_is_named_and_what_stands_before_the_cut_is_in(tmp_path: Path) -> None:
    archive = MemoryArchive()
    await archive.keep(packets())
    lines = (await exported(archive)).splitlines(keepends=True)
    desk = Desk(tmp_path)
    brought = await desk.bring("out.json", b"".join(lines[:4]) + lines[4][:30])
    assert problems(brought) == [
        "line 5: it is no whole JSON: it may be cut off.",
        "it is cut off: its end is missing; what stands before the cut was taken.",
    ]
    assert brought.written == 3


async def test_wrong_lines_are_named_and_the_rest_goes_in(tmp_path: Path) -> None:
    archive = MemoryArchive()
    await archive.keep(packets()[:1])
    head, good, *end = (await exported(archive)).decode().splitlines()
    wrong: list[dict[str, Any]] = [
        {"endpoint": "getnothing"}, {"day": "x"}, {"fetched_at": "2026-11-20T00:00:00"}, {"body": []},
        {"body": {"list": [1]}}, {"account": "a|b"}, {"origin": 5}, {"day": "2027-01-01"},
    ]  # fmt: skip
    lines = [json.dumps(json.loads(good) | change) + "," for change in wrong]
    name = '{"msgid": 1}'
    content = "\n".join([head, *lines, good, end[0], name, end[-1]])
    brought = await Desk(tmp_path).bring("out.json", content)
    sentence = "this is not a reply as an export has it."
    assert problems(brought) == [
        *(f"line {n}: {sentence}" for n in range(2, 9)),
        "line 9: 2027-01-01 is not over yet.",
        f"line {len(wrong) + 4}: this does not tell how an article is called.",
    ]
    assert brought.written == 1


async def test_a_day_that_stands_twice_in_a_document_loses_neither(tmp_path: Path) -> None:
    archive = MemoryArchive()
    day = replace(packets()[0], origin="a.csv", endpoint="getarticlesummary")
    await archive.keep([replace(day, body={"list": [{"ref_date": str(day.day), "msgid": "1_1"}]})])
    head, line, *end = (await exported(archive)).decode().splitlines()
    desk = Desk(tmp_path)
    await desk.bring("out.json", "\n".join([head, f"{line},", line.replace("1_1", "2_1"), *end]))
    (reply,) = await desk.all()
    assert [row["msgid"] for row in reply.rows] == ["1_1", "2_1"]


@pytest.mark.parametrize("change", [{"version": 2}, {"version": None}])
async def test_a_version_that_is_not_known_is_refused(tmp_path: Path, change: dict[str, Any]) -> None:
    document = json.loads(await exported(MemoryArchive())) | change
    brought = await Desk(tmp_path).bring("out.json", json.dumps(document))
    assert "its version is" in problems(brought)[0]
    assert not brought.whole


async def test_a_long_document_is_read_piece_by_piece_while_other_work_goes_on(tmp_path: Path) -> None:
    archive = MemoryArchive()
    body = packets()[0].body
    days = list(Span(date(2020, 1, 1), date(2022, 1, 1)))
    await archive.keep([replace(packets()[0], day=day, body=body) for day in days])
    document = await exported(archive)
    turns = 0

    async def work() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    working = asyncio.create_task(work())
    brought = await Desk(tmp_path).bring("out.json", document)
    working.cancel()
    assert brought.written == len(days)
    assert turns > 3
