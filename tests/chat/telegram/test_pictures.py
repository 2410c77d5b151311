"""Pictures and files in a Telegram chat: posted, never edited in, and nothing of theirs left behind."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from bot.chat.commands import Asker
from bot.chat.telegram.request import SOON
from bot.chat.telegram.sender import TelegramSender
from bot.chat.telegram.showing import BELOW, Showing
from bot.core.errors import MorningReadsError
from bot.core.message import Attachment, Button, Form, Kind, Message
from bot.core.outcomes import BadMarkup, Later, NoTopic, Outcome, Refusal, Sent, Unknown, Withdrawn
from bot.core.ports import Sender
from tests.botapi import Accept, BotApi, Reset, api_error, retry_after
from tests.botapi.faults import Action
from tests.chat.telegram.polling import polling
from tests.house import ADMIN, TEAM

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x04\x00\x00\x00\x03\x00" + b"rest"
CHART = Attachment("reads.png", PNG)
TABLE = Attachment("daily-2015-01.xlsx", b"PK\x03\x04sheet", Form.DOCUMENT)
PICTURE = Message("<b>Reads</b> &amp; more", ((Button("More", "/top"),),), attachments=(CHART,))
ASKING = Message("Asking …", kind=Kind.PROGRESS)


def contents(server: BotApi, chat: int = 5) -> list[tuple[str, str] | str]:
    """What stands in a chat: texts, and of what has a file its kind and name."""
    here = [posted for posted in server.sent(chat) if not posted.deleted]
    return [(posted.file["kind"], posted.file["name"]) if posted.file else posted.text for posted in here]


# ---- what is posted -------------------------------------------------------------------------------------------


async def test_a_picture_arrives_with_its_words_buttons_topic_and_as_a_reply(
    server: BotApi, sender: TelegramSender
) -> None:
    port: Sender = sender
    await port.send(-100, Message("digest"), topic=7)
    assert await port.send(-100, PICTURE, topic=7, reply_to=1) == Sent(2)
    _, kept = server.sent(-100)
    assert kept.file is not None
    assert (kept.file["kind"], kept.file["name"], kept.file["content"]) == ("photo", "reads.png", PNG)
    assert (kept.text, kept.thread, kept.reply_to, kept.silent) == ("Reads & more", 7, 1, False)
    assert [entity["type"] for entity in kept.entities] == ["bold"]
    assert kept.buttons == [[("More", "/top")]]


async def test_a_document_keeps_its_name_whatever_it_is_called(server: BotApi, sender: TelegramSender) -> None:
    named = Attachment("科技日报 “a”; b.xlsx", TABLE.content, Form.DOCUMENT)
    for table in (TABLE, named):
        assert isinstance(await sender.answer(5, Message("", attachments=(table,))), Sent)
    assert contents(server) == [("document", TABLE.name), ("document", named.name)]


async def test_several_files_are_several_messages_words_first_and_buttons_last(
    server: BotApi, sender: TelegramSender
) -> None:
    asked = []

    async def before() -> bool:
        asked.append(len(server.sent(5)))
        return True

    message = Message("words", PICTURE.buttons, attachments=(CHART, CHART, TABLE))
    assert await sender.send(5, message, before=before) == Sent(1)
    assert [(posted.text, len(posted.buttons)) for posted in server.sent(5)] == [("words", 0), ("", 0), ("", 1)]
    assert asked == [0]


async def test_silent_messages_make_no_sound_with_and_without_a_picture(server: BotApi, sender: TelegramSender) -> None:
    for attachments in ((), (CHART,), (TABLE,)):
        await sender.send(5, Message("x", attachments=attachments, silent=True))
        await sender.send(5, Message("x", attachments=attachments))
    assert [posted.silent for posted in server.sent(5)] == [True, False] * 3


async def test_words_that_are_too_long_for_a_caption_are_cut_and_not_refused(
    server: BotApi, sender: TelegramSender
) -> None:
    assert await sender.send(5, Message("<b>a line</b>\n" * 300, attachments=(CHART,))) == Sent(1)
    (kept,) = server.sent(5)
    assert kept.text.endswith("\na line\n…")


# ---- how it ends ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("action", "outcome"),
    [
        (retry_after(7), Later(7, asked=True)),
        (api_error(500, "Internal Server Error"), Later(SOON)),
        (api_error(400, "Bad Request: IMAGE_PROCESS_FAILED"), Refusal("Bad Request: IMAGE_PROCESS_FAILED")),
        (api_error(413, "Request Entity Too Large"), Refusal("Request Entity Too Large")),
        (Accept(api_error(502, "Bad Gateway")), Later(SOON)),
        (Reset(), None),
        (Accept(Reset()), None),
    ],
)
@pytest.mark.parametrize("attachment", [CHART, TABLE])
async def test_a_file_ends_as_a_text_does(
    server: BotApi, sender: TelegramSender, attachment: Attachment, action: Action, outcome: Outcome | None
) -> None:
    server.fault(None, action)
    ended = await sender.send(5, Message("x", attachments=(attachment,)))
    assert ended == outcome if outcome else isinstance(ended, Unknown)


async def test_bad_markup_a_lost_topic_and_a_no_are_told_apart(server: BotApi, sender: TelegramSender) -> None:
    async def no() -> bool:
        return False

    assert await sender.send(5, Message("<b>x", attachments=(CHART,))) == BadMarkup()
    assert await sender.send(-100, PICTURE, topic=8) == NoTopic()
    assert await sender.send(5, PICTURE, before=no) == Withdrawn()
    assert not server.sent(5)


async def test_once_the_first_file_is_there_another_that_fails_does_not_undo_it(
    server: BotApi, sender: TelegramSender, caplog: pytest.LogCaptureFixture
) -> None:
    server.fault("sendDocument", api_error(413, "Request Entity Too Large"))
    assert await sender.send(5, Message("x", attachments=(CHART, TABLE))) == Sent(1)
    assert contents(server) == [("photo", CHART.name)]
    assert TABLE.name in caplog.text


# ---- an answer with a picture ---------------------------------------------------------------------------------


async def answer(*messages: Message) -> AsyncIterator[Message]:
    """What takes long: whatever follows a word of progress."""
    for message in messages:
        yield message
        if message.kind is Kind.PROGRESS:
            await asyncio.sleep(0.02)


def said(error: MorningReadsError, language: str) -> Message:
    return Message(str(error), kind=Kind.FAILED)


def showing(sender: TelegramSender, pressed: int | None = None) -> Showing:
    return Showing(sender, Asker(5, 5), said, pressed, patience=0.0)


async def test_the_word_of_progress_goes_once_the_picture_is_there(server: BotApi, sender: TelegramSender) -> None:
    await showing(sender).show(answer(ASKING, PICTURE))
    assert contents(server) == [("photo", CHART.name)]
    assert server.called("editMessageText") == []


async def test_a_word_of_progress_that_cannot_be_taken_away_points_to_the_picture(
    server: BotApi, sender: TelegramSender
) -> None:
    server.fault("deleteMessage", api_error(400, "Bad Request: message can't be deleted for everyone"))
    await showing(sender).show(answer(ASKING, PICTURE))
    assert contents(server) == [BELOW, ("photo", CHART.name)]


async def test_the_message_whose_button_was_pressed_stays_as_it_is(server: BotApi, sender: TelegramSender) -> None:
    await sender.answer(5, Message("an answer", PICTURE.buttons))
    apart = Message("Asking …", kind=Kind.PROGRESS, apart=True)
    for messages in ((PICTURE,), (apart, PICTURE), (apart, apart, PICTURE)):
        await showing(sender, 1).show(answer(*messages))
    assert contents(server) == ["an answer", *[("photo", CHART.name)] * 3]
    assert server.sent(5)[0].edits == []
    assert server.sent(5)[0].buttons == [[("More", "/top")]]


async def test_a_refusal_takes_the_place_of_the_word_of_progress_it_follows(
    server: BotApi, sender: TelegramSender
) -> None:
    await sender.answer(5, Message("an answer"))
    apart = Message("Asking …", kind=Kind.PROGRESS, apart=True)
    await showing(sender, 1).show(answer(apart, Message("no", kind=Kind.FAILED)))
    assert contents(server) == ["an answer", "no"]


async def test_a_refusal_leaves_the_pressed_message_alone_though_no_word_of_progress_was_needed(
    server: BotApi, sender: TelegramSender
) -> None:
    await sender.answer(5, Message("an answer"))
    apart = Message("Asking …", kind=Kind.PROGRESS, apart=True)
    await Showing(sender, Asker(5, 5), said, 1).show(answer(apart, Message("no", kind=Kind.FAILED)))
    assert contents(server) == ["an answer", "no"]


async def test_words_after_a_picture_are_a_message_of_their_own(server: BotApi, sender: TelegramSender) -> None:
    await showing(sender).show(answer(PICTURE, Message("more")))
    assert contents(server) == [("photo", CHART.name), "more"]


@pytest.mark.parametrize(
    ("action", "words"),
    [
        (api_error(413, "Request Entity Too Large"), "daily-2015-01.xlsx could not be delivered."),
        (Reset(), "I cannot tell whether daily-2015-01.xlsx arrived."),
    ],
)
async def test_a_file_that_does_not_go_through_is_said_in_place_of_the_progress(
    server: BotApi, sender: TelegramSender, action: Action, words: str
) -> None:
    server.fault("sendDocument", action)
    await showing(sender).show(answer(ASKING, Message("x", attachments=(TABLE,))))
    (text,) = contents(server)
    assert str(text).startswith(words)


async def test_a_picture_with_bad_markup_goes_out_as_plain_words(server: BotApi, sender: TelegramSender) -> None:
    await showing(sender).show(answer(ASKING, Message("<b>x", attachments=(CHART,))))
    (kept,) = (posted for posted in server.sent(5) if not posted.deleted)
    assert (kept.file is not None, kept.text) == (True, "x")


async def test_a_button_under_a_picture_posts_its_answer_and_the_picture_stays() -> None:
    async with polling() as here:
        message = Message("x", ((Button("Reads", "/reads 2015-01-05"),),), attachments=(CHART,))
        await here.house.app.delivery.sender.send(TEAM, message)
        here.server.press(TEAM, ADMIN, 1, "/reads 2015-01-05")
        await here.server.until(lambda: any("24,140 readers" in text for text in here.texts(TEAM)))
        assert here.texts(TEAM)[0] == "x"
        assert [call.params["message_id"] for call in here.server.called("editMessageText")] in ([], ["2"], [2])


async def test_a_text_that_should_take_a_pictures_place_is_posted(server: BotApi, sender: TelegramSender) -> None:
    await sender.answer(5, PICTURE)
    assert await sender.answer(5, Message("text"), replaces=1) == Sent(2)
    assert contents(server) == [("photo", CHART.name), "text"]
