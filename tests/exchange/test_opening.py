"""Which files are opened at all: those that have an end."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from bot.exchange.opening import opened
from bot.exchange.taken import Unusable
from tests.exchange.brought import Desk, problems

ENDLESS = (
    "it is a pipe, a device or a socket, which may have no end: save what it gives as a file, and name that."
)  # fmt: skip
TABLE = "date,readers\n2015-01-05,1\n"


async def test_a_pipe_that_nobody_writes_to_is_refused_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.csv")
    assert problems(await Desk(tmp_path).bring("pipe.csv")) == [ENDLESS]


async def test_a_device_without_an_end_is_refused_by_a_link_too(tmp_path: Path) -> None:
    (tmp_path / "zero.csv").symlink_to("/dev/zero")
    assert problems(await Desk(tmp_path).bring("zero.csv")) == [ENDLESS]


async def test_a_socket_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # a socket's whole path may have only a hundred letters
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("s.csv")
        assert problems(await Desk(tmp_path).bring("s.csv")) == [ENDLESS]


async def test_a_folder_is_named_as_one(tmp_path: Path) -> None:
    (tmp_path / "a.csv").mkdir()
    assert problems(await Desk(tmp_path).bring("a.csv")) == ["it is a folder: name the files in it."]


async def test_a_link_to_a_file_is_that_file(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(TABLE)
    (tmp_path / "b.csv").symlink_to(tmp_path / "a.csv")
    assert (await Desk(tmp_path).bring("b.csv")).whole


def test_what_is_refused_leaves_nothing_open(tmp_path: Path) -> None:
    before = set(os.listdir("/dev/fd"))
    with pytest.raises(Unusable):
        opened(tmp_path)
    assert set(os.listdir("/dev/fd")) == before
