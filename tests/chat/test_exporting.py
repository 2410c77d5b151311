"""`/export`: question → file."""

from __future__ import annotations

import asyncio
import csv
import io
from collections.abc import AsyncIterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from bot.chat.commands import exporting
from bot.core.message import BUTTON_BYTES, Attachment, Form, Kind, Message
from bot.exchange import making
from bot.exchange.bringing import bring
from bot.exchange.taken import Whose
from bot.render import plain
from bot.wechat.simulator import FOREVER, Errcode
from tests.chat.said import commands
from tests.chat.telegram.polling import polling
from tests.house import ADMIN, House, house_settings, open_house


@pytest.fixture
async def house() -> AsyncIterator[House]:
    async with open_house("2015-02-13 12:30") as house:
        yield house


async def exported(house: House, text: str, **who: Any) -> tuple[Message, Attachment]:
    message = (await house.said(text, **who))[-1]
    assert message.kind is Kind.ANSWER, message.text
    (attachment,) = message.attachments
    assert attachment.form is Form.DOCUMENT
    return message, attachment


def book(attachment: Attachment) -> Any:
    return load_workbook(io.BytesIO(attachment.content))


def table(attachment: Attachment) -> list[dict[str, str]]:
    """The rows of a CSV, without those of totals."""
    rows = csv.DictReader(io.StringIO(attachment.content.decode("utf-8-sig"), newline=""))
    return [row for row in rows if next(iter(row.values())) not in ("total", "合计")]


async def test_without_words_it_is_yesterdays_workbook(house: House) -> None:
    message, file = await exported(house, "/export")
    assert plain(message.text).startswith("Daily Tech · Thursday, 12 February 2015\nA sheet for each kind of figures: ")
    assert plain(message.text).endswith("as of 13 February 2015, 12:30 · Asia/Shanghai")
    assert file.name == "demo-2015-02-12.xlsx"
    assert book(file).sheetnames == [
        *("Account", "Articles", "Sources", "Scenes", "Hours", "Hours by source", "Hours by scene"),
        *("Lives", "Notes"),
    ]


async def test_the_reads_and_shares_of_the_hours_are_those_of_the_account(house: House) -> None:
    _, file = await exported(house, "/export 2015-01-05")
    sums: dict[tuple[str, str], int] = {}
    for title in ("Account", "Hours", "Hours by source", "Hours by scene"):
        header, *rows = [[cell.value for cell in row] for row in book(file)[title].iter_rows()]
        single = [row for row in rows if row[0] != "total"]
        for metric in {"reads", "shares"} & set(header):
            place = header.index(metric)
            sums[title, metric] = sum(row[place] or 0 for row in single)
            assert [row[place] for row in rows if row[0] == "total"] in ([], [sums[title, metric]])
    for title, metric in sums:
        assert sums[title, metric] == sums["Account", metric]
    assert {metric for title, metric in sums if title == "Hours by scene"} == {"shares"}


async def test_what_is_missing_is_fetched_and_a_word_of_it_comes_first_apart_from_what_stands_there(
    house: House,
) -> None:
    first, second = [await house.said("/export 2015-01-05") for _ in range(2)]
    assert [plain(message.text) for message in first[:-1]] == [
        "Asking WeChat for Daily Tech …",
        "Writing demo-2015-01-05.xlsx …",
    ]
    assert all(message.apart and message.kind is Kind.PROGRESS for message in first[:-1])
    assert len(second) == 1
    assert house.simulator.calls


