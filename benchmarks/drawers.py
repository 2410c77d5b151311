"""The same chart by three libraries, each in a process of its own: `python -m benchmarks.drawers FOLDER`.

Writes what each draws into the folder, to be looked at. Needs `pip install pygal resvg-py vl-convert-python` besides.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from importlib import import_module
from io import BytesIO
from pathlib import Path
from typing import Any

FONT = Path(__file__).parent.parent / "bot" / "charts" / "font"
FAMILY = "Morning Reads Sans SC"
TITLE = "科技日报 · 近 30 天阅读人数"
DAYS = [f"11-{n:02d}" for n in range(1, 31)]
NOW = [None if n in (6, 7, 9, 10) else 30_000 + (n * 7919) % 15_000 for n in range(30)]
BEFORE = [28_000 + (n * 6007) % 9_000 for n in range(30)]
ROUNDS = 20

Drawing = Callable[[], bytes]


def by_matplotlib() -> Drawing:
    import_module("matplotlib.font_manager").fontManager.addfont(FONT / "MorningReadsSansSC.ttf")
    figure_of = import_module("matplotlib.figure").Figure

    def drawing() -> bytes:
        figure = figure_of(figsize=(10.8, 7.2), dpi=100)
        axes = figure.add_axes((0.09, 0.12, 0.86, 0.74))
        axes.plot([float("nan") if n is None else n for n in NOW], color="#0072b2", lw=4, marker="o")
        axes.plot(BEFORE, color="#999999", lw=3, ls="--")
        axes.set_ylim(0)
        axes.set_xticks(range(0, 30, 7), DAYS[::7])
        axes.grid(axis="y", color="#dddddd")
        axes.tick_params(labelsize=22, length=0, labelfontfamily=FAMILY)
        figure.text(0.03, 0.95, TITLE, size=30, family=FAMILY, va="center")
        kept = BytesIO()
        figure.savefig(kept, format="png")
        return kept.getvalue()

    return drawing


def by_vega() -> Drawing:
    vega = import_module("vl_convert")
    vega.register_font_directory(str(FONT))
    series = (("now", NOW), ("before", BEFORE))
    rows = [{"x": x, "y": y, "s": name} for name, values in series for x, y in zip(DAYS, values, strict=True)]
    spec: dict[str, Any] = {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "width": 940,
        "height": 560,
        "title": {"text": TITLE, "fontSize": 30, "anchor": "start"},
        "data": {"values": rows},
        "mark": {"type": "line", "point": True, "invalid": "break-paths-show-path-domains", "strokeWidth": 4},
        "encoding": {
            "x": {
                "field": "x",
                "type": "ordinal",
                "axis": {"labelFontSize": 22, "labelAngle": 0, "labelOverlap": True},
            },
            "y": {"field": "y", "type": "quantitative", "axis": {"labelFontSize": 22, "tickCount": 4, "format": "~s"}},
            "color": {"field": "s", "legend": None},
            "strokeDash": {"field": "s", "legend": None},
        },
        "config": {"font": FAMILY, "axis": {"labelFontSize": 22}},
    }

    def drawing() -> bytes:
        png: bytes = vega.vegalite_to_png(spec)
        return png

    return drawing


def by_pygal() -> Drawing:
    pygal, style, resvg = (import_module(name) for name in ("pygal", "pygal.style", "resvg_py"))
    look = style.Style(
        font_family=FAMILY, label_font_size=22, major_label_font_size=22, title_font_size=30, background="white"
    )

    def drawing() -> bytes:
        chart = pygal.Line(
            width=1080, height=720, style=look, show_legend=False, js=(), x_labels_major_every=7,
            show_minor_x_labels=False, y_labels_major_count=4, range=(0, 50_000), allow_interruptions=True,
        )  # fmt: skip
        chart.title, chart.x_labels = TITLE, DAYS
        chart.add("now", NOW, stroke_style={"width": 4})
        chart.add("before", BEFORE, stroke_style={"width": 3, "dasharray": "8,6"})
        svg = chart.render(is_unicode=True)
        fonts = [str(FONT / "MorningReadsSansSC.ttf")]
        return bytes(resvg.svg_to_bytes(svg_string=svg, skip_system_fonts=True, font_files=fonts, font_family=FAMILY))

    return drawing


DRAWERS = {"matplotlib": by_matplotlib, "vega": by_vega, "pygal": by_pygal}


def memory() -> float:
    """Megabytes that the process has."""
    line = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


def waits(drawing: Drawing) -> list[float]:
    """Milliseconds by which another thread woke up late while pictures are drawn."""
    thread = threading.Thread(target=lambda: [drawing() for _ in range(ROUNDS)])
    thread.start()
    late = []
    while thread.is_alive():
        start = time.perf_counter()
        time.sleep(0.001)
        late.append((time.perf_counter() - start) * 1000 - 1)
    return sorted(late)


def measure(name: str, folder: str) -> None:
    before, start = memory(), time.perf_counter()
    drawing = DRAWERS[name]()
    Path(folder, f"{name}.png").write_bytes(drawing())
    first = time.perf_counter() - start
    times, used = [], []
    for _ in range(ROUNDS):
        start, cpu = time.perf_counter(), time.process_time()
        drawing()
        times.append((time.perf_counter() - start) * 1000)
        used.append((time.process_time() - cpu) * 1000)
    late = waits(drawing)
    print(
        f"{name:11}first {first:4.1f} s, warm {statistics.median(times):4.0f} ms, {statistics.median(used):.0f} CPU, "
        f"{memory() - before:4.0f} MB, another thread late by {late[int(len(late) * 0.99)]:.0f} ms"
    )


if __name__ == "__main__":
    if len(sys.argv) == 3:
        measure(sys.argv[2], sys.argv[1])
    else:
        for each in DRAWERS:
            subprocess.run([sys.executable, "-m", "benchmarks.drawers", sys.argv[1], each], check=True)
