"""The one path from a question to a message: what is asked, what is shown, and what is said of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from bot.core.days import Span
from bot.core.errors import StoreUnusable
from bot.core.facts import Reply
from bot.core.message import Message
from bot.render import plain
from bot.reports import Composer, Draft
from bot.reports.shown import figures_of
from bot.store.memory import MemoryArchive
from bot.wechat.simulator import FOREVER, Altered, Body, Errcode
from tests.house import House, house_settings, memory_rooms, open_house

DAY = date(2015, 1, 5)


def composer(house: House) -> Composer:
    return house.app.conversation.house.composer


async def drafted(house: House) -> Draft:
    return await composer(house).draft_digest(Span.day(DAY), "all")


def worded(house: House, draft: Draft) -> str:
    message: Message = composer(house).words(draft, "en", composer(house).zone)
    return plain(message.text)


async def test_a_digest_is_ready_once_every_part_that_it_shows_is() -> None:
    async with open_house() as house:
        assert (await drafted(house)).ready
    async with open_house() as house:
        house.simulator.faults.add("getusershare", Errcode(61503), times=FOREVER)
        draft = await drafted(house)
    assert (draft.ready, draft.has_figures) == (False, True)


async def test_before_eight_nothing_is_ready_and_the_answer_says_that_figures_may_change() -> None:
    async with open_house("2015-01-06 07:00") as house:
        draft = await drafted(house)
        answer = await house.say("/report 2015-01-05")
    assert (draft.ready, draft.has_figures) == (False, True)
    assert "WeChat has not finished these figures yet; they may still change." in answer
    assert "24,140 readers" in answer


async def test_an_account_without_figures_is_one_line_among_the_others() -> None:
    async with open_house(settings=house_settings(("demo", "other"))) as house:
        house.simulator.faults.add("getuserread", Errcode(61503), times=FOREVER, app_id="wxother")
        text = worded(house, await drafted(house))
    assert "24,140 readers" in text
    assert "Other · Monday, 5 January 2015\nWeChat has not finished the figures of this day yet." in text


async def test_without_a_purpose_a_digest_is_drafted_from_what_is_held_and_wechat_is_not_asked() -> None:
    async with open_house() as house:
        asked = await drafted(house)
        calls = len(house.simulator.calls)
        house.clock.pass_by(days=20)
        held = await composer(house).draft_digest(Span.day(DAY), "all", None)
        empty = await composer(house).draft_digest(Span.day(date(2015, 1, 6)), "all", None)
    assert figures_of(held) == figures_of(asked)
    assert not empty.has_figures
    assert len(house.simulator.calls) == calls


async def test_equal_figures_have_an_equal_hash_whatever_the_words_and_others_another() -> None:
    async with open_house() as house:
        first = figures_of(await drafted(house))
        house.clock.pass_by(minutes=5)
        assert figures_of(await drafted(house)) == first
    async with open_house() as house:
        house.simulator.faults.add("getuserread", Altered(_one_more), times=FOREVER)
        assert figures_of(await drafted(house)) != first


def _one_more(answer: dict[str, list[dict[str, int]]]) -> object:
    for row in answer["list"]:
        row["int_page_read_count"] += 1
    return answer


async def test_what_is_held_answers_also_when_nothing_more_can_be_kept() -> None:
    class Filling(MemoryArchive):
        full = False

        async def keep(self, replies: Sequence[Reply]) -> None:
            if self.full:
                raise StoreUnusable(path="store.sqlite", reason="database or disk is full")
            await super().keep(replies)

    archive = Filling()
    async with open_house(rooms=replace(memory_rooms(), archive=archive)) as house:
        await house.say("/reads 2015-01-05")
        archive.full = True
        house.clock.pass_by(hours=7)
        answer = await house.say("/reads 2015-01-05")
    assert "24,140 readers" in answer
    assert "The store at store.sqlite cannot be used: database or disk is full." in answer


async def test_a_list_of_a_span_says_of_how_many_days_the_articles_are_known() -> None:
    async with open_house() as house:
        await house.say("/top 2015-01-04")
        house.simulator.faults.add("getarticlesummary", Errcode(48001), times=FOREVER)
        answer = await house.say("/top 2015-01-03..2015-01-05")
    assert "1 of 3 days are known" in answer


async def test_a_day_without_figures_is_not_ready_until_it_is_final_and_empty_after() -> None:
    async with open_house() as house:
        house.simulator.faults.add("getuserread", Body({"list": []}), times=FOREVER)
        before = await house.say("/reads 2015-01-05")
        house.clock.pass_by(days=3)
        after = await house.say("/reads 2015-01-05")
    assert "WeChat has not finished the figures of this day yet." in before
    assert "WeChat holds no figures of Daily Tech for these days." in after


async def test_a_digest_cut_to_no_article_says_nothing_of_articles() -> None:
    async with open_house() as house:
        draft = await drafted(house)
        message = composer(house).words(draft, "en", composer(house).zone, lines=9)
    assert len(plain(message.text).splitlines()) <= 9
    assert "rticle" not in message.text


async def test_a_rehearsal_and_its_zone_stand_in_the_footer() -> None:
    async with open_house() as house:
        footer = worded(house, await drafted(house)).splitlines()[-1]
        rehearsing = replace(composer(house), notes=("rehearsal clock",))
        message = rehearsing.words(await drafted(house), "en", composer(house).zone)
    assert footer == "as of 12:30 · Asia/Shanghai"
    assert plain(message.text).splitlines()[-1] == "as of 12:30 · Asia/Shanghai · rehearsal clock"