async def test_a_months_csv_is_one_row_for_each_article_and_day(house: House) -> None:
    message, file = await exported(house, "/export 2015-01 csv")
    assert file.name == "demo-2015-01.csv"
    assert file.content.startswith(b"\xef\xbb\xbfaccount,date,msgid,title,")
    rows = table(file)
    assert {row["date"] for row in rows} == {f"2015-01-{day:02}" for day in range(1, 32)}
    assert f"a row for each and each day: {len(rows)} rows." in message.text


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("csv 2015-01", "demo-2015-01.csv"),
        ("XLSX 昨天", "demo-2015-02-12.xlsx"),
        ("2015-01-05..2015-01-07 excel", "demo-2015-01-05_2015-01-07.xlsx"),
        ("last week CSV", "demo-2015-02-02_2015-02-08.csv"),
    ],
)
async def test_days_and_format_are_taken_in_any_order(house: House, words: str, name: str) -> None:
    assert (await exported(house, f"/export {words}"))[1].name == name


async def test_each_kind_of_file_leads_to_the_other(house: House) -> None:
    message, _ = await exported(house, "/export 2015-01-05 csv @demo")
    assert commands(message) == ["/export 2015-01-05 xlsx @demo"]
    longest = f"/export 2015-01-01..2015-12-31 xlsx @{'a' * 16}"
    assert len(longest) <= BUTTON_BYTES


async def test_several_accounts_stand_in_one_file(house: House) -> None:
    async with open_house("2015-02-13 12:30", settings=house_settings(("demo", "other"))) as both:
        message, file = await exported(both, "/export 2015-01-05 csv")
        assert plain(message.text).startswith("Daily Tech, Other · Monday, 5 January 2015")
        assert file.name == "all-2015-01-05.csv"
        assert {row["account"] for row in table(file)} == {"demo", "other"}
        _, one = await exported(both, "/export 2015-01-05 csv @other")
        assert {row["account"] for row in table(one)} == {"other"}


async def test_what_was_said_of_all_accounts_leads_to_all_of_them_also_where_the_chat_chose_one(house: House) -> None:
    async with open_house("2015-02-13 12:30", settings=house_settings(("demo", "other"))) as both:
        await both.say("/accounts demo")
        message, _ = await exported(both, "/export 2015-01-05 csv @all")
        assert commands(message) == ["/export 2015-01-05 xlsx @all"]
        _, file = await exported(both, commands(message)[0])
        assert file.name == "all-2015-01-05.xlsx"


async def test_a_year_has_no_hours_and_says_so(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exporting, "DETAILED", 2)
    message, file = await exported(house, "/export 2015-01-05..2015-01-07")
    assert "Hours of the day stand only in files of up to 31 days." in message.text
    assert "Hours" not in book(file).sheetnames
    asked = {call.path.rpartition("/")[2] for call in house.simulator.calls} - {"stable_token"}
    assert asked == {"getuserread", "getarticlesummary", "getusershare"}


async def test_the_notes_say_whose_days_how_fresh_and_what_adds_up(house: House) -> None:
    _, file = await exported(house, "/export 2015-01-05..2015-01-06")
    notes = [str(cell.value) for (cell,) in book(file)["Notes"].iter_rows()]
    assert notes[:3] == [
        "Daily Tech · 5–6 January 2015",
        "2 of 2 days are known",
        "as of 13 February 2015, 12:30 · Asia/Shanghai",
    ]
    assert any("People never add up" in note for note in notes)


async def test_the_file_is_imported_again_as_it_was(house: House, tmp_path: Path) -> None:
    for words in ("xlsx", "csv"):
        _, file = await exported(house, f"/export 2015-01-05 {words}")
        (tmp_path / file.name).write_bytes(file.content)
        async with open_house("2015-02-13 12:30") as other:
            app, whose = other.app, Whose("demo", {"demo": "demo"})
            brought = await bring(tmp_path / file.name, whose, app.clock.now(), app.archive, app.collect)
            assert brought.whole
            assert date(2015, 1, 5) in brought.days
            other.simulator.faults.add("getuserread", Errcode(48001), times=FOREVER)
            again = await exported(other, "/export 2015-01-05 csv")
            titles = [(row["msgid"], row["title"], row["readers"]) for row in table(again[1])]
            assert titles == [
                (row["msgid"], row["title"], row["readers"])
                for row in table((await exported(house, "/export 2015-01-05 csv"))[1])
            ]


