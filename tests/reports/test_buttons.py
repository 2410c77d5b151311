"""The buttons under an answer: a person could have typed each, and none leads nowhere."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.commands import COMMANDS, split
from bot.chat.commands.questions import read
from bot.core.asking import LONGEST, span_words, when
from bot.core.days import FIRST_DAY, Span, at_china, wechat_today
from bot.core.message import BUTTON_BYTES, Button, Message
from bot.core.metrics import METRICS, RANKED, Metric
from bot.reports import ARTICLE, READS, REPORT, REPORTS, TOP, Question, Report
from bot.reports.base import Piece
from bot.reports.buttons import A_ROW, Around, Under, buttons

NOW = at_china(date(2026, 11, 24), 12)
YESTERDAY = date(2026, 11, 23)
MONDAY = Span.day(date(2015, 1, 5))
DAYS = (YESTERDAY - FIRST_DAY).days
EVERY = frozenset(command.name for command in COMMANDS)


def drawn(report: Report) -> Report:
    """A report that can be drawn."""
    return replace(report, chart=lambda view, language: None)


def rows(
    question: Question,
    *,
    report: Report = TOP,
    scope: str = "demo",
    keys: tuple[str, ...] = ("demo",),
    commands: frozenset[str] = EVERY,
    under: Under | None = None,
) -> tuple[tuple[Button, ...], ...]:
    return buttons(report, question, Around(scope, keys, commands, NOW, "en"), under or Under())


def made(question: Question, **more: object) -> list[list[tuple[str, str]]]:
    return [[(button.label, button.command) for button in row] for row in rows(question, **more)]  # type: ignore[arg-type]


def onward(question: Question, **more: object) -> list[tuple[str, str]]:
    """What leads on, in one row or in two, below the days beside."""
    return [button for row in made(question, **more)[1:] for button in row]


spans = st.builds(
    lambda start, length: Span(
        FIRST_DAY + timedelta(days=start), min(FIRST_DAY + timedelta(days=start + length - 1), YESTERDAY)
    ),
    st.integers(0, DAYS),
    st.integers(1, LONGEST),
)
msgids = st.integers(1, 10**16).map(lambda n: f"{n}_8")
everything = {
    "span": spans,
    "report": st.sampled_from(REPORTS),
    "metric": st.sampled_from([None, *RANKED]),
    "count": st.none() | st.integers(1, 50),
    "keys": st.sampled_from([("k" * 16,), ("k" * 16, "l" * 16), tuple(f"account-number-{n}" for n in range(9))]),
    "whole": st.booleans(),
    "articles": st.lists(msgids, max_size=50).map(tuple),
    "more": st.booleans(),
}


@given(**everything)
def test_every_button_fits_says_a_command_that_is_understood_and_means_the_same_days_for_ever(
    span: Span,
    report: Report,
    metric: Metric | None,
    count: int | None,
    keys: tuple[str, ...],
    whole: bool,
    articles: tuple[str, ...],
    more: bool,
) -> None:
    ranked = report is TOP
    piece = Piece("2247483660_1", published=span.last) if report is ARTICLE else None
    question = Question(
        Span.day(span.last) if piece else span, metric if ranked else None, count if ranked else None, article=piece
    )
    scope = "all" if whole else keys[0]
    shown = rows(question, report=report, scope=scope, keys=keys, under=Under(articles, more))
    assert len(shown) <= 4
    assert all(1 <= len(row) <= A_ROW for row in shown)
    mark = "d20150105"
    for button in (button for row in shown for button in row):
        assert len(button.command.encode()) <= BUTTON_BYTES
        name, words = split(button.command)
        assert name in EVERY
        assert words.scope in (*keys, "all" if len(keys) > 1 else None), "of several, one is named"
        if name == "article":
            assert words.rest[0] in (*articles, piece.msgid if piece else "")
            assert [date.fromisoformat(word) <= YESTERDAY for word in words.rest[1:2]] in ([], [True])
            continue
        rest = " ".join(word for word in words.rest if word not in ("chart", "图", "xlsx"))
        asked = read(rest, wechat_today(NOW), among=RANKED, counted=name == "top")
        assert asked.span.last <= YESTERDAY
        assert span_words(asked.span) in button.command
    if report is REPORT:
        Message("", shown).pushed_as(mark)


@given(span=spans, metric=st.sampled_from(RANKED), count=st.integers(1, 49), report=st.sampled_from(REPORTS))
def test_nothing_is_missing_for_want_of_room_with_the_longest_key(
    span: Span, metric: Metric, count: int, report: Report
) -> None:
    if report is ARTICLE:
        question = Question(Span.day(span.last), article=Piece("2247483660_1", published=span.last))
    else:
        question = Question(span, metric if report is TOP else None, count if report is TOP else None)
    short, long = (
        [[button.label for button in row] for row in rows(question, report=report, scope=key, keys=(key,))]
        for key in ("k", "k" * 16)
    )
    assert short == long


def test_a_day_leads_to_the_days_beside_and_to_its_week_keeping_metric_and_number() -> None:
    shares = next(metric for metric in METRICS if metric.name == "shares")
    assert made(Question(MONDAY, shares, 3))[0] == [
        ("◀ Sun 4", "/top shares 2015-01-04 3 @demo"),
        ("Tue 6 ▶", "/top shares 2015-01-06 3 @demo"),
        ("Week", "/top shares 2015-01-05..2015-01-11 3 @demo"),
    ]


def test_a_span_leads_to_its_neighbours_and_the_first_and_last_days_have_none() -> None:
    shares = next(metric for metric in METRICS if metric.name == "shares")
    assert made(Question(Span(date(2015, 1, 5), date(2015, 1, 11)), shares))[0] == [
        ("◀ 7 days", "/top shares 2014-12-29..2015-01-04 @demo"),
        ("7 days ▶", "/top shares 2015-01-12..2015-01-18 @demo"),
    ]
    assert [label for label, _ in made(Question(Span.day(FIRST_DAY)))[0]] == ["Tue 2 ▶", "Week"]
    assert [label for label, _ in made(Question(Span.day(YESTERDAY)))[0]] == ["◀ Sun 22"]
    assert [label for label, _ in made(Question(Span(FIRST_DAY, YESTERDAY)), report=drawn(TOP))[0]] == [
        "Chart",
        "Digest",
        "Export",
        "Sources",
    ]


def test_the_digest_leads_on_as_it_is_read() -> None:
    under = Under(("1_1", "1_2", "1_3"))
    assert made(Question(MONDAY), report=drawn(REPORT), scope="all", under=under) == [
        [
            ("◀ Sun 4", "/report 2015-01-04"),
            ("Tue 6 ▶", "/report 2015-01-06"),
            ("Week", "/report 2015-01-05..2015-01-11"),
        ],
        [("1", "/article 1_1 2015-01-05"), ("2", "/article 1_2 2015-01-05"), ("3", "/article 1_3 2015-01-05")],
        [
            ("Top 10", "/top 2015-01-05"),
            ("Hours", "/hours 2015-01-05"),
            ("Chart", "/report 2015-01-05 chart"),
        ],
        [("Export", "/export 2015-01-05 xlsx"), ("Sources", "/sources 2015-01-05")],
    ]
    newer = made(Question(Span.day(YESTERDAY)), report=drawn(REPORT))[-1]
    assert [label for label, _ in newer] == ["Top 10", "Chart", "Export", "Sources"], "no hours since November 2025"


def test_a_digests_buttons_leave_room_for_its_mark_and_an_article_then_goes_without_its_day() -> None:
    key, msgid = "k" * 16, "1234567890123456_8"
    under = Under((msgid,))
    shown = rows(Question(MONDAY), report=REPORT, scope=key, keys=(key,), under=under)
    assert shown[1][0].command == f"/article {msgid} @{key}"
    assert Message("", shown).pushed_as("d20150105").buttons[1][0].command.endswith(" ^d20150105")
    assert rows(Question(MONDAY), scope=key, keys=(key,), under=under)[1][0].command.endswith(f" 2015-01-05 @{key}")


@pytest.mark.parametrize(("count", "more"), [(None, True), (49, True), (50, False)])
def test_more_leads_to_the_longest_list_from_all_but_that(count: int | None, more: bool) -> None:
    first = onward(Question(MONDAY, None, count), under=Under(more=True))[0]
    assert (first == ("More", "/top 2015-01-05 50 @demo")) is more


def test_of_several_accounts_each_is_a_press_away_and_one_leads_back_to_all() -> None:
    both = {"keys": ("demo", "other"), "report": READS}
    assert made(Question(MONDAY), scope="all", **both)[1] == [
        ("@demo", "/reads 2015-01-05 @demo"),
        ("@other", "/reads 2015-01-05 @other"),
    ]
    assert made(Question(MONDAY), scope="other", **both)[0][-1] == ("All accounts", "/reads 2015-01-05 @all")
    assert made(Question(MONDAY), scope="all", **both)[0][0] == ("◀ Sun 4", "/reads 2015-01-04 @all")


def test_an_article_leads_to_its_other_days_since_publishing() -> None:
    under = Under(published=MONDAY.last)
    shown = made(Question(MONDAY, article=Piece("7_1")), report=ARTICLE, under=under)
    assert shown[0] == [("Tue 6 ▶", "/article 7_1 2015-01-06 @demo")]
    assert shown[1][0] == ("Chart", "/article 7_1 2015-01-05 chart @demo")


def test_reads_lead_to_the_trend_that_ends_with_their_day() -> None:
    assert ("Trend", "/trend 2015-01-05 @demo") in onward(Question(MONDAY), report=READS)


def test_under_a_picture_is_no_button_for_it() -> None:
    for picture in (False, True):
        shown = onward(Question(MONDAY), report=drawn(READS), under=Under(picture=picture))
        assert any("chart" in command for _, command in shown) is not picture


@pytest.mark.parametrize("report", [report for report in REPORTS if report is not ARTICLE], ids=lambda one: one.name)
@pytest.mark.parametrize("day", [date(2015, 1, 5), YESTERDAY], ids=["classic", "successor"])
def test_all_that_a_report_leads_to_is_there_and_figures_can_be_taken_along_from_each(
    report: Report, day: date
) -> None:
    said = [command.split()[0] for _, command in onward(Question(Span.day(day)), report=drawn(report))]
    asked = [f"/{name}" for name in report.follow if name != "chart" and (name != "hours" or day != YESTERDAY)]
    assert set(asked) <= set(said)
    assert "/export" in said


def test_no_button_leads_to_what_cannot_be_said() -> None:
    said = frozenset(command.name for command in COMMANDS)
    for report in REPORTS:
        for row in made(Question(MONDAY), report=report, commands=said, under=Under(("1_1",), more=True)):
            assert all(split(command)[0] in said for _, command in row)
    assert made(Question(MONDAY), report=REPORT, commands=frozenset({"report"})) == [
        [
            ("◀ Sun 4", "/report 2015-01-04 @demo"),
            ("Tue 6 ▶", "/report 2015-01-06 @demo"),
            ("Week", "/report 2015-01-05..2015-01-11 @demo"),
        ],
        [("Chart", "/report 2015-01-05 chart @demo")],
    ]


def test_no_report_leads_to_itself_and_each_leads_on() -> None:
    for report in REPORTS:
        assert report.name not in report.follow
        assert set(report.follow) <= {*EVERY, "chart"}
        assert len(set(report.follow)) == len(report.follow) >= 3


def test_a_span_in_a_command_is_read_as_the_same_span() -> None:
    for span in (MONDAY, Span(date(2015, 1, 5), date(2015, 2, 5))):
        assert when(span_words(span), date(2026, 11, 24)) == span
