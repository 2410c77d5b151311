"""Two generations of figures in the reports: what is left out, what is added, and what is never compared."""

from __future__ import annotations

import re
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.core.days import ONE_DAY, Span
from bot.core.facts import ArticleLife, Figures, LifeDay, Part
from bot.core.metrics import COUNTS
from bot.core.totals import People
from bot.reports import reads, report, shares, top
from tests.reports.facts import (
    BEFORE,
    BREAK,
    CLASSIC,
    MONDAY,
    SUCCESSOR,
    WEEK_BEFORE,
    account,
    article,
    counted,
    day_of,
    facts,
    newer,
    older,
)
from tests.reports.pages import BUILDS, words

IN_2026 = date(2026, 11, 23)


def test_a_digest_leaves_out_what_is_not_given_and_shows_what_is_added() -> None:
    text = words("report", report.build(facts(counted(IN_2026))))
    assert "100 readers" in text
    assert "10 sharers" in text
    assert "5 savers" in text
    assert "7 likes · 3 hearts · 2 comments" in text
    assert "0 reads" not in text
    assert "reads:" not in text
    assert "1 November 2025" not in text, "nobody asked for what went then"
    assert "Where it was shared is not known." not in text


def test_a_classic_digest_says_nothing_of_what_it_never_had() -> None:
    text = words("report", report.build(facts(older())))
    assert "likes" not in text
    assert "savers" not in text
    assert "2025 WeChat" not in text


def test_across_the_break_no_change_is_shown_and_one_footnote_says_why() -> None:
    view = report.build(facts(older(WEEK_BEFORE), older(BEFORE), counted()))
    text = words("report", view)
    assert [(one.day, one.week) for one in view.figures] == [(None, None)] * 3
    assert "100 readers\n" in text
    notes = [line for line in text.splitlines() if "since 1 November" in line]
    assert notes == [
        "Not compared with 31 October 2025, 25 October 2025: since 1 November 2025 WeChat counts otherwise, "
        "and gives no reads, shares and favourites"
    ]


def test_days_before_the_break_that_nobody_kept_are_not_compared_for_the_same_reason() -> None:
    view = report.build(facts(counted()))
    assert (view.limits.otherwise, view.limits.unknown) == ((BEFORE, WEEK_BEFORE), ())
    assert "no figures of" not in words("report", view)


def test_days_after_the_break_that_nobody_kept_are_named_as_unknown() -> None:
    view = report.build(facts(counted(IN_2026)))
    assert (view.limits.otherwise, len(view.limits.unknown)) == ((), 2)


def test_a_week_after_the_break_only_the_day_before_compares() -> None:
    day = BREAK + timedelta(days=2)
    view = report.build(facts(older(day - timedelta(days=7)), counted(day - timedelta(days=1)), counted(day)))
    assert view.figures[0].day is not None
    assert view.figures[0].week is None
    assert view.limits.otherwise == (day - timedelta(days=7),)
    assert view.limits.unknown == ()


def test_a_span_of_which_only_the_newer_days_are_known_has_a_dash_and_no_count_for_times() -> None:
    view = reads.build(facts(counted(), first=BEFORE))
    assert {total.name: (total.value, total.of) for total in view.totals}["reads"] == (None, None)
    text = words("reads", view)
    assert "reads: –\n" in text
    assert "1 of 2 days are known" in text


def test_a_span_over_the_break_tells_both_parts_each_with_its_days() -> None:
    """People counted in two ways have no mean in common, and times are given by the older days alone."""
    first = BEFORE - timedelta(days=1)
    view = reads.build(facts(older(first), older(), counted(), first=first))
    parts = [(total.name, total.of) for total in view.totals if isinstance(total.value, People)]
    assert parts[::2] == [("readers", Span(first, BEFORE)), ("readers", Span.day(BREAK))]
    assert words("reads", view) == (
        "Daily Tech · 30 October – 1 November 2025\n"
        "30–31 October\n"
        "90 readers a day · best 90 on 30 October\n"
        "240 reads\n"
        "original readers: –\n"
        "original reads: –\n"
        "4.0 savers a day · best 4 on 30 October\n"
        "10 favourites\n"
        "1 November\n"
        "100 readers\n"
        "original readers: –\n"
        "5 savers\n"
        "Since 1 November 2025 WeChat counts otherwise: the days before and after do not compare."
    )


def test_each_part_of_a_span_counts_its_own_days_alone() -> None:
    days = [older(BEFORE - ONE_DAY, readers=10, shares=3), older(readers=30, shares=4), counted(BREAK, readers=500)]
    text = words("shares", shares.build(facts(*days, counted(BREAK + ONE_DAY, sharers=8), first=BEFORE - ONE_DAY)))
    assert "30–31 October\nsharers: –\n7 shares\n1–2 November\n8.0 sharers a day · best 8 on 2 November\n" in text


