"""The words of the command line, and how wrong ones are answered."""

from __future__ import annotations

import subprocess
import sys

import pytest

from bot.cli import main
from bot.cli.verbs import VERBS
from bot.cli.words import Wrong, parse, parser
from tests.own_logging import own_logging


def test_help_names_every_verb(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == 0
    shown = capsys.readouterr().out
    assert all(f"    {verb} " in shown for verb in VERBS)


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_has_help_of_its_own(verb: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([verb, "--help"]) == 0
    assert f"morning-reads {verb}" in capsys.readouterr().out


@pytest.mark.parametrize(
    "words",
    [
        ["--config", "x.toml", "--debug", "check"],
        ["check", "--config", "x.toml", "--debug"],
        ["--debug", "check", "--config", "x.toml"],
    ],
)
def test_config_and_debug_stand_before_or_after_the_verb(words: list[str]) -> None:
    read = parse(words)
    assert read is not None
    assert (read.verb, read.config, read.debug) == ("check", "x.toml", True)


@pytest.mark.parametrize(
    "words",
    [[], ["bla"], ["demo", "--date", "tomorrow"], ["simulator", "--port", "x"], ["ask"], ["run", "--nonsense"]],
)
def test_wrong_words_are_one_sentence_and_exit_status_2(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(words) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.count("\n") == 1
    assert "--help`" in shown.err
    with pytest.raises(Wrong):
        parse(words)


@pytest.mark.parametrize("verb", [["run"], ["morning"], ["morning", "--dry-run"], ["ask", "/reads"], ["check"]])
@pytest.mark.parametrize(("name", "value"), [("TELEGRAM__TOKNE", "x"), ("MORNING__TIMEZONE", "Mars/Olympus")])
def test_a_wrong_setting_is_refused_by_name_before_any_verb_works(
    verb: list[str], name: str, value: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(f"MORNING_READS_{name}", value)
    assert main(verb) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.count("\n") == 1
    assert f"MORNING_READS_{name}" in shown.err


@pytest.mark.parametrize("words", [["--config", "/nowhere.toml", "check"], ["check", "--config", "/nowhere.toml"]])
def test_a_settings_file_that_is_not_there_is_named(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(words) == 2
    assert capsys.readouterr().err.startswith("The settings file /nowhere.toml cannot be read: ")


@pytest.mark.parametrize("day", ["2014-11-30", "2999-01-01"])
def test_a_morning_of_a_day_without_figures_is_refused_with_the_reason(
    day: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MORNING_READS_STORE__PATH", "/nowhere/store.sqlite")
    for words in (["morning", "--date", day], ["demo", "--date", day]):
        with own_logging():
            assert main(words) == 2
        shown = capsys.readouterr()
        assert (shown.out, shown.err.count("\n")) == ("", 1)


def test_a_defect_is_one_sentence_and_with_debug_its_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    async def broken(_: object) -> int:
        raise RuntimeError("a bug")

    monkeypatch.setitem(VERBS, "check", broken)
    assert main(["check"]) == 1
    assert capsys.readouterr().err == (
        "Something went wrong here (RuntimeError). Run it again with --debug to see where.\n"
    )
    with pytest.raises(RuntimeError, match="a bug"):
        main(["check", "--debug"])


def test_every_verb_of_the_parser_is_done_by_a_function() -> None:
    actions = [action for action in parser()._actions if action.dest == "verb"]
    assert set(actions[0].choices or ()) == set(VERBS)


@pytest.mark.parametrize("words", [["-c", "import bot"], ["-m", "bot", "--help"]])
def test_neither_the_package_nor_its_help_loads_what_is_heavy(words: list[str]) -> None:
    loaded = subprocess.run(
        [sys.executable, "-X", "importtime", *words], capture_output=True, text=True, check=True
    ).stderr
    heavy = {"telegram", "jinja2", "httpx", "pydantic", "babel", "apscheduler", "starlette", "asyncio"}
    assert not heavy & {line.rpartition("|")[2].strip() for line in loaded.splitlines()}
