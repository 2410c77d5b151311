"""One process owns a store. The lock is the kernel's, so that it ends with its holder; a note beside it says who."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from bot.core.errors import N_, StoreHeld
from bot.store.connection import telling
from bot.store.values import to_instant, to_text

POLL_SECONDS = 0.05
NOTE_SECONDS = 0.2
"""How long a holder may take, after it got the lock, to say who it is."""

BRIEF, LOOKING = "ask", "check"
"""The verbs that hold a store only while they write, or look whether one can: worth waiting for."""

IN_THE_CHAT = {"morning": "/report", "backfill": "/backfill"}
"""The chat command that does what a refused verb does."""

HELD = N_("The store at {path} is held by {verb} (pid {pid}) since {since}.")
HELD_BY_ANOTHER = N_("The store at {path} is held by another process.")
STOP = N_("Stop it first.")
STOP_OR_ASK = N_("Stop it first, or ask the running bot: {command} in the chat.")


@dataclass(frozen=True, slots=True)
class Holder:
    """Who has a store."""

    pid: int
    verb: str
    since: datetime


class StoreLock:
    """The right to a store, for one verb; `now` tells when it was got."""

    def __init__(self, path: Path, verb: str, now: Callable[[], datetime]) -> None:
        self._path = path
        self._verb = verb
        self._now = now
        real = path.resolve()  # whatever way leads to it, it is the same store
        self._note = real.with_name(real.name + ".holder")
        # Not bound to a thread: it may be got in one and given back in another.
        self._lock = FileLock(real.with_name(real.name + ".lock"), thread_local=False)

    def acquire(self, wait: float = 0) -> None:
        """Get it; `wait` seconds are spent only on one that holds it briefly, or has not said who it is. Blocking.

        Raises StoreHeld, which names the holder; StoreUnusable if there is no place for the lock.
        """
        end = time.monotonic() + wait
        with telling(self._path):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            while not self._try():
                holder = self._holder()
                if (holder and holder.verb not in (BRIEF, LOOKING)) or time.monotonic() >= end:
                    raise self._held(holder or self._holder_in_a_moment())
                time.sleep(POLL_SECONDS)
        self._write_note()

    def release(self) -> None:
        """Give it back; none held is no error."""
        if self._lock.is_locked:
            with suppress(OSError):
                self._note.unlink(missing_ok=True)
            self._lock.release()

    def __enter__(self) -> StoreLock:
        self.acquire()
        return self

    def __exit__(self, *_: object) -> None:
        self.release()

    def _try(self) -> bool:
        try:
            self._lock.acquire(blocking=False)
        except Timeout:
            return False
        return True

    def _write_note(self) -> None:
        note = {"pid": os.getpid(), "verb": self._verb, "since": to_text(self._now())}
        with suppress(OSError):  # the lock is what counts; without a note the holder is "another process"
            self._note.write_text(json.dumps(note), encoding="utf-8")

    def _holder(self) -> Holder | None:
        """Who says that it holds the store; a note whose writer is dead says nothing."""
        try:
            note = json.loads(self._note.read_text(encoding="utf-8"))
            holder = Holder(int(note["pid"]), str(note["verb"]), to_instant(note["since"]))
        except (OSError, ValueError, KeyError, TypeError):
            return None
        return holder if _is_alive(holder.pid) else None

    def _holder_in_a_moment(self) -> Holder | None:
        end = time.monotonic() + NOTE_SECONDS
        while (holder := self._holder()) is None and time.monotonic() < end:
            time.sleep(POLL_SECONDS)
        return holder

    def _held(self, holder: Holder | None) -> StoreHeld:
        command = IN_THE_CHAT.get(self._verb)
        step = STOP_OR_ASK if command else STOP
        if holder is None:
            return StoreHeld(HELD_BY_ANOTHER, step, path=self._path, command=command)
        since = f"{holder.since.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
        return StoreHeld(HELD, step, path=self._path, pid=holder.pid, verb=holder.verb, since=since, command=command)


def _is_alive(pid: int) -> bool:
    if os.name == "nt":  # there, signal 0 is no question
        return True
    try:
        os.kill(pid, 0)
    except PermissionError:
        return True
    except (ProcessLookupError, OverflowError):
        return False
    return True
