"""The table of metrics: units follow from WeChat's field names, and words never pass person-days off as people."""

from __future__ import annotations

from dataclasses import fields
from datetime import UTC, date, datetime

import pytest

from bot.core.facts import Figures, Generation, Rates, Reply
from bot.core.metrics import BY_NAME, COUNTS, DAILY, METRICS, RATES, Metric, Unit

EVERY_METRIC = pytest.mark.parametrize("metric", METRICS, ids=lambda metric: metric.name)

ENDINGS = {
    "_user": Unit.PEOPLE,
    "_count": Unit.TIMES,
    "_money": Unit.FEN,
    "_rate": Unit.FRACTION,
    "_activetime": Unit.MINUTES,
}
"""How WeChat's field names end, and what they count."""


def test_the_figures_of_a_fact_are_the_rows_of_the_table_in_their_order() -> None:
    assert list(Figures._fields) == [metric.name for metric in COUNTS]
    assert [field.name for field in fields(Rates)] == [metric.name for metric in RATES]
    assert (*COUNTS, *RATES) == METRICS


@EVERY_METRIC
def test_a_field_counts_what_its_name_ends_with_in_both_generations(metric: Metric) -> None:
    names = [name for name in (metric.classic, metric.successor) if name is not None]
    assert names
    for name in names:
        assert [unit for end, unit in ENDINGS.items() if name.endswith(end)] == [metric.unit]


def test_times_and_money_add_up_and_nothing_else() -> None:
    assert {unit for unit in Unit if unit.adds_up} == {Unit.TIMES, Unit.FEN}
    assert {unit for unit in Unit if not unit.counts} == {Unit.FRACTION, Unit.MINUTES}


@EVERY_METRIC
def test_people_and_they_alone_have_words_of_their_own_over_days(metric: Metric) -> None:
    assert metric.over_days not in (metric.one, metric.many)
    assert metric.over_days.endswith("-days") is (metric.unit is Unit.PEOPLE)
    assert bool(metric.over_days) is (metric.unit is Unit.PEOPLE)


def test_no_word_and_no_field_means_two_metrics() -> None:
    words = [word for metric in METRICS for word in (metric.name, *metric.aliases)]
    assert len(words) == len(set(words)) == len(BY_NAME)
    for names in ([m.classic for m in METRICS if m.classic], [m.successor for m in METRICS if m.successor]):
        assert len(names) == len(set(names))


@EVERY_METRIC
def test_a_figure_is_had_by_its_metrics_name(metric: Metric) -> None:
    kind: type[Figures] | type[Rates] = Figures if metric.unit.counts else Rates
    assert kind(**{metric.name: 7})[metric.name] == 7
    assert kind()[metric.name] is None


def test_the_classics_give_the_shared_metrics_and_the_successors_no_times_but_comments_and_pieces() -> None:
    classic, successor = ([m for m in METRICS if m.given_by(generation)] for generation in Generation)
    assert tuple(classic) == DAILY
    assert [m.name for m in successor if m.unit is Unit.TIMES] == ["comments", "published"]
    assert {m.unit for m in set(classic) - set(successor)} == {Unit.TIMES}


def test_zero_is_known_and_not_given_is_not() -> None:
    assert Figures(reads=0).known == {"reads": 0}


def test_facts_do_not_change() -> None:
    with pytest.raises(AttributeError):
        Figures().reads = 1  # type: ignore[misc]


@pytest.mark.parametrize("body", [{}, {"list": None}, {"list": []}])
def test_a_reply_without_a_list_has_no_rows(body: dict[str, object]) -> None:
    at = datetime(2015, 1, 6, tzinfo=UTC)
    assert Reply("demo", "getuserread", date(2015, 1, 5), at, at, body).rows == []
