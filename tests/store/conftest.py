from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from bot.core.ports import Archive, Ledger, Shelf
from bot.store.beside import Beside, BesideArchive
from bot.store.file import Store, open_store
from bot.store.memory import MemoryArchive, MemoryLedger, MemoryShelf

from .samples import NOON


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "store.sqlite"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    opened = open_store(path)
    yield opened
    opened.close()


@pytest.fixture
def beside(path: Path) -> Iterator[Beside]:
    """A process that may write while nobody has the store."""
    open_store(path).close()
    opened = Beside(path, lambda: NOON)
    yield opened
    opened.close()


@pytest.fixture(params=["memory", "sqlite", "beside", "beside, not writing"])
def archive(request: pytest.FixtureRequest) -> Iterator[Archive]:
    if request.param == "memory":
        yield MemoryArchive()
    elif request.param == "sqlite":
        yield request.getfixturevalue("store").archive
    elif request.param == "beside":
        yield BesideArchive(request.getfixturevalue("beside"))
    else:
        with closing(Beside(request.getfixturevalue("path"), lambda: NOON, keep=False)) as shut:
            yield BesideArchive(shut)


@pytest.fixture(params=["memory", "sqlite"])
def shelf(request: pytest.FixtureRequest) -> Shelf:
    if request.param == "memory":
        return MemoryShelf()
    sqlite: Shelf = request.getfixturevalue("store").shelf("chats")
    return sqlite


@pytest.fixture(params=["memory", "sqlite"])
def ledger(request: pytest.FixtureRequest) -> Ledger:
    if request.param == "memory":
        return MemoryLedger()
    sqlite: Ledger = request.getfixturevalue("store").ledger
    return sqlite
