"""The words of the command line, and how wrong ones are answered."""

from __future__ import annotations

import subprocess
import sys

import pytest

from bot.cli import main
from bot.cli.verbs import VERBS
from bot.cli.words import Wrong, parse, parser


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
