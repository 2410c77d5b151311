"""Charts of every shape, to be looked at: `python -m tests.charts.samples FOLDER` writes them there as PNG."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from bot.charts import Chart, Series, Shape, draw
from bot.i18n import LANGUAGES, short_figure

MONTH: tuple[float | None, ...] = (
    *(31234, 30021, 28888, 35555, 40123, 42111, None, None, 39876, None, None, 41000, 43210, 45678, 44321),
    *(40987, 39876, 38765, 42345, 43456, 44567, 45678, 46789, 47890, 42109, 41098, 40087, 43076, 44065, 45524),
)
MONTH_BEFORE = tuple(28_000 + (n * 7919) % 9_000 for n in range(30))
WEEK = (41235, 38990, 40110, 43872, 45002, 40321, 45524)
HOURS = (*(210, 95, 41, 22, 18, 60, 480, 2210, 4380, 3105, 2790, 2544), *(3890, 3320, 2410, 2105, 2230, 2680))
DAY_HOURS = (*HOURS, None, 3960, 4425, 5210, 4630, 2050)
YEAR = tuple(None if 120 < n < 139 else 20_000 + n * 61 + (n * 7919) % 9_000 for n in range(366))
TITLES = (
    "马航丢画记",
    "12月27日 DiLi日报",
    "一个普通程序员的 2026 年终总结：我是如何在三个月里把工资翻了一倍，又是怎样在第四个月里把它全部还回去的",
    "=SUM(A1:A9) costs $5 and $6, “quoted” <b>bold</b>",
    "The quick brown fox jumps over the lazy dog while all of the newspapers of the town look on and write",
    "𠮷野家与㐂寿司 🎉 謝謝 Škoda",
    "Ежедневник · النشرة",
)
READERS = (23676, 12040, 8211, 3120, 977, None, 0)
WORDS: dict[str, tuple[Any, ...]] = {
    "en": (
        *("Daily Tech", "1–30 November 2026", "readers", "this month", "October", "Nov", "reads by hour"),
        *("as of 08:31 · Asia/Shanghai", "Top articles", "Shares by where they went"),
        ("friends", "Moments", "elsewhere"),
    ),
    "zh": (
        *("科技日报", "2026 年 11 月 1 日至 30 日", "阅读人数", "本月", "10 月", "11月", "分时阅读次数"),
        *("截至 08:31 · Asia/Shanghai", "热门文章", "分享去向"),
        ("好友", "朋友圈", "其他"),
    ),
}


def samples(language: str) -> Iterator[tuple[str, Chart]]:
    """A name and a chart for each thing that is worth looking at."""
    account, month, readers, this, before, nov, hours, as_of, top, scenes, places = WORDS[language]
    short = partial(short_figure, language=language)
    named = [f"{n} {nov}" if language == "en" else f"{nov}{n}日" for n in range(1, 31)]

    def chart(title: str, labels: Sequence[str], series: Sequence[Series], shape: Shape, unit: str = readers) -> Chart:
        return Chart(f"{account} · {title}", unit, tuple(labels), tuple(series), shape, short, (as_of,))

    yield "week", chart(month, named[:7], [Series("", WEEK)], Shape.LINES)
    yield (
        "month",
        chart(month, named, [Series(this, MONTH), Series(before, MONTH_BEFORE, quiet=True)], Shape.LINES),
    )
    yield (
        "year",
        chart("2026", [str(n // 30 + 1) if n % 30 == 0 else "" for n in range(366)], [Series("", YEAR)], Shape.LINES),
    )
    rows = [Series(f"{account} {n}", tuple(v and v * (1 - n / 5) for v in MONTH)) for n in range(4)]
    yield "accounts", chart(month, named, rows, Shape.LINES)
    yield "two-days", chart(month, named[:2], [Series("", WEEK[:2])], Shape.LINES)
    yield "one-day", chart(month, named[:1], [Series("", WEEK[:1])], Shape.LINES)
    yield "hours", chart(month, [str(n) for n in range(24)], [Series("", DAY_HOURS)], Shape.COLUMNS, hours)
    usual = Series(before, tuple(3_000 - 90 * abs(12 - n) for n in range(24)), quiet=True)
    yield (
        "hours-usual",
        chart(month, [str(n) for n in range(24)], [Series(this, DAY_HOURS), usual], Shape.COLUMNS, hours),
    )
    yield "weekdays", chart(month, named[:7], [Series("A", WEEK), Series("B", WEEK[::-1])], Shape.COLUMNS)
    yield "top", chart(top, TITLES, [Series("", READERS)], Shape.BARS)
    yield "scenes", chart(scenes, places, [Series("", (1712, 828, 220))], Shape.BARS)
    yield (
        "compare",
        chart(
            scenes,
            places,
            [Series(this, (1712, 828, 220)), Series(before, (1500, 900, 220), quiet=True)],
            Shape.BARS,
        ),
    )
    yield "small", chart(month, named[:7], [Series("", (0, 0, 1, None, 0, 2, 0))], Shape.LINES)


def main(folder: str) -> None:
    for language in LANGUAGES:
        for name, chart in samples(language):
            Path(folder, f"{name}.{language}.png").write_bytes(draw(chart))


if __name__ == "__main__":
    main(sys.argv[1])
