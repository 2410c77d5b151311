"""`ask` with files and charts."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bot.chat.commands import Asker
from bot.cli.asking import answered
from bot.core.errors import Refused
from tests.end_to_end.program import world
from tests.house import ADMIN, open_house


async def asked(text: str, chart: str | None = None) -> int:
    async with open_house("2015-01-06 12:30") as house:
        return await answered(house.app.conversation, text, Asker(ADMIN, ADMIN, in_chat=False), chart)


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


async def test_a_chart_is_written_beside_the_answer_in_words(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "t.png").write_bytes(b"old")
    assert await asked("/trend reads 7d", "t.png") == 0
    out = capsys.readouterr().out
    assert out.startswith("Daily Tech · ")
    assert len(out.splitlines()) > 4, "the words of the answer, and not what stands below its picture"
    assert out.endswith("\nWritten: t.png\n")
    assert (here / "t.png").read_bytes().startswith(b"\x89PNG")


async def test_who_asks_for_a_chart_twice_gets_it_once(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert await asked("/trend reads 7d chart", "t.png") == 0
    assert os.listdir(here) == ["t.png"]


async def test_without_chart_a_file_is_written_under_its_own_name(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await asked("/export 2015-01-05 csv") == 0
    assert capsys.readouterr().out.endswith("\nWritten: demo-2015-01-05.csv\n")
    assert (here / "demo-2015-01-05.csv").read_bytes().startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize("text", ["/help", "/coverage 2015-01-05", "/export 2015-01-05 csv"])
async def test_an_answer_without_a_chart_says_so_and_nothing_is_written(here: Path, text: str) -> None:
    with pytest.raises(Refused, match=r"This answer has no chart\. Charts come with .*/trend"):
        await asked(text, "t.png")
    assert os.listdir(here) == []


async def test_a_question_that_is_refused_stays_refused_and_draws_nothing(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await asked("/trend reads 2999-01-01", "t.png") == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err
    assert os.listdir(here) == []


async def test_as_a_process_it_ends_with_0_and_with_2_and_with_1(tmp_path: Path) -> None:
    async with world(tmp_path) as outside:
        day = "2015-01-06 12:30"
        good = await outside.verb("ask", "/trend", "reads", "7d", "--chart", str(tmp_path / "t.png"), now=day)
        none = await outside.verb("ask", "/help", "--chart", str(tmp_path / "h.png"), now=day)
        nowhere = await outside.verb("ask", "/trend", "reads", "7d", "--chart", str(tmp_path / "no" / "t.png"), now=day)
    assert (good.status, good.err) == (0, "")
    assert (tmp_path / "t.png").read_bytes().startswith(b"\x89PNG")
    assert (none.status, none.out) == (2, "")
    assert none.err.startswith("This answer has no chart.")
    assert nowhere.status == 1
    assert "cannot be written: No such file or directory. Choose a folder" in nowhere.err
