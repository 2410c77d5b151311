"""A reader that closes the pipe has enough: the program ends, and says nothing about it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

LINES = {
    "help": ["--help"],
    "help of a verb": ["demo", "--help"],
    "demo": ["demo", "--date", "2015-01-05"],
    "wrong words": ["demo", "--date", "nonsense"],
    "ask": ["ask", "/help"],
    "ask nothing": ["ask", "/nonsense"],
    "check": ["check"],
    "morning": ["morning", "--date", "2015-01-05", "--dry-run"],
    "export": ["export", "2015-01-05", "2015-01-06", "--format", "csv", "--output", "-"],
    "plan": ["backfill", "2015-01-05", "2015-01-06", "--dry-run"],
}


def _run(words: list[str], folder: Path, *, errors_too: bool) -> tuple[int, str]:
    """The program, whose output nobody ever reads; its status and what it says on standard error."""
    settings = '[accounts.demo]\napp_id = "wxdemo"\napp_secret = "s"\n[wechat]\napi_url = "http://127.0.0.1:9"\n'
    (folder / "morning-reads.toml").write_text(settings)
    reader, writer = os.pipe()
    os.close(reader)
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MORNING_READS_")}
    try:
        ended = subprocess.run(
            [sys.executable, "-m", "bot", *words],
            cwd=folder,
            env=environment | {"PYTHONPATH": str(Path(__file__).parents[2])},
            stdin=subprocess.DEVNULL,
            stdout=writer,
            stderr=writer if errors_too else subprocess.PIPE,
            timeout=60,
            check=False,
        )
    finally:
        os.close(writer)
    return ended.returncode, (ended.stderr or b"").decode()


@pytest.mark.parametrize("words", LINES.values(), ids=LINES)
def test_a_verb_whose_reader_is_gone_ends_without_a_word_about_it(words: list[str], tmp_path: Path) -> None:
    status, errors = _run(words, tmp_path, errors_too=False)
    assert status in (0, 1, 2), errors
    assert "Traceback" not in errors
    assert "BrokenPipe" not in errors
    assert "broke off" not in errors


@pytest.mark.parametrize("words", [LINES["demo"], LINES["wrong words"]], ids=["demo", "wrong words"])
def test_a_reader_of_both_outputs_may_leave_too(words: list[str], tmp_path: Path) -> None:
    assert _run(words, tmp_path, errors_too=True)[0] in (0, 2)


def test_the_demo_whose_reader_leaves_has_done_its_work(tmp_path: Path) -> None:
    assert _run(LINES["demo"], tmp_path, errors_too=False) == (0, "")
