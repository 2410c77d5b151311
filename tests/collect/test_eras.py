"""Which family of interfaces a day is asked of and answered from: the laws of "Eras"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.accounts import Source
from bot.collect import Need, Purpose, Snapshot
from bot.collect.eras import asked, candidates, everything, forbidden, halves, preferred, serving
from bot.collect.rules import read, to_keep
from bot.collect.snapshot import families
from bot.core.days import FIRST_DAY, ONE_DAY, Span
from bot.core.facts import Figures, Generation, Part, Reply
from bot.wechat.endpoints import (
    ARTICLE_READ,
    ARTICLE_SHARE,
    ARTICLE_SUMMARY,
    ARTICLE_TOTAL,
    ARTICLE_TOTAL_DETAIL,
    BIZ_SUMMARY,
    ENDPOINTS,
    USER_READ,
    USER_READ_HOUR,
    USER_SHARE,
    USER_SHARE_HOUR,
    Endpoint,
)
from bot.wechat.parse import PARSERS
from tests.house import china

BREAK = date(2025, 11, 1)
LAST_CLASSIC = date(2025, 10, 31)
CLASSIC, SUCCESSOR = Generation.CLASSIC, Generation.SUCCESSOR
DAYS = st.dates(FIRST_DAY, date(2027, 1, 1))
OF_THE_CLASSICS: Mapping[Part, tuple[Endpoint, ...]] = {
    Part.ACCOUNT: (USER_READ,),
    Part.SOURCES: (USER_READ,),
    Part.ARTICLES: (ARTICLE_SUMMARY,),
    Part.ARTICLE_SOURCES: (),
    Part.LEADERS: (ARTICLE_SUMMARY,),
    Part.LIVES: (ARTICLE_TOTAL,),
    Part.SCENES: (USER_SHARE,),
    Part.READ_HOURS: (USER_READ_HOUR,),
    Part.SHARE_HOURS: (USER_SHARE_HOUR,),
}
OF_THE_SUCCESSORS: Mapping[Part, tuple[Endpoint, ...]] = {
    Part.ACCOUNT: (BIZ_SUMMARY,),
    Part.SOURCES: (BIZ_SUMMARY,),
    Part.ARTICLES: (ARTICLE_READ, ARTICLE_SHARE),
    Part.ARTICLE_SOURCES: (ARTICLE_READ,),
    Part.LEADERS: (ARTICLE_TOTAL_DETAIL,),
    Part.LIVES: (ARTICLE_TOTAL_DETAIL,),
    Part.SCENES: (),
    Part.READ_HOURS: (),
    Part.SHARE_HOURS: (),
}


@pytest.mark.parametrize(
    ("source", "day", "family"),
    [
        (Source.AUTO, FIRST_DAY, CLASSIC),
        (Source.AUTO, LAST_CLASSIC, CLASSIC),
        (Source.AUTO, BREAK, SUCCESSOR),
        (Source.AUTO, date(2026, 11, 23), SUCCESSOR),
        (Source.CLASSIC, LAST_CLASSIC, CLASSIC),
        (Source.CLASSIC, BREAK, CLASSIC),
        (Source.CLASSIC, date(2026, 11, 23), CLASSIC),
        (Source.SUCCESSOR, LAST_CLASSIC, CLASSIC),
        (Source.SUCCESSOR, BREAK, SUCCESSOR),
        (Source.SUCCESSOR, date(2026, 11, 23), SUCCESSOR),
    ],
)
def test_a_day_is_answered_from_the_family_that_its_era_and_the_setting_say(
    source: Source, day: date, family: Generation
) -> None:
    expected = OF_THE_SUCCESSORS if family is SUCCESSOR else OF_THE_CLASSICS
    assert preferred(day, source) is family
    assert {part: asked(part, day, source) for part in Part} == expected


def test_only_an_account_set_to_the_successors_forbids_the_classics() -> None:
    refused = {(source, e) for source in Source for e in ENDPOINTS if forbidden(e, source)}
    assert refused == {(Source.SUCCESSOR, e) for e in ENDPOINTS if e.generation is CLASSIC}


@given(DAYS, st.sampled_from(Source), st.sampled_from(Part))
def test_no_interface_is_ever_asked_or_looked_at_for_a_day_before_its_first(
    day: date, source: Source, part: Part
) -> None:
    found = [e for endpoints in candidates(part, day, source) for e in endpoints]
    assert all(day >= endpoint.first_day for endpoint in [*found, *asked(part, day, source), *everything(day, source)])
    assert len(set(found)) == len(found)
    assert candidates(part, day, source) == families(part, day, source)


@given(DAYS, st.integers(0, 800))
def test_a_span_is_cut_at_the_break_and_nowhere_else(first: date, days: int) -> None:
    span = Span(first, first + timedelta(days=days))
    cut = halves(span)
    assert [day for half in cut for day in half] == list(span)
    assert len(cut) == (2 if LAST_CLASSIC in span and BREAK in span else 1)


def test_a_backfill_of_a_day_asks_all_its_interfaces() -> None:
    for source in Source:
        assert {e.generation for e in everything(LAST_CLASSIC, source)} == {CLASSIC}
        assert len(everything(LAST_CLASSIC, source)) == 6
    assert len(everything(BREAK, Source.AUTO)) == 4
    assert len(everything(BREAK, Source.CLASSIC)) == 6
    assert serving(Part.ACCOUNT, LAST_CLASSIC, SUCCESSOR) == ()


IN_DECEMBER = date(2025, 12, 3)
NOW = china("2026-11-24 12:30")
TOTAL = {"user_source": 99999999, "int_page_read_user": 50, "int_page_read_count": 90}
BIZ = {"detail": {"read_user": 70, "share_user": 3}}
SCENES = [{"share_scene": 1, "share_count": 7, "share_user": 5}]
Rows = Sequence[Mapping[str, Any]]


def snapshot(
    replies: Mapping[Endpoint, Rows], parts: Sequence[Part] = (Part.ACCOUNT,), source: Source = Source.AUTO
) -> Snapshot:
    """What is known when each of these was fetched for good."""
    held = {}
    for endpoint, rows in replies.items():
        one = to_keep(None, Reply("demo", endpoint.name, IN_DECEMBER, NOW, NOW, {"list": list(rows)}))
        held[endpoint.name, IN_DECEMBER] = read(endpoint, one, PARSERS[endpoint.name])
    return Snapshot([Need(part, Span.day(IN_DECEMBER)) for part in parts], held, source)


@pytest.mark.parametrize(
    ("source", "figures", "family"),
    [
        (Source.AUTO, Figures(readers=70, sharers=3), SUCCESSOR),
        (Source.SUCCESSOR, Figures(readers=70, sharers=3), SUCCESSOR),
        (Source.CLASSIC, Figures(readers=50, reads=90), CLASSIC),
    ],
)
def test_a_day_that_is_held_in_both_is_answered_from_the_one_that_would_be_taken(
    source: Source, figures: Figures, family: Generation
) -> None:
    day = snapshot({USER_READ: [TOTAL], BIZ_SUMMARY: [BIZ]}, source=source).day(IN_DECEMBER)
    assert day.account is not None
    assert (day.account.figures, day.account.source.generation, day.generation) == (figures, family, family)


@pytest.mark.parametrize("source", Source)
@pytest.mark.parametrize(("endpoint", "row"), [(USER_READ, TOTAL), (BIZ_SUMMARY, BIZ)])
def test_a_day_that_is_held_of_one_family_alone_is_answered_from_that(
    source: Source, endpoint: Endpoint, row: Mapping[str, Any]
) -> None:
    day = snapshot({endpoint: [row]}, source=source).day(IN_DECEMBER)
    assert day.account is not None
    assert day.account.source.generation is day.generation is endpoint.generation
    assert day.ready


def test_a_family_that_answered_without_rows_does_not_hide_the_rows_of_the_other() -> None:
    day = snapshot({BIZ_SUMMARY: [], USER_READ: [TOTAL]}).day(IN_DECEMBER)
    assert day.account is not None
    assert day.account.figures.readers == 50
    day = snapshot({BIZ_SUMMARY: [], USER_READ: []}).day(IN_DECEMBER)
    assert day.account is None
    assert day.generation is SUCCESSOR
    assert day.held == {Part.ACCOUNT}


def test_what_is_held_of_the_other_family_does_not_keep_the_preferred_one_from_being_asked() -> None:
    held = snapshot({USER_READ: [TOTAL]})
    assert held.to_ask(Purpose.QUESTION, NOW) == [(BIZ_SUMMARY, IN_DECEMBER)]


def test_a_day_of_the_successors_never_has_scenes_but_from_an_older_archive() -> None:
    parts = (Part.ACCOUNT, Part.SCENES)
    newer = snapshot({BIZ_SUMMARY: [BIZ]}, parts)
    assert newer.day(IN_DECEMBER).never == {Part.SCENES}
    assert newer.day(IN_DECEMBER).scenes == ()
    assert newer.to_ask(Purpose.QUESTION, NOW) == []
    older = snapshot({BIZ_SUMMARY: [BIZ], USER_SHARE: SCENES}, parts).day(IN_DECEMBER)
    assert older.never == frozenset()
    assert [scene.shares for scene in older.scenes] == [7]


def test_scenes_of_one_family_give_no_shares_to_the_account_row_of_the_other() -> None:
    parts = (Part.ACCOUNT, Part.SCENES)
    mixed = snapshot({BIZ_SUMMARY: [BIZ], USER_SHARE: SCENES}, parts).day(IN_DECEMBER)
    alike = snapshot({USER_READ: [TOTAL], USER_SHARE: SCENES}, parts).day(IN_DECEMBER)
    assert mixed.account is not None
    assert alike.account is not None
    assert (mixed.account.figures.shares, alike.account.figures.shares) == (None, 7)


def test_a_part_of_two_replies_is_held_when_both_are() -> None:
    read_row = {"msgid": "1_1", "detail": {"read_user": 9}}
    half = snapshot({BIZ_SUMMARY: [BIZ], ARTICLE_READ: [read_row]}, (Part.ARTICLES, Part.ACCOUNT))
    whole = snapshot({BIZ_SUMMARY: [BIZ], ARTICLE_READ: [read_row], ARTICLE_SHARE: []}, (Part.ARTICLES, Part.ACCOUNT))
    assert Part.ARTICLES not in half.day(IN_DECEMBER).held
    assert half.to_ask(Purpose.QUESTION, NOW) == [(ARTICLE_SHARE, IN_DECEMBER)]
    assert whole.day(IN_DECEMBER).held == whole.day(IN_DECEMBER).parts_ready == {Part.ARTICLES, Part.ACCOUNT}


def test_withdrawn_and_forbidden_interfaces_are_refused_and_not_asked() -> None:
    needs = [Need(Part.ACCOUNT, Span(LAST_CLASSIC, BREAK))]
    for look in (Snapshot(needs, {}, withdrawn=frozenset({USER_READ.name})), Snapshot(needs, {}, Source.SUCCESSOR)):
        assert look.refused(Purpose.QUESTION, NOW) == [(USER_READ, LAST_CLASSIC)]
        assert look.to_ask(Purpose.QUESTION, NOW) == [(BIZ_SUMMARY, LAST_CLASSIC + ONE_DAY)]
