from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.core.ports import Archive, Ledger, Shelf
from bot.store.file import Store, open_store
from bot.store.memory import MemoryArchive, MemoryLedger, MemoryShelf


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "store.sqlite"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    opened = open_store(path)
    yield opened
    opened.close()


@pytest.fixture(params=["memory", "sqlite"])
def archive(request: pytest.FixtureRequest) -> Archive:
    if request.param == "memory":
        return MemoryArchive()
    sqlite: Archive = request.getfixturevalue("store").archive
    return sqlite


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
