"""`import` and `export`: what is printed where, and the exit status."""

from __future__ import annotations

import io
import json
import os
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.cli import main
from bot.store.lock import StoreLock
from tests.own_logging import own_logging

PACKETS = Path(__file__).parent.parent / "packets"

ARTICLES = "日期,内容标题,阅读人数,备注\n2015-01-05,马航丢画记,23676,x\n2015-01-06,马航丢画记,12,\n"
WRONG = "date,title,readers\n" + "".join(f"2015-01-05,a{n},abc\n" for n in range(332)) + "2015-01-05,b,1\n"

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Iterator[Run]:
    """The command line in a folder of its own, at noon of 2026-11-24 in +08:00."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MORNING_READS_CLOCK__START", "2026-11-24T12:30:00+08:00")
    monkeypatch.setenv("MORNING_READS_STORE__PATH", str(tmp_path / "store.sqlite"))
    set_up(monkeypatch, "daily")

    def command(*words: str) -> tuple[int, str, str]:
        status = main(list(words))
        shown = capfd.readouterr()
        return status, shown.out, shown.err

    with own_logging():
        yield command


def set_up(monkeypatch: pytest.MonkeyPatch, *keys: str) -> None:
    accounts = {key: {"name": key.title(), "app_id": f"wx{key}", "app_secret": "s"} for key in keys}
    monkeypatch.setenv("MORNING_READS_ACCOUNTS", json.dumps(accounts))


def write(tmp_path: Path, name: str, text: str) -> str:
    (tmp_path / name).write_text(text, encoding="utf-8")
    return name


def test_an_import_says_what_came_in_and_a_second_one_that_it_is_held(run: Run, tmp_path: Path) -> None:
    write(tmp_path, "a.csv", ARTICLES)
    left_out = "  Columns that are not known were left out: 备注.\n"
    assert run("import", "a.csv") == (0, f"a.csv: 2 rows about 2 days, 2015-01-05 to 2015-01-06.\n{left_out}", "")
    status, out, err = run("import", "a.csv")
    assert (status, err) == (0, "")
    assert out == "a.csv: 2 rows about 2 days, 2015-01-05 to 2015-01-06; all of it is held already.\n" + left_out


def test_a_workbook_whose_sheets_tell_of_one_day_changes_no_earlier_file(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    account, source = "date,readers,reads\n2015-01-05,9,12\n", "date,source,readers,reads\n2015-01-05,friends,4,5\n"
    run("import", write(tmp_path, "a.csv", account), write(tmp_path, "b.csv", source))
    run("export", "2015-01-05", "2015-01-05", "--format", "xlsx", "--output", "w.xlsx")
    monkeypatch.setenv("MORNING_READS_STORE__PATH", str(tmp_path / "other.sqlite"))
    assert run("import", "w.xlsx") == (0, "w.xlsx: 2 rows about 1 day, 2015-01-05.\n", "")
    assert run("import", "w.xlsx")[1].endswith("; all of it is held already.\n")
    monkeypatch.setenv("MORNING_READS_CLOCK__START", "2026-11-24T13:30:00+08:00")
    out = run("import", write(tmp_path, "c.csv", account.replace("12", "13")))[1]
    assert out.endswith("; of 1 day an earlier file's figures are added to or changed.\n")


def test_what_was_imported_is_answered(run: Run) -> None:
    run("import", str(PACKETS / "getuserread.2014.json"), str(PACKETS / "getarticlesummary.json"))
    _, out, _ = run("ask", "/reads", "2014-12-07")
    assert "45,524 readers" in out


def test_a_dry_run_shows_what_each_column_was_taken_for_and_keeps_nothing(run: Run, tmp_path: Path) -> None:
    write(tmp_path, "a.csv", ARTICLES)
    assert run("import", "--dry-run", "a.csv") == (
        0,
        "a.csv\n"
        "  taken for: articles' figures, day by day\n"
        "    日期: the day\n"
        "    内容标题: the article's title\n"
        "    阅读人数: readers\n"
        "    备注: not understood, left out\n"
        "  2 rows about 2 days, 2015-01-05 to 2015-01-06; nothing is kept yet.\n",
        "",
    )
    status, _, err = run("export", "2015-01-01", "2015-01-31", "--format", "csv")
    assert status == 1
    assert err.startswith("The archive holds nothing of 2015-01-01 to 2015-01-31.")
    assert not (tmp_path / "morning-reads-2015-01-01-2015-01-31.csv").exists()


def test_twenty_wrong_rows_are_named_and_the_rest_counted(run: Run, tmp_path: Path) -> None:
    write(tmp_path, "a.csv", WRONG)
    status, out, err = run("import", "a.csv")
    lines = err.splitlines()
    assert (status, out) == (1, "a.csv: 1 row about 1 day, 2015-01-05.\n")
    assert lines[0] == "a.csv, line 2: “abc” is not a number of readers."
    assert (len(lines), lines[-1]) == (21, "a.csv: and 312 more.")


def test_a_file_that_cannot_be_used_keeps_no_other_out(run: Run, tmp_path: Path) -> None:
    write(tmp_path, "a.csv", ARTICLES)
    status, out, err = run("import", str(PACKETS / "errors" / "47009.json"), "nothing.csv", "a.csv")
    assert status == 1
    assert out.startswith("a.csv: 2 rows")
    assert "47009.json: it holds an error of WeChat's (47009) and no figures.\n" in err
    assert "nothing.csv: it cannot be read: No such file or directory.\n" in err


def test_with_several_accounts_one_says_whose_figures_they_are(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_up(monkeypatch, "daily", "tech")
    write(tmp_path, "a.csv", ARTICLES)
    assert run("import", "a.csv")[0] == 1
    assert run("import", "a.csv", "--account", "other")[0] == 2
    assert run("import", "a.csv", "--account", "tech")[0] == 0
    run("export", "2015-01-05", "2015-01-06", "--format", "json", "--output", "out.json")
    document = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))
    assert {reply["account"] for reply in document["replies"]} == {"tech"}


def test_an_export_names_its_own_accounts_also_those_not_set_up(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, "a.csv", ARTICLES)
    run("import", "a.csv")
    run("export", "2015-01-05", "2015-01-06", "--format", "json", "--output", "out.json")
    monkeypatch.setenv("MORNING_READS_STORE__PATH", str(tmp_path / "other.sqlite"))
    set_up(monkeypatch, "new", "tech")
    status, out, err = run("import", "out.json")
    assert (status, err) == (0, "")
    assert "Account daily is not set up here; its days answer once it is." in out
    set_up(monkeypatch, "daily")
    assert "23,676 readers" in run("ask", "/top", "2015-01-05")[1]


@pytest.mark.parametrize("name", ["csv", "xlsx", "json"])
def test_an_export_stands_in_the_folder_under_its_days_and_is_never_written_over_by_itself(
    run: Run, tmp_path: Path, name: str
) -> None:
    write(tmp_path, "a.csv", ARTICLES)
    run("import", "a.csv")
    # The wrong way round, it is clear what is meant.
    status, out, err = run("export", "2015-01-31", "2015-01-01", "--format", name)
    assert (status, err) == (0, "")
    file = f"morning-reads-2015-01-01-2015-01-31.{name}"
    assert out.startswith(f"{file}: {'2 replies' if name == 'json' else '2 rows'} of 2015-01-01 to 2015-01-31.")
    before = (tmp_path / file).read_bytes()
    status, _, err = run("export", "2015-01-31", "2015-01-01", "--format", name)
    assert (status, (tmp_path / file).read_bytes()) == (2, before)
    assert err == f"{file} is there already. Give another --output, or --force to write over it.\n"
    assert run("export", "2015-01-31", "2015-01-01", "--format", name, "--force")[0] == 0
    assert run("import", file)[0] == 0


def test_standard_output_holds_the_export_and_nothing_else(run: Run, tmp_path: Path) -> None:
    write(tmp_path, "a.csv", ARTICLES)
    run("import", "a.csv")
    status, out, err = run("export", "2015-01-01", "2026-11-23", "--format", "json", "--output", "-")
    assert (status, len(json.loads(out)["replies"])) == (0, 2)
    assert err == "2 replies of 2015-01-01 to 2026-11-23.\n"
    status, out, _ = run("export", "2015-01-01", "2099-01-01", "--format", "csv", "--output", "-")
    assert out.startswith("\ufeffaccount,date,msgid,title")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--format", "xlsx", "--output", "-"], "A workbook cannot go to standard output."),
        (["--format", "json", "--table", "hours"], "A JSON export holds everything."),
        (["--format", "csv", "--account", "other"], "There is no account @other here."),
        (["--format", "pdf"], "Argument --format"),
        ([], "The following arguments are required"),
    ],
)
def test_words_that_cannot_be_meant_are_refused(run: Run, tmp_path: Path, words: list[str], sentence: str) -> None:
    status, out, err = run("export", "2015-01-01", "2015-01-31", *words)
    assert (status, out) == (2, "")
    assert err.startswith(sentence)
    assert not list(tmp_path.glob("morning-reads-*"))


def test_days_of_which_there_can_be_no_figures_are_refused(run: Run) -> None:
    status, _, err = run("export", "2027-01-01", "2027-01-31", "--format", "csv")
    assert status == 2
    assert err == "There can be no figures of these days. Days from 2014-12-01 to 2026-11-23 can be asked for.\n"


def test_a_place_that_cannot_be_written_is_named(run: Run, tmp_path: Path) -> None:
    write(tmp_path, "a.csv", ARTICLES)
    run("import", "a.csv")
    status, _, err = run("export", "2015-01-05", "2015-01-06", "--format", "csv", "--output", "no{where}/a.csv")
    assert status == 1
    assert err == "no{where}/a.csv cannot be written: No such file or directory. Choose another place with --output.\n"


def test_an_import_holds_the_store_alone_and_an_export_works_beside(run: Run, tmp_path: Path) -> None:
    write(tmp_path, "a.csv", ARTICLES)
    run("import", "a.csv")
    lock = StoreLock(tmp_path / "store.sqlite", "run", lambda: datetime(2026, 11, 24, tzinfo=UTC))
    lock.acquire(0)
    try:
        assert run("export", "2015-01-05", "2015-01-06", "--format", "csv")[0] == 0
        assert run("import", "--dry-run", "a.csv")[0] == 0
    finally:
        lock.release()


def test_a_reader_that_has_enough_ends_the_export_quietly(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Closed(io.BytesIO):
        def write(self, data: object) -> int:
            raise BrokenPipeError

    write(tmp_path, "a.csv", ARTICLES)
    run("import", "a.csv")
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(Closed()))
    assert main(["export", "2015-01-05", "2015-01-06", "--format", "csv", "--output", "-"]) == 0


def test_an_import_waits_for_no_pipe_and_goes_on_with_the_next_file(run: Run, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    status, out, err = run("import", "pipe", write(tmp_path, "a.csv", ARTICLES))
    assert (status, err) == (
        1,
        "pipe: it is a pipe, a device or a socket, which may have no end: save what it gives as a file, and name "
        "that.\n",
    )
    assert out.startswith("a.csv: 2 rows")
