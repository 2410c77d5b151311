"""The buttons under an answer: a person could have typed each, and none leads nowhere."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.asking import LONGEST, when
from bot.core.days import FIRST_DAY, Span, at_china, wechat_today
from bot.core.message import BUTTON_BYTES
from bot.core.metrics import DAILY, METRICS, Metric
from bot.reports import REPORTS, TOP, Question, Report
from bot.reports.buttons import buttons, span_words

NOW = at_china(date(2026, 11, 24), 12)
DAYS = (date(2026, 11, 23) - FIRST_DAY).days


def made(question: Question, *, report: Report = TOP, scope: str | None = None) -> list[list[tuple[str, str]]]:
    rows = buttons(report, question, scope, NOW, "en", more=True)
    return [[(button.label, button.command) for button in row] for row in rows]


@given(
    st.integers(0, DAYS),
    st.integers(1, LONGEST),
    st.sampled_from([None, *DAILY]),
    st.sampled_from(REPORTS),
    st.integers(1, 49),
)
def test_every_button_fits_and_names_days_that_can_be_asked_for(
    start: int, length: int, metric: Metric | None, report: Report, count: int
) -> None:
    first = FIRST_DAY + timedelta(days=start)
    span = Span(first, min(first + timedelta(days=length - 1), FIRST_DAY + timedelta(days=DAYS)))
    rows = made(Question(span, metric, count), report=report, scope="k" * 16)
    for _, command in (button for row in rows for button in row):
        assert len(command.encode()) <= BUTTON_BYTES
        (days,) = [word for word in command.split() if word[0].isdecimal() and "-" in word]
        when(days, wechat_today(NOW))


def test_the_days_beside_keep_the_length_and_the_metric_but_the_first_and_last_have_none() -> None:
    shares = next(metric for metric in METRICS if metric.name == "shares")
    beside, _ = made(Question(Span(date(2015, 1, 5), date(2015, 1, 11)), shares), scope="demo")
    assert beside == [
        ("◀ 7 days", "/top shares 2014-12-29..2015-01-04 @demo"),
        ("7 days ▶", "/top shares 2015-01-12..2015-01-18 @demo"),
    ]
    assert [label for label, _ in made(Question(Span.day(FIRST_DAY)))[0]] == ["Tue 2 ▶"]
    assert [label for label, _ in made(Question(Span.day(date(2026, 11, 23))))[0]] == ["◀ Sun 22"]
    whole = Question(Span(FIRST_DAY, date(2026, 11, 23)))
    assert len(made(whole)) == 1


@pytest.mark.parametrize(("count", "more"), [(None, True), (49, True), (50, False)])
def test_more_leads_to_the_longest_list_from_all_but_that(count: int | None, more: bool) -> None:
    onward = made(Question(Span.day(date(2015, 1, 5)), None, count))[1]
    assert (("More", "/top 2015-01-05 50") in onward) is more


def test_no_report_leads_to_itself() -> None:
    for report in REPORTS:
        assert report.name not in report.follow


def test_a_span_in_a_command_is_read_as_the_same_span() -> None:
    for span in (Span.day(date(2015, 1, 5)), Span(date(2015, 1, 5), date(2015, 2, 5))):
        assert when(span_words(span), date(2026, 11, 24)) == span
