"""Beside the process that holds the store: its own fetches come first, and go to disk only when the store is free."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from bot.core.days import Span
from bot.core.facts import Named
from bot.store.beside import Beside, BesideArchive
from bot.store.file import Store, open_store
from bot.store.lock import StoreLock

from .samples import DAY, NAMED, NOON, reply

OLDER = DAY - timedelta(days=1)
BOTH = ("daily", "getuserread", Span(OLDER, DAY))


async def test_while_the_store_is_free_everything_goes_to_disk(path: Path, beside: Beside) -> None:
    archive = BesideArchive(beside)
    await archive.keep([reply()])
    await archive.name("daily", {"1_1": NAMED})
    with closing(open_store(path, read_only=True)) as store:
        assert await store.archive.held(*BOTH) == {DAY: reply()}
        assert await store.archive.names("daily", ["1_1"]) == {"1_1": NAMED}


async def test_while_another_has_the_store_what_is_fetched_is_known_here_and_not_on_disk(
    path: Path, beside: Beside
) -> None:
    archive = BesideArchive(beside)
    with StoreLock(path, "run", lambda: NOON):
        await archive.keep([reply()])
        await archive.name("daily", {"1_1": NAMED})
    assert await archive.held(*BOTH) == {DAY: reply()}
    assert list(await archive.marks(*BOTH)) == [DAY]
    assert await archive.names("daily", ["1_1"]) == {"1_1": NAMED}
    with closing(open_store(path, read_only=True)) as store:
        assert await store.archive.held(*BOTH) == {}
        assert await store.archive.names("daily", ["1_1"]) == {}


async def test_what_is_on_disk_and_what_was_fetched_here_are_told_together_oldest_first(
    store: Store, path: Path
) -> None:
    fetched = replace(reply(OLDER), origin="newer", body={"list": []})
    await store.archive.keep([reply(OLDER), reply(DAY)])
    await store.archive.name("daily", {"1_1": NAMED, "1_2": NAMED})
    with closing(Beside(path, lambda: NOON, keep=False)) as beside:
        archive = BesideArchive(beside)
        await archive.keep([fetched])
        await archive.name("daily", {"1_1": Named("晚安", None)})
        assert list((await archive.held(*BOTH)).items()) == [(OLDER, fetched), (DAY, reply(DAY))]
        marks = await archive.marks(*BOTH)
        assert [(day, mark.origin, mark.rows) for day, mark in marks.items()] == [(OLDER, "newer", 0), (DAY, None, 1)]
        named = await archive.names("daily", ["1_1", "1_2"])
        assert named == {"1_1": replace(NAMED, title="晚安"), "1_2": NAMED}


async def test_days_fetched_before_those_on_disk_come_first(store: Store, path: Path) -> None:
    await store.archive.keep([reply(DAY)])
    with closing(Beside(path, lambda: NOON, keep=False)) as beside:
        archive = BesideArchive(beside)
        await archive.keep([reply(OLDER)])
        assert list(await archive.held(*BOTH)) == list(await archive.marks(*BOTH)) == [OLDER, DAY]
