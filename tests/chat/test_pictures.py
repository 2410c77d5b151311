"""Pictures, question → answer: the last word `chart` behind a report's command."""

from __future__ import annotations

import asyncio

import pytest

from bot.charts import Chart, draw
from bot.core.message import CAPTION_LIMIT, Form, Kind, Message, utf16_length
from bot.render import plain
from bot.reports import pictures
from bot.wechat.simulator import FOREVER, Altered
from tests.charts.seeing import Seen
from tests.chat.said import commands
from tests.house import House, house_settings, open_house


async def shown(house: House, text: str) -> Message:
    return (await house.said(text))[-1]


async def test_a_day_as_a_picture_has_the_week_before_it_and_says_so() -> None:
    async with open_house() as house:
        words, picture = await shown(house, "/report 2015-01-05"), await shown(house, "/report 2015-01-05 chart")
    assert plain(picture.text) == (
        "Daily Tech · Monday, 5 January 2015\nreaders, with the week before\nas of 12:30 · Asia/Shanghai"
    )
    (attachment,) = picture.attachments
    assert attachment.name == "demo-report-2015-01-05.png"
    assert attachment.form is Form.PICTURE
    assert Seen(attachment.content).width == 1080
    assert picture.buttons
    assert not words.attachments


@pytest.mark.parametrize(
    "text",
    [
        "/reads 2015-01-05 chart",
        "/reads 2015-01-05 Chart",
        "/reads 2015-01-05 图",
        "/reads 1月5日图表",
        "/reads 2014-12-20..2015-01-05 chart",
        "/shares 2015-01-05 chart",
        "/top chart",
        "/top reads 2015-01-05 5 chart",
        "/report chart",
        "/hours 2015-01-05 chart",
        "/sources 2015-01-05 chart",
        "/trend chart",
        "/trend reads 7d 图",
        "/compare 2015-01-01..2015-01-04 vs 2014-12-25..2014-12-28 chart",
        "/compare 2015-01-05 vs 2015-01-04 chart",
    ],
)
async def test_every_report_can_be_seen(text: str) -> None:
    async with open_house() as house:
        answer = await shown(house, text)
    assert answer.kind is Kind.ANSWER
    assert [a.form for a in answer.attachments] == [Form.PICTURE]
    assert utf16_length(plain(answer.text)) <= CAPTION_LIMIT


async def test_a_comparison_as_a_picture_names_both_its_spans() -> None:
    async with open_house() as house:
        answer = await shown(house, "/compare 2015-01-01..2015-01-04 vs 2014-12-25..2014-12-28 chart")
    assert plain(answer.text).splitlines()[:2] == ["Daily Tech · 1–4 January 2015", "against 25–28 December 2014"]


async def test_below_a_picture_is_said_against_what_only_where_that_is_drawn() -> None:
    async with open_house("2015-02-06 12:30") as house:
        sources = await shown(house, "/sources 2015-01-08..2015-01-14 chart")
        trend = await shown(house, "/trend 2015-01-08..2015-01-14 chart")
    assert sources.attachments
    assert "against" not in plain(sources.text)
    assert plain(trend.text).splitlines()[1] == "against 1–7 January 2015"


def seen_notes(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, ...]]:
    """The small lines of each picture that is drawn from now on."""
    notes: list[tuple[str, ...]] = []

    def kept(chart: Chart) -> bytes:
        notes.append(chart.notes)
        return draw(chart)

    monkeypatch.setattr(pictures, "draw", kept)
    return notes


async def test_a_picture_says_itself_how_fresh_it_is_with_the_day_and_that_figures_are_made_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    notes = seen_notes(monkeypatch)
    async with open_house("2015-01-06 12:30", notes=("made-up figures",)) as house:
        await shown(house, "/report 2015-01-05 chart")
        await shown(house, "/报告 2015-01-05 图")
    assert notes == [("as of 6 January 2015, 12:30 · Asia/Shanghai · made-up figures",)] * 2


async def test_a_picture_of_unfinished_figures_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    notes = seen_notes(monkeypatch)
    async with open_house("2015-01-06 07:30") as house:
        await shown(house, "/reads 2014-12-20..2015-01-05 chart")
    assert notes[0][-1] == "WeChat has not finished these figures yet; they may still change."


OVER = "2025-10-25..2025-11-10"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (f"/reads {OVER} chart", "Since 1 November 2025 WeChat counts otherwise"),
        (f"/report {OVER} chart", "Since 1 November 2025 WeChat counts otherwise"),
        (f"/trend {OVER} chart", "Since 1 November 2025 WeChat counts otherwise"),
        (f"/trend likes {OVER} chart", "25–31 October 2025: counted otherwise, and left out here."),
        (f"/top {OVER} chart", "25–31 October 2025: counted otherwise, and left out here."),
        (f"/sources {OVER} chart", "25–31 October 2025: counted otherwise, and left out here."),
        ("/reads 2026-01-01..2026-01-07 chart", ""),
    ],
)
async def test_below_a_picture_over_november_2025_stands_which_days_are_apart_or_left_out(text: str, why: str) -> None:
    async with open_house("2026-01-10 12:30") as house:
        words = plain((await shown(house, text)).text)
    assert why in words
    assert words.count("otherwise") == bool(why)


