"""Every documented packet parses to exactly the figures that it shows, each with unit, generation and provenance."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.core.facts import Figures, Generation, LifeDay, Provenance, Rates, Reply, SceneDay
from bot.core.metrics import METRICS, Unit
from bot.wechat.endpoints import BY_NAME, ENDPOINTS
from bot.wechat.parse import PARSERS, legible, rows_by_day

PACKETS = Path(__file__).parents[2] / "packets"
AT = datetime(2026, 11, 24, 4, 30, tzinfo=UTC)

DILI = {
    "readers": 23_676, "reads": 25_615, "original_readers": 29, "original_reads": 34,
    "sharers": 122, "shares": 994, "savers": 1, "favourites": 3,
}  # fmt: skip
ACCOUNT_2020 = {
    "readers": 545_497, "reads": 856_093, "original_readers": 191, "original_reads": 240,
    "sharers": 22_603, "shares": 28_487, "savers": 3_163, "favourites": 3_841,
}  # fmt: skip
ACCOUNT_2014 = {
    "readers": 45_524, "reads": 48_796, "original_readers": 11, "original_reads": 35,
    "sharers": 11, "shares": 276, "savers": 5, "favourites": 15,
}  # fmt: skip
BIZ = {
    "readers": 4_123, "original_readers": 369, "sharers": 366, "savers": 233, "likes": 386, "hearts": 191,
    "comments": 33, "published": 512,
}  # fmt: skip
LIFE = {
    "readers": 4_123, "sharers": 366, "savers": 233, "likes": 386, "hearts": 191, "comments": 33,
    "followers_won": 327, "tips": 361, "delivery_rate": 0.0271002, "finish_rate": 0.6304348, "stay": 1.0588236,
}  # fmt: skip
HOUR_2014 = {
    "readers": 0, "reads": 0, "original_readers": 4, "original_reads": 25_517,
    "sharers": 4, "shares": 96, "savers": 1, "favourites": 3,
}  # fmt: skip


def hour(readers: int, reads: int, *more: int) -> dict[str, int]:
    original_readers, original_reads, both = more or (0, 0, 0)
    first = {"readers": readers, "reads": reads, "original_readers": original_readers, "original_reads": original_reads}
    return first | {"sharers": both, "shares": both, "savers": 0, "favourites": 0}


SHOWN: dict[str, tuple[str, dict[str, list[Mapping[str, float]]]]] = {
    "getarticlesummary": ("2014-12-08", {"articles": [DILI]}),
    "getarticletotal": ("2014-12-14", {"lives": [DILI]}),
    "getuserread": ("2020-02-18", {"account": [ACCOUNT_2020], "sources": []}),
    "getuserread.2014": ("2014-12-07", {"account": [ACCOUNT_2014], "sources": []}),
    "getuserreadhour": (
        "2015-07-14",
        {"read_hours": [hour(6_391, 7_836, 375, 440, 2), hour(1, 1), hour(3, 3), hour(42, 100)]},
    ),
    "getuserreadhour.2014": ("2014-12-07", {"read_hours": [HOUR_2014]}),
    "getusershare": ("2014-12-07", {"scenes": [{"sharers": 11, "shares": 207}, {"sharers": 11, "shares": 23}]}),
    "getusersharehour": ("2014-12-07", {"share_hours": [{"sharers": 4, "shares": 72}]}),
    "getarticleread": ("2025-11-01", {"articles": [{"readers": 4_123}], "article_sources": [{"conversation": 234}]}),
    "getarticleshare": ("2025-11-01", {"articles": [{"sharers": 366}]}),
    "getbizsummary": ("2025-11-01", {"account": [BIZ], "sources": [{"readers": 234}]}),
    "getarticletotaldetail": ("2025-11-01", {"lives": [LIFE]}),
    "getarticletotaldetail.with-title": ("2025-11-01", {"lives": [LIFE]}),
}
"""By packet: its day, and what it shows under each field."""

EVERY_PACKET = pytest.mark.parametrize("packet", SHOWN)

UNITS = {
    Unit.PEOPLE: {
        "readers", "original_readers", "sharers", "savers", "likes", "hearts", "followers_won",
    },
    Unit.TIMES: {"reads", "original_reads", "shares", "favourites", "comments", "published"},
    Unit.FEN: {"tips"},
    Unit.FRACTION: {"delivery_rate", "finish_rate"},
    Unit.MINUTES: {"stay"},
}  # fmt: skip

NO_FIGURES = frozenset({"user_source", "share_scene", "ref_hour", "publish_type", "position"})
"""Numbers that say which row it is."""


def body_of(packet: str) -> dict[str, Any]:
    body: dict[str, Any] = json.loads((PACKETS / f"{packet}.json").read_text(encoding="utf-8"))
    return body


def reply_of(packet: str, day: str) -> Reply:
    body, asked = body_of(packet), date.fromisoformat(day)
    rows = rows_by_day(body, [asked])
    assert rows is not None
    return Reply("demo", packet.partition(".")[0], asked, AT, AT, {**body, "list": rows[asked]})


def facts(reply: Reply, field: str) -> list[Any]:
    found = PARSERS[reply.endpoint][field](reply)
    if isinstance(found, Mapping):
        return list(found.values())
    return list(found) if isinstance(found, tuple) else [found]


def sourced(reply: Reply, field: str) -> list[Any]:
    """Those that stand by themselves: an article's sources stand beside the article."""
    return [fact for fact in facts(reply, field) if not isinstance(fact, Mapping)]


