"""Files that answers carry, on a machine with no chat."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bot.chat.commands import Asker
from bot.chat.console import talk
from bot.chat.saving import saved, saved_as
from bot.core.errors import MorningReadsError
from bot.core.message import Attachment
from tests.house import ADMIN, open_house

TABLE = Attachment("daily.xlsx", b"sheet")


def test_a_file_keeps_its_name_and_is_never_written_over_another(tmp_path: Path) -> None:
    paths = [saved(TABLE, tmp_path) for _ in range(3)]
    assert [path.name for path in paths] == ["daily.xlsx", "daily (2).xlsx", "daily (3).xlsx"]
    assert {path.read_bytes() for path in paths} == {b"sheet"}


def test_what_was_asked_for_by_name_is_written_there_and_more_beside_it(tmp_path: Path) -> None:
    (tmp_path / "t.png").write_bytes(b"old")
    paths = saved_as((Attachment("a.png", b"1"), Attachment("b.png", b"2")), tmp_path / "t.png")
    assert [(path.name, path.read_bytes()) for path in paths] == [("t.png", b"1"), ("t (2).png", b"2")]


def test_a_place_that_cannot_be_written_is_one_sentence_and_its_next_step(tmp_path: Path) -> None:
    with pytest.raises(MorningReadsError, match=r"daily\.xlsx cannot be written: No such .*\. Choose a folder"):
        saved(TABLE, tmp_path / "nowhere")
    with pytest.raises(MorningReadsError, match="cannot be written: Is a directory"):
        saved_as((TABLE,), tmp_path)


async def typed(*lines: str) -> None:
    """Say these lines at a prompt."""
    ours, its = os.pipe()
    os.write(its, "\n".join(lines).encode())
    os.close(its)
    async with open_house("2015-01-06 12:30") as house:
        await talk(house.app.conversation, Asker(ADMIN, ADMIN), ours)
    os.close(ours)


async def test_at_the_prompt_files_and_pictures_are_written_here_and_a_line_says_where(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    await typed("/export 2015-01-05", "/export 2015-01-05", "/trend reads 7d chart")
    out = capsys.readouterr().out
    assert "\nWritten: demo-2015-01-05.xlsx\n" in out
    assert "\nWritten: demo-2015-01-05 (2).xlsx\n" in out
    (picture,) = (name for name in os.listdir(tmp_path) if name.endswith(".png"))
    assert (tmp_path / picture).read_bytes().startswith(b"\x89PNG")
    assert f"\nWritten: {picture}\n" in out


async def test_at_the_prompt_a_place_that_cannot_be_written_ends_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    await typed("/export 2015-01-05 csv", "/reads 2015-01-05")
    out = capsys.readouterr().out
    assert "demo-2015-01-05.csv cannot be written: " in out
    assert "24,140 readers" in out