async def test_below_a_picture_with_blank_days_stands_which_they_are() -> None:
    def some_days_less(answer: dict[str, list[dict[str, object]]]) -> object:
        return {"list": [row for row in answer["list"] if row["ref_date"] not in ("2015-01-06", "2015-01-07")]}

    async with open_house("2015-02-06 12:30") as house:
        house.simulator.faults.add("getuserread", Altered(some_days_less), times=FOREVER)
        for command in ("reads", "trend", "report"):
            answer = await shown(house, f"/{command} 2015-01-05..2015-01-11 chart")
            assert "5 of 7 days are known: no figures of 6–7 January" in plain(answer.text)


async def test_where_there_is_nothing_to_draw_the_answer_is_in_words() -> None:
    async with open_house() as house:
        answer = await shown(house, "/report 2014-12-01 chart")
    assert not answer.attachments
    assert "readers" in answer.text


async def test_the_buttons_of_a_picture_are_those_of_the_answer() -> None:
    async with open_house() as house:
        words, picture = await shown(house, "/reads 2015-01-05"), await shown(house, "/reads 2015-01-05 chart")
    assert commands(words)[-1] in commands(picture)


async def test_a_day_in_words_asks_for_no_day_that_only_a_picture_shows() -> None:
    async with open_house() as house:
        await house.said("/reads 2015-01-05")
        before = len(house.simulator.calls)
        await house.said("/reads 2015-01-05")
        assert len(house.simulator.calls) == before
        await house.said("/reads 2015-01-05 chart")
        assert len(house.simulator.calls) > before


async def test_a_picture_that_cannot_be_drawn_is_told_in_words(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(pictures, "draw", lambda chart: 1 / 0)
    async with open_house() as house:
        answer = await shown(house, "/reads 2015-01-05 chart")
    assert "24,140 readers" in plain(answer.text)
    assert not answer.attachments
    assert "no picture of /reads" in caplog.text


async def test_a_picture_is_drawn_while_others_are_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    drawing, go_on = asyncio.Event(), asyncio.Event()
    loop = asyncio.get_running_loop()

    def slowly(chart: object) -> bytes:
        loop.call_soon_threadsafe(drawing.set)
        asyncio.run_coroutine_threadsafe(go_on.wait(), loop).result(20)
        return b"png"

    monkeypatch.setattr(pictures, "draw", slowly)
    async with open_house() as house:
        picture = asyncio.create_task(shown(house, "/reads 2015-01-05 chart"))
        await drawing.wait()
        assert "readers" in (await shown(house, "/reads 2015-01-04")).text
        assert not picture.done()
        go_on.set()
        assert (await picture).attachments[0].content == b"png"


async def test_of_many_accounts_the_first_have_pictures_and_the_others_say_how_to_get_theirs() -> None:
    keys = [f"account{n}" for n in range(1, pictures.MOST + 3)]
    async with open_house(settings=house_settings(keys)) as house:
        many = await shown(house, "/report 2015-01-05 chart")
        words = plain(many.text)
        assert [a.name.split("-")[0] for a in many.attachments] == keys[: pictures.MOST]
        assert words.count("readers, with the week before") == pictures.MOST
        for key in keys[pictures.MOST :]:
            assert f"Not drawn here: with @{key} its picture comes alone." in words
            (alone,) = (await shown(house, f"/report 2015-01-05 @{key} chart")).attachments
            assert alone.name.startswith(f"{key}-")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("/trend reads 30d chart", "WeChat gives no reads here, so readers are shown."),
        ("/reads last week chart", "WeChat gives no reads here, so readers are shown."),
        ("/shares last week chart", "WeChat gives no shares here, so sharers are shown."),
        ("/top reads last week chart", "WeChat gives no reads here, so readers are shown."),
    ],
)
async def test_a_picture_of_other_figures_than_were_asked_for_says_so(text: str, says: str) -> None:
    async with open_house("2026-11-24 12:30") as house:
        picture = await shown(house, text)
        assert picture.attachments
        assert says in plain(picture.text)
        assert "WeChat gives no" not in plain((await shown(house, "/reads 2015-01 chart")).text)
        chinese = await shown(house, "/trend 阅读次数 30d chart")
        assert chinese.attachments


@pytest.mark.parametrize(
    "text",
    [
        "/hours 2026-11-23",
        "/compare 2025-10 vs 2025-11",
        "/compare 2025-10-31 vs 2025-11-01",
        "/report 2014-12-01",
        "/reads 2025-11-01",
        "/shares 2025-11-01",
    ],
)
async def test_where_there_is_nothing_to_draw_there_is_no_button_and_who_asks_is_told(text: str) -> None:
    async with open_house("2026-11-24 12:30") as house:
        words, asked = await shown(house, text), await shown(house, f"{text} chart")
        assert "Chart" not in {button.label for row in words.buttons for button in row}
        assert not asked.attachments
        assert "<i>There is nothing to draw.</i>" in asked.text
        assert "nothing to draw" not in words.text


async def test_every_report_with_a_picture_leads_on_to_it() -> None:
    async with open_house() as house:
        for text in ("/report", "/reads", "/shares", "/top", "/hours", "/sources", "/trend", "/compare 7d"):
            words = await shown(house, text)
            (line,) = [b.command for row in words.buttons for b in row if b.label == "Chart"]
            assert (await shown(house, line)).attachments, line
