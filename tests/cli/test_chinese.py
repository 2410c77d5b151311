"""The command line in Chinese: in the terminal's language, and in that of the settings once they are read."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.cli import main
from bot.cli.verbs import VERBS
from tests.own_logging import own_logging


@pytest.fixture(autouse=True)
def chinese_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")


def test_help_is_chinese_argparses_own_words_too(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == 0
    shown = capsys.readouterr().out
    assert shown.startswith("用法：morning-reads [-h] ")
    assert "    demo         显示一个虚构公众号昨天的日报，然后等你提问；不用任何设置\n" in shown
    assert "显示这段帮助" in shown
    assert "usage" not in shown
    assert "show" not in shown


@pytest.mark.parametrize("verb", VERBS)
def test_every_verbs_help_is_chinese(verb: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([verb, "--help"]) == 0
    assert "显示这段帮助" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        (["run", "--nonsense"], "不认识的参数：--nonsense。见 `morning-reads --help`。\n"),
        (
            ["demo", "--date", "1111"],
            "参数 --date：'1111' 不是 2015-01-05 这样的日期。见 `morning-reads demo --help`。\n",
        ),
        (["ask"], "缺少参数：TEXT。见 `morning-reads ask --help`。\n"),
        (["check", "--config", "/nowhere.toml"], "无法读取设置文件 /nowhere.toml：No such file or directory。"),
    ],
)
def test_wrong_words_are_one_sentence(words: list[str], answer: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(words) == 2
    assert capsys.readouterr().err.startswith(answer)


def test_a_wrong_setting_is_said_in_chinese(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MORNING_READS_MORNING__TIME", "morgen")
    assert main(["check"]) == 2
    assert capsys.readouterr().err == (
        "设置 MORNING_READS_MORNING__TIME 不对：时间的写法如 08:30。请改正，写法见 README。\n"
    )


def test_the_demo_speaks_the_terminals_language(capsys: pytest.CaptureFixture[str]) -> None:
    with own_logging():
        assert main(["demo", "--date", "2015-01-05"]) == 0
    shown = capsys.readouterr().out
    assert shown.startswith("科技日报 · 2015 年 1 月 5 日 星期一\n阅读人数 24,140 较前一日 ▲ 144% · 较上周同日 ▼ 39%\n")
    assert "[ ◀ 4 日 周日：/report 2015-01-04 ]" in shown


@pytest.mark.parametrize(
    ("language", "sentence"), [("zh", "没有会话会收到内容。\n"), ("en", "No chat would get anything.\n")]
)
def test_once_the_settings_are_read_their_language_is_spoken(
    language: str,
    sentence: str,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("MORNING_READS_LANGUAGE", language)
    monkeypatch.setenv("MORNING_READS_STORE__PATH", str(tmp_path / "store.sqlite"))
    with own_logging():
        assert main(["morning", "--dry-run"]) == 0
    assert capsys.readouterr().out.startswith(sentence)
