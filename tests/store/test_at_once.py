"""Many at the store at the same time: whole writes, no lock among its own rooms, and a kill in their midst."""

from __future__ import annotations

import asyncio
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from bot.core.days import Span
from bot.core.ports import State
from bot.store.file import Store, open_store

from .processes import other
from .samples import DAY, YEAR, key, planned, reply, sound


@pytest.mark.parametrize("beside", [False, True])
async def test_a_reader_sees_a_write_whole_or_not_at_all_and_every_one_that_has_returned(
    path: Path, store: Store, beside: bool
) -> None:
    """Read and written by threads at the same time, on one connection or beside the writer on another."""
    table = store._archive_table
    keys = [str(n) for n in range(1_000)]  # more than one statement writes
    table.put({key: {"n": 0} for key in keys})
    with closing(open_store(path, read_only=True)) as reader:
        read, returned = reader._archive_table if beside else table, [0]

        def write() -> None:
            for n in range(1, 30):
                table.put({key: {"n": n} for key in keys})
                returned[0] = n

        writing = asyncio.create_task(asyncio.to_thread(write))
        while not writing.done():
            before = returned[0]
            [n] = {thing["n"] for thing in (await asyncio.to_thread(read.everything)).values()}
            assert n >= before
        await writing


async def test_the_rooms_of_one_store_write_at_the_same_time_without_locking_each_other_out(store: Store) -> None:
    shelf = store.shelf("chats")
    await asyncio.gather(
        *(store.archive.keep([reply(day)]) for day in YEAR[:40]),
        *(shelf.put(str(n), {"n": n}) for n in range(40)),
        *(store.ledger.plan([planned(key(chat=n))]) for n in range(40)),
    )
    assert len(await store.archive.held("daily", "getuserread", Span(YEAR[-1], DAY))) == 40
    assert len(shelf.items()) == len(await store.ledger.rows()) == 40


async def test_a_caller_that_is_cancelled_does_not_part_memory_from_disk(path: Path, store: Store) -> None:
    shelf = store.shelf("chats")
    puts = [asyncio.create_task(shelf.put(str(n), {})) for n in range(20)]
    await asyncio.sleep(0)
    for put in puts:
        put.cancel()
    await asyncio.gather(*puts, return_exceptions=True)
    store.close()
    with closing(open_store(path)) as again:
        assert again.shelf("chats").items() == shelf.items()


WRITE_ON = """
async def main():
    store = open_store(path)
    shelf = store.shelf("chats")
    for n in range(100_000):
        day = date(2014, 12, 1) + timedelta(days=n)
        row = DeliveryRow(DeliveryKey("digest", "all", day, 1, 5), State.PLANNED, NOON)
        await store.archive.keep([Reply("daily", "getuserread", day, NOON, NOON, {"list": [n]})])
        await shelf.put(str(n), {"n": n})
        await store.ledger.plan([row])
        await store.ledger.claim(row.key, attempt=0, update=n)
        say(n)
asyncio.run(main())
"""


async def test_what_was_written_before_kill_9_is_there_and_the_store_goes_on(path: Path) -> None:
    with other(path, WRITE_ON) as writer:
        for _ in range(20):
            said = writer.line()
        last = int([said, *writer.kill()][-1])
    with closing(open_store(path)) as store:
        days = [row.key.first for row in await store.ledger.rows(states={State.SENDING})][: last + 1]
        assert len(days) == last + 1
        held = await store.archive.held("daily", "getuserread", Span(days[0], days[-1]))
        assert [held[day].body for day in days] == [{"list": [n]} for n in range(last + 1)]
        assert all(store.shelf("chats").get(str(n)) == {"n": n} for n in range(last + 1))
        row = replace(key(first=days[-1], chat=5))
        assert not await store.ledger.claim(row, attempt=1, update=last)
        assert await store.ledger.settle_dead() >= last + 1
        assert not await store.ledger.claim(row, attempt=1, update=last)
        assert await store.ledger.claim(row, attempt=1, update=10**9)
    assert sound(path)