def test_a_year_of_which_the_second_part_alone_is_held_says_so() -> None:
    year = [counted(BREAK + n * ONE_DAY) for n in range(61)]
    text = words("reads", reads.build(facts(*year, first=date(2025, 1, 1))))
    assert text.startswith("Daily Tech · 1 January – 31 December 2025\n100 readers a day · best 100 on 1 November\n")
    assert "61 of 365 days are known: no figures of 1 January – 31 October" in text


def test_days_of_a_span_longer_than_a_year_keep_their_years() -> None:
    days = [older(date(2015, 1, 1), readers=5), older(date(2016, 1, 1), readers=7)]
    text = words("reads", reads.build(facts(*days, first=date(2015, 1, 1))))
    assert "6.0 readers a day · best 7 on 1 January 2016" in text


def test_a_digest_of_a_span_tells_the_best_day_of_its_first_figure_alone() -> None:
    days = [counted(IN_2026), counted(IN_2026 + ONE_DAY, readers=102, sharers=12, savers=3, likes=9, comments=1)]
    digest, alone = (
        words(name, build(facts(*days, first=IN_2026)))
        for name, build in (("report", report.build), ("reads", reads.build))
    )
    assert digest.startswith(
        "Daily Tech · 23–24 November 2026\n"
        "101 readers a day · best 102 on 24 November\n"
        "11 sharers a day\n"
        "4.0 savers a day\n"
        "8.0 likes a day\n"
        "3.0 hearts a day\n"
        "3 comments\n"
    )
    assert "-days" not in digest
    assert "4.0 savers a day · best 5 on 23 November\n" in alone


KNOWN = st.dictionaries(st.sampled_from([m.name for m in COUNTS]), st.integers(1, 10**6))


@given(KNOWN, KNOWN, st.booleans(), st.booleans())
def test_what_is_not_given_is_never_shown_as_zero(
    whole: dict[str, int], one: dict[str, int], new: bool, span: bool
) -> None:
    """Whatever few of its figures a day of either generation has, and over the break."""
    last, source = (BREAK, SUCCESSOR) if new else (BEFORE, CLASSIC)
    rows = (article("1", "one", last, source, **one),)
    lives = (ArticleLife(last, "1", "one", None, (LifeDay(last, None, Figures(**one)),), source),)
    day = day_of(
        last, account=account(last, source, **whole), articles=rows, lives=lives, since={"1": lives[0].stats[0]}
    )
    asked = facts(older(BEFORE - ONE_DAY), day, first=BEFORE - ONE_DAY if span else None)
    for template, build in BUILDS.items():
        text = words(template, build(asked))
        assert not re.search(r"(?<![\d,.])0 (?!or is not known)", text), text


def test_of_shares_it_is_said_once_that_they_or_their_places_are_not_told_any_more() -> None:
    without_shares = words("shares", shares.build(facts(counted())))
    assert without_shares.lower().count("since 1 november 2025 wechat") == 1
    assert "gives no shares" in without_shares
    without_places = day_of(BEFORE, account=older().account, never=frozenset({Part.SCENES}))
    assert "WeChat does not tell where shares went" in words("shares", shares.build(facts(without_places)))
    assert "does not tell" not in words("shares", shares.build(facts(older())))


def test_readers_alone_are_listed_and_what_is_missing_is_said() -> None:
    rows = (article("1", "one", BREAK, SUCCESSOR, readers=5),)
    text = words("top", top.build(facts(day_of(BREAK, held=frozenset({Part.ACCOUNT}), articles=rows))))
    assert "1. one\n5 readers\n" in text
    assert "Some of these articles' figures are not known." in text
    assert "days are known" not in text
    assert "not known" not in words("top", top.build(facts(newer(articles=rows))))


def test_what_a_life_does_not_say_is_left_out_of_its_line() -> None:
    rows = (article("1", "one", BREAK, SUCCESSOR, readers=9),)
    for stat in (LifeDay(BREAK, None, Figures()), LifeDay(BREAK, None, Figures(followers_won=0))):
        text = words("top", top.build(facts(newer(articles=rows, since={"1": stat}))))
        assert "Since publishing" not in text
        assert "won" not in text


def test_an_empty_day_is_told_without_the_classics_threshold() -> None:
    assert "three times" not in words("top", top.build(facts(newer())))
    assert "three times" in words("top", top.build(facts(day_of(BEFORE))))


def test_a_day_that_no_figure_compares_with_is_left_out_of_all_lines() -> None:
    last_week = day_of(MONDAY - timedelta(days=7), account=account(MONDAY - timedelta(days=7), readers=5, reads=8))
    text = words("reads", reads.build(facts(last_week, day_of(account=account(readers=10, reads=12)))))
    assert "10 readers ▲ 100 % on last Monday\n" in text
    assert "12 reads ▲ 50 %\n" in text
    assert "No figures of 4 January 2015 to compare with" in text
    alone = words("reads", reads.build(facts(day_of(account=account(readers=10, reads=12)))))
    assert "10 readers\n12 reads\n" in alone
