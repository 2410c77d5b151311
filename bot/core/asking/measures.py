"""Metrics in what people type: `readers`, `original reads`, `阅读人数`, with or without blanks around them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from bot.core.asking.folding import folded
from bot.core.metrics import METRICS, Metric

UNCUT = "(?!(?<=数)据)"
"""Behind a Chinese name: in 分享数据, 分享 is one, and 分享数 none."""


def measure_in(words: str, among: Sequence[Metric] = METRICS) -> tuple[Metric | None, str]:
    """The first metric that is named, and the words without it. Of two names in one place the longer counts."""
    pattern, known = _names(tuple(among))
    text = folded(words)
    found = pattern.search(text) if known else None
    if found is None:
        return None, words
    rest = f"{text[: found.start()]} {text[found.end() :]}"
    return known[_key(found[0])], " ".join(word for word in rest.split() if word.lower() not in _BESIDE)


_BESIDE = frozenset({"by", "most", "按", "的", "按照"})
"""What stands beside a metric and says nothing more."""


def _key(name: str) -> str:
    return " ".join(name.lower().replace("_", " ").split())


@lru_cache(16)
def _names(among: tuple[Metric, ...]) -> tuple[re.Pattern[str], dict[str, Metric]]:
    known = {
        _key(name): metric for metric in among for name in (metric.name, metric.title, *metric.aliases, *metric.asked)
    }
    longest_first = sorted(known, key=len, reverse=True)
    forms = (re.escape(name).replace("\\ ", "[ _]") for name in longest_first)
    # Latin words stand by themselves; Chinese ones have no blanks around them.
    return re.compile(
        "|".join(
            f"(?<![a-z0-9_]){form}(?![a-z0-9_])" if name.isascii() else f"{form}{UNCUT}"
            for name, form in zip(longest_first, forms, strict=True)
        ),
        re.IGNORECASE,
    ), known
