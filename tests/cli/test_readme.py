"""Each README begins with the digest that the demo prints in its language."""

from __future__ import annotations

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
    with own_logging():
        assert main(["demo", "--date", "2015-01-05"]) == 0
    shown = (ROOT / page).read_text("utf-8").partition("```text\n")[2].partition("\n```")[0]
    assert capsys.readouterr().out.strip() == shown
