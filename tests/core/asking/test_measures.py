"""Metrics as people name them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.asking import measure_in
from bot.core.metrics import DAILY, METRICS, Metric


@pytest.mark.parametrize(
    ("words", "name", "rest"),
    [
        ("shares last week", "shares", "last week"),
        ("Last week by SHARES", "shares", "Last week"),
        ("original readers 7d", "original_readers", "7d"),
        ("original_readers", "original_readers", ""),
        ("上周阅读人数", "readers", "上周"),
        ("上周阅读", "reads", "上周"),
        ("阅读原文次数 昨天", "original_reads", "昨天"),
        ("按 分享次数 上周", "shares", "上周"),
        ("ｓｈａｒｅｓ 7d", "shares", "7d"),
        ("收藏人数", "savers", ""),
        ("shareshare", None, "shareshare"),
        ("2015-01-05", None, "2015-01-05"),
    ],
)
def test_a_metric_is_found_among_other_words(words: str, name: str | None, rest: str) -> None:
    metric, left = measure_in(words)
    assert (metric.name if metric else None, left) == (name, rest)


@pytest.mark.parametrize("metric", METRICS, ids=lambda metric: metric.name)
def test_every_word_for_a_metric_means_it_alone(metric: Metric) -> None:
    for word in (metric.name, metric.title, *metric.aliases, *metric.asked):
        assert measure_in(word) == (metric, "")
    assert any(not word.isascii() for word in metric.asked)


def test_only_the_metrics_that_a_command_takes_are_found() -> None:
    assert measure_in("finish rate 7d", DAILY) == (None, "finish rate 7d")


@given(st.text(max_size=80))
def test_whatever_is_typed_is_read(words: str) -> None:
    metric, rest = measure_in(words)
    assert metric is not None or rest == words
