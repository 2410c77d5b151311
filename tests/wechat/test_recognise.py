"""A saved packet is known by the shape of its rows; its file's name decides in doubt."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bot.wechat.endpoints import ENDPOINTS
from bot.wechat.recognise import named_by, recognise

PACKETS = sorted((Path(__file__).parent.parent / "packets").glob("get*.json"))


@pytest.mark.parametrize("path", PACKETS, ids=lambda path: path.stem)
def test_every_documented_packet_is_known_by_its_rows_and_by_its_name(path: Path) -> None:
    rows = json.loads(path.read_text(encoding="utf-8"))["list"]
    name = path.name.partition(".")[0]
    assert getattr(recognise(rows), "name", None) == name
    assert getattr(named_by(path.name), "name", None) == name


def test_every_interface_has_a_packet_here() -> None:
    assert {path.name.partition(".")[0] for path in PACKETS} == {endpoint.name for endpoint in ENDPOINTS}


READ = {"ref_date": "2025-11-01", "msgid": "1_1", "detail": {"read_user": 1}}
SHARED = {"ref_date": "2025-11-01", "msgid": "1_1", "detail": {"share_user": 1}}


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [{}],
        [{"ref_date": "2015-01-05"}],
        [READ, SHARED],
        [{**READ, "detail": {"read_user": 1, "share_user": 1}}],
        [{**READ, "detail": {}}],
        [{**READ, "detail": None}],
    ],
)
def test_what_may_be_of_two_kinds_or_none_is_not_guessed(rows: list[dict[str, Any]]) -> None:
    assert recognise(rows) is None


def test_a_name_is_that_of_the_longest_interface_that_it_begins_with() -> None:
    assert getattr(named_by("getuserreadhour-2015-01.json"), "name", None) == "getuserreadhour"
    assert getattr(named_by("GetUserRead (1).json"), "name", None) == "getuserread"
    assert named_by("reads.json") is None
