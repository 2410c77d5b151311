"""`check` tries what `run` will do, and leaves nothing of it behind."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.core.errors import StoreDamaged, StoreUnusable
from bot.store.file import Store, open_store
from bot.store.lock import StoreLock
from bot.store.trial import try_store

from .processes import run
from .samples import NOON, YEAR, reply, sound
from .test_trouble import spoil_the_page_with


def dump(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as conn:
        return list(conn.iterdump())


def test_a_trial_of_a_store_that_is_not_there_leaves_nothing_behind(tmp_path: Path) -> None:
    try_store(tmp_path / "a" / "b" / "store.sqlite", lambda: NOON)
    assert list(tmp_path.iterdir()) == []


def test_a_trial_of_a_store_leaves_it_as_it_was_and_free(path: Path, store: Store) -> None:
    store.close()
    before = dump(path)
    try_store(path, lambda: NOON)
    assert dump(path) == before
    assert [one.name for one in path.parent.iterdir() if "trial" in one.name or "holder" in one.name] == []
    with StoreLock(path, "run", lambda: NOON):
        try_store(path, lambda: NOON)  # who holds it is no trouble


def test_a_trial_finds_out_that_no_room_is_left(path: Path) -> None:
    ended = run(
        path,
        """
import resource
from bot.core.errors import StoreUnusable
from bot.store.trial import try_store
open_store(path).close()
resource.setrlimit(resource.RLIMIT_FSIZE, (120_000, resource.RLIM_INFINITY))
try:
    try_store(path, lambda: NOON)
except StoreUnusable as error:
    say("refused", error.params["reason"])
""",
    )
    assert (ended.stdout, ended.stderr) == ("refused file too large\n", "")
    assert sound(path)
    assert [one.name for one in path.parent.iterdir() if "trial" in one.name] == []


def test_a_trial_where_no_folder_can_be_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(StoreUnusable, match="folder is a file"):
        try_store(tmp_path / "file" / "store.sqlite", lambda: NOON)


async def test_a_trial_meets_a_damaged_page_that_opening_does_not(path: Path, store: Store) -> None:
    await store.archive.keep([reply(day, {"list": [{"title": str(day) * 20}]}) for day in YEAR])
    store.close()
    spoil_the_page_with(f"{YEAR[100]}{YEAR[100]}", path)
    open_store(path).close()
    with pytest.raises(StoreDamaged):
        try_store(path, lambda: NOON)
