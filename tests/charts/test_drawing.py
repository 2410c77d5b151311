"""What is seen in a drawn chart."""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from PIL import ImageColor

from bot.charts import Chart, Level, Series, Shape, draw
from bot.charts.letters import width
from bot.charts.looks import INK, LEVEL, LOUD, MARGIN, QUIET, SHADE, SOFT, TITLE, Look
from bot.i18n import LANGUAGES, short_figure
from tests.charts.samples import samples
from tests.charts.seeing import Seen
from tests.examples import some

BLUE = LOUD[0].colour
SHORT = partial(short_figure, language="en")


def chart(*values: float | None, shape: Shape = Shape.LINES, title: str = "Daily Tech", before: object = None) -> Chart:
    labels = tuple(str(n) for n in range(len(values)))
    quiet = (Series("before", tuple(before), quiet=True),) if isinstance(before, tuple) else ()
    return Chart(title, "readers", labels, (Series("readers", values), *quiet), shape, SHORT)


def test_a_gap_in_a_line_stays_a_gap_and_a_day_between_two_gaps_is_seen() -> None:
    seen = Seen(draw(chart(10, 12, None, 9, None, 11, 12)))
    assert len(seen.across(BLUE)) == 3


def test_a_day_between_two_gaps_is_seen_in_a_year_too() -> None:
    values = [10.0] * 366
    gaps: dict[int, float | None] = dict.fromkeys([100, 101, 103, 104])
    seen = Seen(draw(chart(*(gaps.get(n, value) if n in gaps else value for n, value in enumerate(values)))))
    assert len(seen.across(BLUE)) == 3


def test_what_is_not_known_is_no_column_and_zero_is_one_that_is_hardly_there() -> None:
    assert len(Seen(draw(chart(10, 0, 12, shape=Shape.COLUMNS))).across(BLUE)) == 3
    assert len(Seen(draw(chart(10, None, 12, shape=Shape.COLUMNS))).across(BLUE)) == 2


def test_columns_are_as_high_as_their_figures_from_zero_on() -> None:
    heights = Seen(draw(chart(100, 50, shape=Shape.COLUMNS))).where(BLUE).sum(axis=0)
    assert heights.max() / heights[heights > 0].min() == pytest.approx(2, abs=0.05)


def test_lines_are_as_high_as_their_figures_above_the_line_of_zero() -> None:
    seen = Seen(draw(chart(100, 100, 50, 50)))
    zero = (seen.where(SOFT).sum(axis=1) > seen.width / 2).nonzero()[0].max()
    rows, columns = seen.where(BLUE).nonzero()
    highest, lowest = (zero - rows[columns == edge].mean() for edge in (columns.min(), columns.max()))
    assert highest / lowest == pytest.approx(2, abs=0.05)


def test_bars_are_as_long_as_their_figures_from_zero_on() -> None:
    lengths = Seen(draw(chart(100, 50, 25, shape=Shape.BARS))).where(BLUE).sum(axis=1)
    assert lengths.max() / lengths[lengths > 0].min() == pytest.approx(4, abs=0.1)


def test_what_is_there_to_compare_with_stands_back_in_grey() -> None:
    seen = Seen(draw(chart(10, 12, 11, before=(9, 9, 10))))
    assert seen.where(BLUE).any()
    assert seen.where(QUIET.colour).any()


def test_series_differ_by_more_than_colour() -> None:
    assert len({(look.dashes, look.marker) for look in LOUD}) == len(LOUD)
    assert len({look.hatch for look in LOUD}) == len(LOUD)


def grey(look: Look) -> float:
    red, green, blue = ImageColor.getrgb(look.colour)[:3]
    return 0.3 * red + 0.6 * green + 0.1 * blue


def test_colours_stay_apart_for_who_sees_none() -> None:
    first, second, compared = (grey(look) for look in (*LOUD[:2], QUIET))
    assert first + 20 < second < compared - 40


@pytest.mark.parametrize("title", ["𠮷野家与㐂寿司", "🎉🎉", "謝謝", "\ud83d", "$\\frac$ 5", "a\x00\nb", "‮rtl‬", ""])
def test_no_title_breaks_a_chart(title: str) -> None:
    for shape in Shape:
        assert draw(chart(1, 2, shape=shape, title=title))


def test_a_rare_character_is_seen_as_one_that_is_lacking() -> None:
    assert draw(chart(1, 2, title="𠮷野家")) == draw(chart(1, 2, title="〓野家")) != draw(chart(1, 2, title="野家"))


def test_the_same_chart_is_the_same_picture() -> None:
    assert draw(chart(1, 2, None, 3)) == draw(chart(1, 2, None, 3))


