"""One process owns a store, and the next one is told who."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.core.errors import StoreHeld, StoreUnusable
from bot.store.lock import StoreLock

from .processes import other

HOLD = """
lock = StoreLock(path, "{verb}", lambda: datetime(2026, 11, 24, 8, 30, tzinfo=UTC))
lock.acquire()
say("held")
time.sleep(60)
"""


def now() -> datetime:
    return datetime(2026, 11, 24, 9, tzinfo=UTC)


@pytest.fixture
def lock(path: Path) -> Iterator[StoreLock]:
    mine = StoreLock(path, "morning", now)
    yield mine
    mine.release()


def note_of(path: Path) -> Path:
    return path.with_name(path.name + ".holder")


def test_a_second_process_is_refused_and_told_the_first_and_what_to_do(path: Path, lock: StoreLock) -> None:
    with other(path, HOLD.format(verb="run")) as first:
        assert first.line() == "held"
        with pytest.raises(StoreHeld) as refused:
            lock.acquire()
    said = str(refused.value)
    assert f"pid {first.pid}" in said
    assert "run" in said
    assert "2026-11-24 08:30 UTC" in said
    assert "/report in the chat" in said


@pytest.mark.parametrize(("verb", "step"), [("backfill", "/backfill in the chat"), ("import", "Stop it first.")])
def test_the_next_step_names_the_chat_command_of_the_refused_verb_where_there_is_one(
    path: Path, lock: StoreLock, verb: str, step: str
) -> None:
    lock.acquire()
    with pytest.raises(StoreHeld, match=step):
        StoreLock(path, verb, now).acquire()


def test_a_holder_killed_with_9_frees_the_store(path: Path, lock: StoreLock) -> None:
    with other(path, HOLD.format(verb="run")) as first:
        assert first.line() == "held"
        first.kill()
        lock.acquire()
    assert json.loads(note_of(path).read_text())["verb"] == "morning"


def test_a_dead_process_s_note_names_nobody(path: Path, lock: StoreLock) -> None:
    with other(path, HOLD.format(verb="run")) as first:
        assert first.line() == "held"
        stale = note_of(path).read_text()
        first.kill()
    lock.acquire()
    note_of(path).write_text(stale)
    with pytest.raises(StoreHeld, match="held by another process") as refused:
        StoreLock(path, "run", now).acquire()
    assert str(first.pid) not in str(refused.value)


@pytest.mark.parametrize("note", [None, "", "{", "[]", '{"pid": 1}', '{"pid": "x", "verb": 1, "since": "y"}'])
def test_without_a_note_that_can_be_read_the_holder_is_another_process(
    path: Path, lock: StoreLock, note: str | None
) -> None:
    lock.acquire()
    note_of(path).unlink() if note is None else note_of(path).write_text(note)
    with pytest.raises(StoreHeld, match="held by another process"):
        StoreLock(path, "run", now).acquire()


def test_what_was_released_can_be_had_and_leaves_no_note(path: Path, lock: StoreLock) -> None:
    lock.acquire()
    lock.release()
    lock.release()
    assert not note_of(path).exists()
    with StoreLock(path, "run", now):
        assert json.loads(note_of(path).read_text())["verb"] == "run"


def test_a_lock_that_was_not_got_does_not_remove_the_holder_s_note(path: Path, lock: StoreLock) -> None:
    lock.acquire()
    second = StoreLock(path, "run", now)
    with pytest.raises(StoreHeld):
        second.acquire()
    second.release()
    assert note_of(path).exists()


def test_one_that_holds_briefly_is_waited_for(path: Path, lock: StoreLock) -> None:
    brief = StoreLock(path, "ask", now)
    brief.acquire()
    timer = threading.Timer(0.15, brief.release)
    timer.start()
    lock.acquire(wait=5)
    timer.join()


def test_one_that_holds_long_is_not_waited_for(path: Path, lock: StoreLock) -> None:
    start = time.monotonic()
    with StoreLock(path, "run", now), pytest.raises(StoreHeld):
        lock.acquire(wait=5)
    assert time.monotonic() - start < 1


def test_waiting_ends_when_the_wait_is_over(path: Path, lock: StoreLock) -> None:
    with StoreLock(path, "ask", now), pytest.raises(StoreHeld, match="ask"):
        lock.acquire(wait=0.1)


def test_no_place_for_the_lock_is_said_plainly(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreUnusable, match="cannot be used"):
        StoreLock(tmp_path / "file" / "store.sqlite", "run", now).acquire()


def test_whatever_way_leads_to_a_store_it_has_one_lock(path: Path, lock: StoreLock) -> None:
    lock.acquire()
    path.touch()
    link = path.with_name("link.sqlite")
    link.symlink_to(path)
    with pytest.raises(StoreHeld, match="held by morning"):
        StoreLock(link, "backfill", now).acquire()
