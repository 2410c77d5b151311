"""What people named is text wherever it is read: `Tom & Jerry` is that in chats, in files, in pictures and on paper."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from openpyxl import load_workbook

from bot.chat.console import text_of
from bot.core.days import Span
from bot.core.message import Attachment, Message
from bot.reports.pictures import charts
from bot.settings import Settings
from bot.wechat.simulator import FOREVER, Altered
from tests.house import ADMIN, House, open_house

NAME, TITLE = "Tom & Jerry <i>", 'R&D: 5 < 7 & "so" on'
SPOILT = ("&amp;", "&lt;", "&gt;", "&quot;", "&#", "<b>", "</i>")

QUESTIONS = (
    *("/report 2015-01-05", "/reads 2015-01-05", "/top 2015-01-05", "/top last week", "/article 1", "/article R&D"),
    *("/hours 2015-01-05", "/sources 2015-01-05", "/shares", "/trend", "/compare yesterday", "/accounts", "/status"),
    *("/coverage", "/settings account", "/export 2015-01-05 csv", "/export 2015-01-05", "/report 2015-01-05 chart"),
    *("/subscribe 5 < 7 & 8", "/article R & B", "/deliveries", "/invite reader A & B", "/allow 55 <i>", "/audit"),
    *("/reads @tom&jerry", "/backfill 2015-01-05", "/invite open"),
)


def titled(answer: dict[str, Any]) -> object:
    return {"list": [row | {"title": TITLE} if "title" in row else row for row in answer["list"]]}


def house_of_two() -> Settings:
    accounts = {key: {"name": f"{NAME}{key}", "app_id": f"wx{key}", "app_secret": "s"} for key in ("one", "two")}
    return Settings.model_validate({"accounts": accounts, "telegram": {"admins": [ADMIN]}})


def words_of(attachment: Attachment) -> str:
    if attachment.name.endswith(".csv"):
        return "\n".join(" ".join(row) for row in csv.reader(io.StringIO(attachment.content.decode("utf-8-sig"))))
    if attachment.name.endswith(".xlsx"):
        book = load_workbook(io.BytesIO(attachment.content))
        return "\n".join(str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row)
    return ""


async def told(house: House, question: str, language: str) -> list[Message]:
    return await house.said(question, language=language, name="Ann & <Bob>", title="A & B")


@pytest.mark.parametrize("language", ["en", "zh"])
async def test_what_was_named_with_signs_of_markup_is_read_as_it_was_named(language: str) -> None:
    seen = ""
    async with open_house(settings=house_of_two()) as house:
        for endpoint in ("getarticlesummary", "getarticletotal"):
            house.simulator.faults.add(endpoint, Altered(titled), times=FOREVER)
        for question in QUESTIONS:
            for message in await told(house, question, language):
                text = "\n".join([text_of(message, buttons=True), *map(words_of, message.attachments)])
                assert not [sign for sign in SPOILT if sign in text], question
                seen += text
    assert f"{NAME}one" in seen
    assert TITLE in seen


@pytest.mark.parametrize("language", ["en", "zh"])
async def test_a_workbooks_notes_name_the_account_as_it_is_named(language: str) -> None:
    async with open_house(settings=house_of_two()) as house:
        (file,) = (await told(house, "/export 2015-01-05 xlsx", language))[-1].attachments
    notes = load_workbook(io.BytesIO(file.content)).worksheets[-1]
    assert str(notes["A1"].value).startswith(f"{NAME}one")


async def test_a_picture_names_the_account_as_it_is_named() -> None:
    async with open_house(settings=house_of_two()) as house:
        draft = await house.app.conversation.house.composer.draft_digest(
            Span.day(house.clock.now().date().replace(day=5)), "one", picture=True
        )
    ((_, chart),) = charts(draft, "en")
    assert chart.title.startswith(f"{NAME}one")