def test_threads_may_draw_at_once() -> None:
    charts = [chart(n, 2, None, 3, shape=shape) for n in range(2) for shape in Shape]
    alone = [draw(one) for one in charts]
    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(draw, charts)) == alone


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_picture_is_small(language: str) -> None:
    for name, one in samples(language):
        assert len(draw(one)) < 200_000, name


def test_without_any_font_and_with_settings_of_their_own_on_the_machine_the_picture_is_the_same(tmp_path: Path) -> None:
    """Chinese needs nothing of the machine's."""
    (tmp_path / "matplotlibrc").write_text(
        "lines.linewidth: 20\nfont.family: serif\npath.sketch: 1, 100, 2\naxes.facecolor: red\n"
    )
    (tmp_path / "fonts.conf").write_text('<?xml version="1.0"?><fontconfig></fontconfig>')
    words = (
        "import sys, matplotlib.font_manager as m; m.findSystemFonts = lambda *a, **k: []\n"
        "from bot.charts import *; from tests.charts.test_drawing import chart\n"
        "sys.stdout.buffer.write(draw(chart(1, None, 3, title='科技日报 · 阅读人数')))"
    )
    own = {"MPLCONFIGDIR": str(tmp_path), "FONTCONFIG_FILE": str(tmp_path / "fonts.conf"), "HOME": str(tmp_path)}
    drawn = subprocess.run(
        [sys.executable, "-c", words], env={**os.environ, **own}, stdout=subprocess.PIPE, check=True, timeout=60
    )
    assert drawn.stdout == draw(chart(1, None, 3, title="科技日报 · 阅读人数"))


_VALUES = st.none() | st.integers(-1000, 10**9) | st.floats(-1e6, 1e9)


@st.composite
def _charts(draw_one: st.DrawFn) -> Chart:
    shape = draw_one(st.sampled_from(Shape))
    labels = tuple(draw_one(st.lists(st.text(max_size=80), min_size=1, max_size=15)))
    column = st.lists(_VALUES, min_size=len(labels), max_size=len(labels)).map(tuple)
    series = draw_one(st.lists(st.builds(Series, st.text(max_size=60), column, st.booleans()), min_size=1, max_size=7))
    words = st.text(max_size=200)
    notes = draw_one(st.lists(words, max_size=3))
    return Chart(draw_one(words), draw_one(words), labels, tuple(series), shape, SHORT, tuple(notes))


# Smaller examples are not looked for: pictures take their time.
@settings(
    some(0.3),
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.too_slow],
)
@given(_charts())
def test_any_chart_draws(one: Chart) -> None:
    seen = Seen(draw(one))
    assert seen.width == 1080
    assert seen.width + seen.height <= 10_000
    assert seen.height <= 20 * seen.width


def ground(one: Chart) -> int:
    """How many columns of a picture are darker ground for the most part."""
    return int((Seen(draw(one)).where(SHADE).sum(axis=0) > 150).sum())


def test_days_of_rest_stand_on_darker_ground() -> None:
    plain = chart(5, 6, 7, 8)
    assert ground(plain) == 0
    alone, both = (ground(replace(plain, shaded=places)) for places in ((1,), (1, 2)))
    assert alone > 100
    assert both == pytest.approx(2 * alone, rel=0.1)


def test_a_level_goes_through_the_whole_chart_and_is_named() -> None:
    plain = chart(40, 40, 40)
    without, level = (
        Seen(draw(one)).where(LEVEL.colour)[150:-200].sum(axis=1).max()
        for one in (plain, replace(plain, level=Level("average 20", 20)))
    )
    assert level > without + 150
    assert draw(replace(plain, level=Level("average", 20))) != draw(replace(plain, level=Level("mean", 20)))


def test_bars_tell_the_words_that_they_are_given_and_those_beside_them_their_figures() -> None:
    bars = chart(3, 2, shape=Shape.BARS, before=(2, 2))
    said = replace(bars, told=("3 · 60 %", "2 · 40 %"))
    assert len({draw(bars), draw(said), draw(replace(said, told=("3 · 60 %", "2 · 4 %")))}) == 3
    with pytest.raises(ValueError, match="of each of its labels"):
        replace(bars, told=("3",))


def test_words_are_as_wide_as_they_were_measured() -> None:
    words = "Too small to fail, and all libraries still fill"
    _, columns = Seen(draw(chart(1, 2, title=words))).where(INK)[: MARGIN + TITLE].nonzero()
    assert columns.max() - columns.min() == pytest.approx(width(words, TITLE), abs=TITLE * 0.2)
