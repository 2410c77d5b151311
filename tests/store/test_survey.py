"""A damaged store is called damaged, with what can still be read and the way back."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from bot.core.days import Span
from bot.core.errors import StoreDamaged
from bot.store.file import Store, open_store
from bot.store.survey import explained

from .samples import DAY, NAMED, YEAR, key, planned, reply
from .test_trouble import spoil_the_page_with


async def filled(store: Store) -> None:
    await store.archive.keep([reply(day, {"list": [{"title": str(day) * 90}]}) for day in YEAR])
    await store.archive.name("daily", {f"1_{n}": NAMED for n in range(3)})
    await store.ledger.plan([planned(key(chat=n), reason=f"spoiled{n}" * 40) for n in range(100)])
    await store.shelf("subscriptions").put("daily:-1:0:all", {})
    await store.shelf("subscriptions").put("listed:-1", {})
    await store.shelf("chats").put("in:7", {})
    await store.shelf("chats").put("asked:8", {})
    store.close()


async def damage(path: Path, day: int) -> StoreDamaged:
    with closing(open_store(path)) as again:
        with pytest.raises(StoreDamaged) as caught:
            await again.archive.held("daily", "getuserread", Span.day(YEAR[day]))
        return caught.value


async def test_what_a_damaged_page_does_not_hold_can_still_be_read_and_is_counted(path: Path, store: Store) -> None:
    await filled(store)
    for n in (100, 102, 250):
        spoil_the_page_with(f"{YEAR[n]}{YEAR[n]}", path)
    told = str(explained(await damage(path, 100)))
    days = int(told.partition("read: ")[2].partition(" days of figures")[0])
    assert 350 <= days < 363
    assert f"The store at {path} is damaged. What can still be read: " in told
    assert "the titles of 3 articles, 100 deliveries, 1 subscription, 1 person or chat that is let in." in told
    assert "permissions" not in told


async def test_a_damaged_ledger_s_rows_are_counted_from_both_ends(path: Path, store: Store) -> None:
    await filled(store)
    spoil_the_page_with("spoiled50spoiled50", path)
    told = str(explained(StoreDamaged(path=path)))
    assert "365 days of figures" in told
    assert 80 <= int(told.partition("articles, ")[2].partition(" deliveries")[0]) < 100


async def test_the_way_back_is_the_newest_backup_or_what_can_be_saved(path: Path, store: Store) -> None:
    await store.archive.keep([reply(DAY)])
    store.close()
    assert "`morning-reads export FROM TO --format json`" in str(explained(StoreDamaged(path=path)))
    with closing(open_store(path)) as again:
        again.backup(path.with_name("store-backup-1.sqlite"))
    told = str(explained(StoreDamaged(path=path)))
    assert f"put a copy of {path.with_name('store-backup-1.sqlite')} (of 20" in told


def test_of_a_store_whose_beginning_is_damaged_nothing_can_be_read(path: Path, store: Store) -> None:
    store.close()
    content = path.read_bytes()
    path.write_bytes(content[:100] + b"\xff" * 4000 + content[4100:])
    with pytest.raises(StoreDamaged) as caught:
        open_store(path)
    assert "What can still be read: nothing." in str(explained(caught.value))
