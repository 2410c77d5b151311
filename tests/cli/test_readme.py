"""Each README begins with the digest that the demo prints in its language."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.cli import main
from tests.own_logging import own_logging

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(("page", "locale"), [("README.md", "C.UTF-8"), ("README.zh-CN.md", "zh_CN.UTF-8")])
def test_a_readme_shows_what_the_demo_prints(
    page: str, locale: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LC_ALL", locale)
    text = (ROOT / page).read_text("utf-8")
    (day,) = set(re.findall(r"demo --date (\d{4}-\d\d-\d\d)", text))
    with own_logging():
        assert main(["demo", "--date", day]) == 0
    shown = text.partition("```text\n")[2].partition("\n```")[0]
    assert capsys.readouterr().out.strip() == shown
