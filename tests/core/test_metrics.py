"""The table of metrics: units follow from WeChat's field names, and words never pass person-days off as people."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, fields
from datetime import UTC, date, datetime

import pytest

from bot.core.facts import Figures, Generation, Rates, Reply
from bot.core.metrics import BY_NAME, COUNTS, DAILY, METRICS, RATES, Metric, Unit

EVERY_METRIC = pytest.mark.parametrize("metric", METRICS, ids=lambda metric: metric.name)


def test_the_figures_of_a_fact_are_the_rows_of_the_table_in_their_order() -> None:
    assert [field.name for field in fields(Figures)] == [metric.name for metric in COUNTS]
    assert [field.name for field in fields(Rates)] == [metric.name for metric in RATES]
    assert (*COUNTS, *RATES) == METRICS


@EVERY_METRIC
def test_a_field_of_users_counts_people_and_a_field_of_counts_counts_times(metric: Metric) -> None:
    units = {"_user": Unit.PEOPLE, "_count": Unit.TIMES, "_rate": Unit.FRACTION}
    fields_of_it = [field for field in (metric.classic, metric.successor) if field]
    told = {unit for field in fields_of_it for end, unit in units.items() if field.endswith(end)}
    assert fields_of_it
    assert told == {metric.unit} or metric.unit in (Unit.FEN, Unit.MINUTES)


def test_money_is_fen_and_a_stay_is_minutes() -> None:
    assert (BY_NAME["tips"].unit, BY_NAME["tips"].successor) == (Unit.FEN, "praise_money")
    assert (BY_NAME["stay"].unit, BY_NAME["stay"].successor) == (Unit.MINUTES, "read_avg_activetime")


def test_the_successors_count_no_times_but_comments_and_pieces() -> None:
    given = [metric.name for metric in METRICS if metric.given_by(Generation.SUCCESSOR)]
    assert [name for name in given if BY_NAME[name].unit is Unit.TIMES] == ["comments", "published"]
    assert [metric.name for metric in METRICS if metric.given_by(Generation.CLASSIC)] == [m.name for m in DAILY]


@EVERY_METRIC
def test_people_over_days_have_words_of_their_own(metric: Metric) -> None:
    assert metric.over_days not in (metric.one, metric.many)
    assert metric.over_days.endswith("-days") is (metric.unit is Unit.PEOPLE)


def test_no_word_means_two_metrics() -> None:
    words = [word for metric in METRICS for word in (metric.name, *metric.aliases)]
    assert len(words) == len(set(words)) == len(BY_NAME)
    assert len({metric.classic for metric in DAILY}) == len(DAILY)
    given = [metric.successor for metric in METRICS if metric.successor]
    assert len(set(given)) == len(given)


@EVERY_METRIC
def test_a_figure_is_had_by_its_metrics_name(metric: Metric) -> None:
    kind = Figures if metric.unit.counts else Rates
    assert kind(**{metric.name: 7})[metric.name] == 7
    assert kind()[metric.name] is None


def test_zero_is_known_and_not_given_is_not() -> None:
    assert Figures(reads=0).known == {"reads": 0}


def test_facts_do_not_change() -> None:
    with pytest.raises(FrozenInstanceError):
        Figures().reads = 1  # type: ignore[misc]


@pytest.mark.parametrize("body", [{}, {"list": None}, {"list": []}])
def test_a_reply_without_a_list_has_no_rows(body: dict[str, object]) -> None:
    at = datetime(2015, 1, 6, tzinfo=UTC)
    assert Reply("demo", "getuserread", date(2015, 1, 5), at, at, body).rows == []