async def test_what_could_not_be_had_is_said_and_what_is_held_goes_along(house: House) -> None:
    await house.say("/report 2015-01-05")
    house.simulator.faults.add("getuserread", Errcode(48001), times=FOREVER)
    message, _ = await exported(house, "/export 2015-01-05..2015-01-06 csv")
    assert "1 of 2 days are known" in message.text
    assert "Could not be asked anew: " in message.text


async def test_where_nothing_is_known_there_is_no_file_but_the_reason(house: House) -> None:
    house.simulator.faults.add("getuserread", Errcode(48001), times=FOREVER)
    house.simulator.faults.add("getarticlesummary", Errcode(48001), times=FOREVER)
    message = (await house.said("/export 2015-01-05 csv"))[-1]
    assert (message.kind, message.attachments) == (Kind.FAILED, ())


async def test_a_file_that_telegram_would_not_take_is_refused_with_what_to_do(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporting, "LARGEST", 1_000)
    message = (await house.said("/export 2015-01-05"))[-1]
    assert message.kind is Kind.REFUSED
    assert "Ask for fewer days or one account" in message.text


async def test_days_that_cannot_be_are_refused_as_everywhere(house: House) -> None:
    assert "is not over yet" in await house.say("/export 2015-02-13")


async def test_a_kind_of_file_that_there_is_not_is_refused_with_those_that_there_are(house: House) -> None:
    (message,) = await house.said("/export last week json @demo")
    assert plain(message.text) == (
        "There are no JSON files here. Say xlsx for a workbook of everything, or csv for the articles alone."
    )
    both = ["/export 2015-02-02..2015-02-08 xlsx @demo", "/export 2015-02-02..2015-02-08 csv @demo"]
    assert commands(message) == both
    (two,) = await house.said("/export last week xlsx csv @demo")
    assert (two.kind, commands(two)) == (Kind.REFUSED, both)


@pytest.mark.parametrize("words", ["2014-12-01..2015-02-13 csv", "csv 2014-01-01..2015-02-12", "csv 2014-02-30"])
async def test_days_that_cannot_be_lead_to_the_nearest_as_the_kind_of_file_that_was_wished(
    house: House, words: str
) -> None:
    (message,) = await house.said(f"/export {words}")
    (line,) = commands(message)
    assert (message.kind, line.rpartition(" ")[2]) == (Kind.REFUSED, "csv")


async def test_no_more_than_two_files_are_made_at_a_time(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    await house.say("/export 2015-01-05")
    at_work, most = 0, 0
    write = making.hand_on_csv  # type: ignore[attr-defined]

    async def counted(*words: Any) -> int:
        nonlocal at_work, most
        at_work += 1
        most = max(most, at_work)
        await asyncio.sleep(0.01)
        try:
            return await write(*words)
        finally:
            at_work -= 1

    monkeypatch.setattr(making, "hand_on_csv", counted)
    await asyncio.gather(*(house.said("/export 2015-01-05 csv") for _ in range(5)))
    assert most == 2


async def test_in_telegram_the_document_arrives_and_no_word_of_progress_stays() -> None:
    async with polling("2015-02-13 12:30", patience=0.0) as here:
        here.server.say(ADMIN, ADMIN, "/export 2015-01-05")
        await here.server.until(lambda: bool(here.server.called("deleteMessage")), within=20)
        (posted,) = [one for one in here.server.sent(ADMIN) if not one.deleted]
    assert posted.file is not None
    assert (posted.file["kind"], posted.file["name"]) == ("document", "demo-2015-01-05.xlsx")
    first = load_workbook(io.BytesIO(posted.file["content"]))["Account"]["B2"].value
    assert first == datetime(2015, 1, 5)  # noqa: DTZ001 - a date of WeChat's