def figures(fact: Any) -> Iterator[Mapping[str, float]]:
    """All that a fact counts and measures, by metric."""
    if isinstance(fact, Mapping):
        yield fact
    elif isinstance(fact, SceneDay):
        yield {"sharers": fact.sharers or 0, "shares": fact.shares or 0}
    else:
        for part in getattr(fact, "stats", [fact]):
            yield part.figures.known | (_measured(part.rates) if isinstance(part, LifeDay) else {})


def _measured(rates: Rates) -> dict[str, float]:
    return {m.name: value for m in METRICS if not m.unit.counts and (value := rates[m.name]) is not None}


def test_all_interfaces_are_here_in_every_form_that_is_documented() -> None:
    names = {endpoint.name for endpoint in ENDPOINTS}
    files = {path.stem for path in PACKETS.glob("*.json") if path.stem.partition(".")[0] in names}
    assert files == SHOWN.keys()


@EVERY_PACKET
def test_a_packet_is_parsed_to_exactly_the_figures_that_it_shows(packet: str) -> None:
    day, shown = SHOWN[packet]
    reply = reply_of(packet, day)
    assert legible(reply)
    assert PARSERS[reply.endpoint].keys() == shown.keys()
    for field, expected in shown.items():
        assert [row for fact in facts(reply, field) for row in figures(fact)] == expected


@EVERY_PACKET
def test_each_fact_knows_its_day_generation_endpoint_and_hour_of_fetching(packet: str) -> None:
    day, shown = SHOWN[packet]
    reply = reply_of(packet, day)
    generation = Generation.SUCCESSOR if "2025" in day else Generation.CLASSIC
    assert BY_NAME[reply.endpoint].generation is generation
    for field in shown:
        for fact in sourced(reply, field):
            assert fact.day == date.fromisoformat(day)
            assert fact.source == Provenance(generation, reply.endpoint, AT, imported=False)


@EVERY_PACKET
def test_what_a_file_brought_says_so_instead(packet: str) -> None:
    day, shown = SHOWN[packet]
    reply = replace(reply_of(packet, day), origin="figures.csv")
    sources = {fact.source for field in shown for fact in sourced(reply, field)}
    assert sources == {Provenance(BY_NAME[reply.endpoint].generation, "figures.csv", AT, imported=True)}


def test_every_figure_has_its_unit() -> None:
    assert {metric.name: metric.unit for metric in METRICS} == {n: unit for unit, names in UNITS.items() for n in names}


def numbers(value: object, key: str = "") -> Iterator[tuple[str, float]]:
    """The numbers of a packet, with their keys."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from numbers(inner, name)
    elif isinstance(value, list):
        for inner in value:
            yield from numbers(inner, key)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield key, value


def held(value: object) -> Iterator[float]:
    """The numbers of facts."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        yield value
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from held([key, inner])
    elif isinstance(value, tuple | list):
        for inner in value:
            yield from held(inner)
    elif not isinstance(value, bool | str | date | Provenance | None):
        for name in value.__slots__:  # type: ignore[attr-defined]
            yield from held(getattr(value, name))


@EVERY_PACKET
def test_no_number_of_a_packet_is_passed_over_but_where_moments_shares_began(packet: str) -> None:
    day, shown = SHOWN[packet]
    reply = reply_of(packet, day)
    kept = {number for field in shown for fact in facts(reply, field) for number in held(fact)}
    lost = {key for key, number in numbers(body_of(packet)) if key not in NO_FIGURES and number not in kept}
    assert all(key.startswith("feed_share_from_") for key in lost)


def test_unknown_figures_are_absent_and_not_nothing() -> None:
    assert Figures().known == {}
    assert Rates() == Rates(None, None, None)
