"""What was read is remembered, and never believed once something newer is kept; what is read is what was asked for."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.accounts import Account
from bot.collect import Need
from bot.collect.budget import Budget
from bot.collect.fetching import Fetching
from bot.collect.health import Health
from bot.collect.reading import Reading
from bot.collect.snapshot import Snapshot
from bot.collect.withdrawn import Withdrawn
from bot.core.days import Span
from bot.core.facts import Named, Part, Reply
from bot.store.memory import MemoryArchive, MemoryShelf
from bot.wechat.client import WeChatClient
from tests.house import StandingClock, china
from tests.wechat.test_tokens import Set

NOW = china("2026-11-24 12:30")
D = date(2026, 11, 23)
SPAN = Span(date(2026, 11, 16), D)
LOOK = {"scene_desc": "推荐", "user_count": 3}


class Gate(MemoryArchive):
    """An archive whose readers can be held up between reading and having read."""

    def __init__(self) -> None:
        super().__init__()
        self.reads: list[tuple[str, Span]] = []
        self.shut = False
        self.reached, self.open = asyncio.Event(), asyncio.Event()

    async def held(self, account: str, endpoint: str, span: Span) -> Mapping[date, Reply]:
        self.reads.append((endpoint, span))
        found = await super().held(account, endpoint, span)
        await self._wait()
        return found

    async def names(self, account: str, msgids: Collection[str]) -> Mapping[str, Named]:
        found = await super().names(account, msgids)
        await self._wait()
        return found

    async def _wait(self) -> None:
        if self.shut:
            self.shut = False
            self.reached.set()
            await self.open.wait()


class Here:
    """An archive with the ways in and out of it."""

    def __init__(self) -> None:
        self.archive = Gate()
        self.reading = Reading(self.archive)
        shelf, clock = MemoryShelf(), StandingClock(NOW)
        self.fetching = Fetching(
            self.archive, self.reading, Budget(shelf, clock), Withdrawn(MemoryShelf(), clock), Health(clock)
        )
        client: WeChatClient = Set().client
        self.accounts = {key: Account(key, key.title(), client) for key in ("demo", "other")}

    async def look(self, *parts: Part, span: Span | None = None, account: str = "demo") -> Snapshot:
        needs = [Need(part, span or Span.day(D)) for part in parts or (Part.ACCOUNT,)]
        return await self.reading.look(self.accounts[account], needs, frozenset())

    async def readers(self, account: str = "demo") -> int | None:
        found = (await self.look(account=account)).day(D).account
        return found.figures.readers if found else None

    async def keep(self, *replies: Reply) -> None:
        for reply in replies:
            await self.fetching.keep(reply.account, [reply])


def biz(readers: int, *, account: str = "demo", day: date = D) -> Reply:
    row = {"ref_date": str(day), "detail": {"read_user": readers, "read_user_source": [LOOK]}}
    return Reply(account, "getbizsummary", day, NOW, NOW, {"list": [row], "is_delay": False})


def read(*msgids: str) -> Reply:
    rows = [{"ref_date": str(D), "msgid": msgid, "detail": {"read_user": 5}} for msgid in msgids]
    return Reply("demo", "getarticleread", D, NOW, NOW, {"list": rows})


def life(msgid: str, title: str | None) -> Reply:
    detail = {"stat_date": str(D), "read_user": 5, "read_finish_rate": 0.5, "read_subscribe_user": 2}
    row = {"ref_date": str(D), "msgid": msgid, "title": title, "detail_list": [detail]}
    return Reply("demo", "getarticletotaldetail", D, NOW, NOW, {"list": [row]})


async def test_the_same_question_reads_once_also_of_days_that_are_not_held() -> None:
    here = Here()
    await here.keep(biz(1))
    await here.look(span=SPAN)
    before = len(here.archive.reads)
    await here.look(span=SPAN)
    await here.look(Part.ACCOUNT, Part.SOURCES, span=SPAN)
    await here.look(Part.ACCOUNT, Part.SOURCES, span=SPAN)
    assert len(here.archive.reads) - before == 1  # the sources of days that were read for their account


async def test_what_was_kept_is_seen_at_once() -> None:
    here = Here()
    assert await here.readers() is None
    for readers in (1, 2, 3):
        await here.keep(biz(readers))
        assert await here.readers() == readers


async def test_what_is_kept_of_one_account_is_not_seen_in_another_and_leaves_its_cache() -> None:
    here = Here()
    await here.keep(biz(1), biz(9, account="other"))
    assert (await here.readers(), await here.readers("other")) == (1, 9)
    await here.keep(biz(2))
    before = len(here.archive.reads)
    assert await here.readers("other") == 9
    assert len(here.archive.reads) == before
    assert await here.readers() == 2


async def test_a_reading_that_a_keeping_overtakes_is_not_remembered() -> None:
    here = Here()
    await here.keep(biz(1))
    here.archive.shut = True
    old = asyncio.create_task(here.look())
    await here.archive.reached.wait()
    keeping = asyncio.create_task(here.keep(biz(2)))
    await asyncio.sleep(0.01)
    here.archive.open.set()
    await asyncio.gather(old, keeping)
    assert await here.readers() == 2


async def test_a_reading_of_nothing_that_a_keeping_overtakes_is_not_remembered_either() -> None:
    here = Here()
    here.archive.shut = True
    old = asyncio.create_task(here.look())
    await here.archive.reached.wait()
    await here.archive.keep([biz(2)])
    here.reading.learn("demo", [biz(2)])
    here.archive.open.set()
    await old
    assert await here.readers() == 2


async def test_a_title_that_comes_while_titles_are_read_is_seen() -> None:
    here = Here()
    await here.keep(biz(1), read("1_1"))
    await here.look(Part.ACCOUNT)
    here.archive.shut = True
    old = asyncio.create_task(here.reading.names("demo", ["1_1"]))
    await here.archive.reached.wait()
    await here.archive.name("demo", {"1_1": Named("the title", None)})
    here.reading.forget_names("demo", ["1_1"])
    here.archive.open.set()
    assert await old == {}
    assert (await here.look(Part.ARTICLES)).day(D).articles[0].title == "the title"


@pytest.mark.parametrize("first", [Part.ACCOUNT, Part.SOURCES])
async def test_another_field_of_a_day_that_was_read_is_read_and_the_first_is_still_there(first: Part) -> None:
    here = Here()
    await here.keep(biz(1))
    await here.look(first)
    for _ in range(2):
        day = (await here.look(Part.ACCOUNT, Part.SOURCES)).day(D)
        assert day.account is not None
        assert day.account.figures.readers == 1
        assert [source.origin for source in day.sources] == ["look"]
    before = len(here.archive.reads)
    await here.look(*{Part.ACCOUNT, Part.SOURCES} - {first})
    await here.look(first, first)
    assert len(here.archive.reads) == before


async def test_parts_of_different_spans_are_there_also_when_nothing_can_be_remembered() -> None:
    here = Here()
    await here.keep(*(biz(1, day=day) for day in SPAN))

    class Restless(Gate):
        async def held(self, account: str, endpoint: str, span: Span) -> Mapping[date, Reply]:
            here.reading.learn("demo", [])
            return await here.archive.held(account, endpoint, span)

    here.reading._archive = Restless()
    needs = [Need(Part.ACCOUNT, SPAN), Need(Part.SOURCES, Span.day(D)), Need(Part.SOURCES, Span(D.replace(day=20), D))]
    snapshot = await here.reading.look(here.accounts["demo"], needs, frozenset())
    assert all(snapshot.day(day).account for day in SPAN)
    assert [bool(snapshot.day(day).sources) for day in SPAN] == [day.day >= 20 for day in SPAN]


@given(st.sets(st.integers(0, 120), max_size=20), st.sets(st.integers(0, 120), min_size=1, max_size=20))
def test_whatever_was_read_before_a_look_shows_exactly_what_is_held(held: set[int], asked: set[int]) -> None:
    async def law() -> None:
        here = Here()
        first = date(2026, 6, 1)
        days = {first.fromordinal(first.toordinal() + n) for n in held}
        await here.fetching.keep("demo", [biz(day.toordinal(), day=day) for day in days])
        for n in asked:
            start = first.fromordinal(first.toordinal() + n)
            span = Span(start, start.fromordinal(start.toordinal() + n % 11))
            look = await here.look(Part.ACCOUNT, Part.SOURCES, span=span)
            shown = {day: f.account.figures.readers for day, f in look.days(span).items() if f.account}
            assert shown == {day: day.toordinal() for day in days if day in span}

    asyncio.run(law())


async def test_an_article_without_a_title_is_called_as_soon_as_any_reply_names_it() -> None:
    here = Here()
    await here.keep(biz(1), read("1_1", "1_2"))
    assert [a.title for a in (await here.look(Part.ARTICLES)).day(D).articles] == [None, None]
    await here.keep(life("1_1", "the title"))
    day = (await here.look(Part.ARTICLES)).day(D)
    assert [a.title for a in day.articles] == ["the title", None]
    assert day.since["1_1"].rates.finish_rate == 0.5
    await here.keep(life("1_1", "a new title"))
    assert [a.title for a in (await here.look(Part.ARTICLES)).day(D).articles] == ["a new title", None]


async def test_a_life_without_a_title_is_called_as_another_reply_has_named_it() -> None:
    here = Here()
    await here.keep(biz(1), life("1_1", None))
    await here.fetching.put("demo", [replace(read("1_1"), body={"list": [{"msgid": "1_1", "title": "the title"}]})])
    (found,) = (await here.look(Part.LEADERS)).day(D).lives
    assert found.title == "the title"


async def test_what_is_said_since_publishing_is_looked_up_for_articles_that_have_their_title_too() -> None:
    here = Here()
    rows = [{"ref_date": str(D), "msgid": "1_1", "title": "t", "content_url": "https://t", "detail": {"read_user": 5}}]
    await here.keep(biz(1), life("1_1", "t"), replace(read(), body={"list": rows}))
    assert (await here.look(Part.ARTICLES)).day(D).since.keys() == {"1_1"}
