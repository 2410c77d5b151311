"""Updates in, answers out, over real HTTP on loopback."""

from __future__ import annotations

import asyncio

import httpx
import pytest

from bot.app import seed_chats
from bot.catalogue import translate
from bot.chat.commands import menu
from bot.core.ports import State
from bot.wechat.simulator import FOREVER, Delay
from tests.botapi import ANONYMOUS_ADMIN
from tests.chat.telegram.polling import Here, polling
from tests.house import ADMIN, TEAM

STRANGER = 999


async def test_a_question_is_answered_in_the_chat_and_topic_that_asks() -> None:
    async with polling() as here:
        here.server.say(TEAM, STRANGER, "/reads 2015-01-05", thread=5)
        await here.server.until(lambda: any("24,140 readers" in text for text in here.texts(TEAM)))
        (posted,) = here.server.sent(TEAM)
    assert posted.thread == 5


async def test_a_word_about_the_asking_is_edited_into_the_answer_where_it_takes_long() -> None:
    async with polling(patience=0.0) as here:
        here.house.simulator.faults.add("getuserread", Delay(0.01), times=FOREVER)
        here.server.say(ADMIN, ADMIN, "/reads 2015-01-05")
        await here.server.until(lambda: any("24,140 readers" in text for text in here.texts(ADMIN)))
        (posted,) = here.server.sent(ADMIN)
    assert [text for text, *_ in posted.edits] == ["Asking WeChat for Daily Tech …"]
    assert posted.text.startswith("Daily Tech · Monday, 5 January 2015")


async def test_an_answer_that_comes_soon_is_one_message_and_only_typing_is_seen_before() -> None:
    async with polling() as here:
        here.house.simulator.faults.add("getuserread", Delay(0.05), times=FOREVER)
        here.server.say(ADMIN, ADMIN, "/reads 2015-01-05")
        await here.server.until(lambda: any("24,140 readers" in text for text in here.texts(ADMIN)))
        (posted,) = here.server.sent(ADMIN)
        assert posted.edits == []
        (typing,) = here.server.called("sendChatAction", ADMIN)
        assert typing.at < here.server.called("sendMessage", ADMIN)[0].at


async def test_a_button_under_an_answer_edits_that_answer_and_is_acknowledged() -> None:
    async with polling() as here:
        here.server.say(ADMIN, ADMIN, "/reads 2015-01-05")
        await here.server.until(lambda: any("24,140" in text for text in here.texts(ADMIN)))
        (posted,) = here.server.sent(ADMIN)
        here.server.press(ADMIN, ADMIN, posted.message_id, "/reads 2015-01-04")
        await here.server.until(lambda: "Sunday, 4 January 2015" in here.texts(ADMIN)[0])
        await here.server.until(lambda: all(answer is not None for answer in here.server.queries.values()))
        assert len(here.server.sent(ADMIN)) == 1


async def test_drilling_down_stays_in_the_topic_and_so_does_what_a_number_means() -> None:
    async with polling() as here:
        here.server.say(TEAM, STRANGER, "/top 2015-01-05 3", thread=5)
        await here.server.until(lambda: any("Top articles" in text for text in here.texts(TEAM)))
        (posted,) = here.server.sent(TEAM)
        here.server.press(TEAM, STRANGER, posted.message_id, "/article 1483279489_2 2015-01-05")
        await here.server.until(lambda: "Since publishing" in here.texts(TEAM)[0])
        assert here.server.sent(TEAM)[0].thread == 5
        here.server.say(TEAM, STRANGER, "/article 2", thread=5)
        await here.server.until(lambda: len(here.server.sent(TEAM)) == 2 and "Since" in here.texts(TEAM)[1])
        assert here.server.sent(TEAM)[1].thread == 5
        assert here.texts(TEAM)[0].splitlines()[1] == here.texts(TEAM)[1].splitlines()[1]


async def test_a_no_to_one_who_presses_leaves_the_page_to_the_others() -> None:
    async with polling() as here:
        here.server.say(TEAM, ADMIN, "/settings")
        await here.server.until(lambda: len(here.server.sent(TEAM)) == 1)
        before = here.texts(TEAM)
        here.server.press(TEAM, STRANGER, here.server.sent(TEAM)[0].message_id, "/settings silent on")
        await here.server.until(lambda: len(here.server.sent(TEAM)) == 2)
        assert here.texts(TEAM) == [*before, here.texts(TEAM)[1]]
        assert here.texts(TEAM)[1].startswith("Only an admin of this group changes its digests.")


async def test_the_same_button_pressed_twice_is_no_second_answer_and_no_trouble(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with polling() as here:
        for day in ("2015-01-05", "2015-01-04"):
            await here.house.say(f"/reads {day}")
        here.server.say(ADMIN, ADMIN, "/reads 2015-01-05")
        await here.said(ADMIN)
        (posted,) = here.server.sent(ADMIN)
        for _ in range(2):
            here.server.press(ADMIN, ADMIN, posted.message_id, "/reads 2015-01-04")
        await here.server.until(lambda: len(here.server.called("editMessageText", ADMIN)) == 2)
        await here.server.until(lambda: all(answer is not None for answer in here.server.queries.values()))
        assert "Sunday, 4 January 2015" in here.texts(ADMIN)[0]
        assert len(here.server.sent(ADMIN)) == 1
    assert [record.getMessage() for record in caplog.records if record.levelname == "WARNING"] == []


async def test_a_button_under_a_digest_posts_an_answer_and_leaves_the_digest() -> None:
    async with polling("2015-01-06 08:00") as here:
        await seed_chats(here.house.app)
        here.house.clock.pass_by(minutes=30)
        await here.house.app.delivery.wake()
        (digest,) = here.server.sent(TEAM)
        before = digest.text
        data = next(d for row in digest.buttons for _, d in row if d.startswith("/top"))
        assert data == "/top 2015-01-05 ^d20150105"
        here.server.press(TEAM, STRANGER, digest.message_id, data)
        await here.server.until(lambda: any("Top articles by readers" in text for text in here.texts(TEAM)))
        assert here.server.sent(TEAM)[0].text == before
        assert len(here.server.sent(TEAM)) == 2
        await here.server.until(lambda: all(answer is not None for answer in here.server.queries.values()))


async def test_a_press_under_an_uncertain_digest_settles_it() -> None:
    async with polling("2015-01-06 08:00") as here:
        await seed_chats(here.house.app)
        here.house.clock.pass_by(minutes=30)
        await here.house.app.delivery.wake()
        (digest,) = here.server.sent(TEAM)
        (row,) = await here.house.rooms.ledger.rows()
        await here.house.rooms.ledger.settle(type(row)(row.key, State.UNCERTAIN, row.due, attempts=1, told=False))
        here.server.press(TEAM, STRANGER, digest.message_id, "/top 2015-01-05 ^d20150105")
        await here.server.until(lambda: len(here.server.sent(TEAM)) == 2)
        (row,) = await here.house.rooms.ledger.rows()
        assert (row.state, row.message_id) == (State.SENT, digest.message_id)


async def test_a_strangers_press_changes_nothing() -> None:
    async with polling() as here:
        here.server.chat(-555)
        sender = here.house.app.delivery.sender
        await sender.send(-555, (await here.house.said("/reads 2015-01-05"))[-1])
        (posted,) = here.server.sent(-555)
        here.server.press(-555, STRANGER, posted.message_id, "/reads 2015-01-04")
        await here.server.until(lambda: len(here.server.sent(-555)) == 2)
        assert "This bot serves one team." in here.texts(-555)[1]
        assert "5 January" in here.texts(-555)[0]


async def test_a_group_talks_among_itself_and_strangers_get_one_line() -> None:
    async with polling() as here:
        here.server.chat(-555)
        here.server.say(TEAM, STRANGER, "top of the morning")
        for text in ("hello", "/reads 2015-01-05", "/start"):
            here.server.say(-555, STRANGER, text)
        here.server.say(TEAM, STRANGER, "/start")
        await here.said(-555)
        await here.said(TEAM)
        assert [text.partition(".")[0] for text in here.texts(-555)] == ["This bot serves one team"]
        assert len(here.texts(TEAM)) == 1
        assert not here.house.simulator.calls


async def test_a_question_that_waits_for_wechat_does_not_hold_up_the_others() -> None:
    answered = asyncio.Event()

    async def slow(request: httpx.Request) -> httpx.Response:
        await answered.wait()
        raise httpx.ConnectError("no route")

    async with polling(transport=httpx.MockTransport(slow)) as here:
        here.server.say(TEAM, STRANGER, "/reads 2015-01-05")
        await here.said(TEAM)
        here.server.say(ADMIN, ADMIN, "/help")
        assert "What you can ask" in (await here.said(ADMIN))[0]
        assert here.texts(TEAM) == ["Asking WeChat for Daily Tech …"]
        answered.set()
        await here.server.until(lambda: "WeChat cannot be reached" in here.texts(TEAM)[0], within=30)


async def test_another_bots_command_is_ignored_and_ones_own_name_is_not() -> None:
    async with polling() as here:
        name = here.house.app.delivery.sender._bot.username  # type: ignore[attr-defined]
        here.server.say(TEAM, STRANGER, "/start@another_bot")
        here.server.say(TEAM, STRANGER, f"/help@{name}")
        (text,) = await here.said(TEAM)
    assert text.startswith("What you can ask")


async def test_removed_from_a_chat_its_digests_rest_and_go_on_when_it_comes_back() -> None:
    async with polling("2015-01-06 08:00") as here:
        await seed_chats(here.house.app)
        (subscription,) = here.house.app.subscriptions.all()
        assert subscription.paused is None
        here.server.member_update(TEAM, "left")
        await here.server.until(lambda: not here.server.updates.pending, within=3)
        await paused(here, "gone")
        here.server.member_update(TEAM, "member")
        await paused(here, None)


async def paused(here: Here, why: str | None) -> None:
    """Wait until the team's subscription rests for this reason."""
    for _ in range(50):
        (subscription,) = here.house.app.subscriptions.all()
        if subscription.paused == why:
            return
        await asyncio.sleep(0.02)
    raise AssertionError(subscription)


async def test_a_group_that_moves_is_followed_by_either_notice_and_once(monkeypatch: pytest.MonkeyPatch) -> None:
    notices = []
    async with polling("2015-01-06 08:00") as here:
        moved = here.house.app.delivery.moved

        async def noted(old: int, new: int) -> None:
            notices.append((old, new))
            await moved(old, new)

        monkeypatch.setattr(here.house.app.delivery, "moved", noted)
        await seed_chats(here.house.app)
        here.server.migrate(TEAM, -1_000_100)
        here.server.say(-1_000_100, STRANGER, "/status")
        await here.server.until(lambda: bool(here.server.sent(-1_000_100)))
        (subscription,) = here.house.app.subscriptions.all()
    assert notices == [(TEAM, -1_000_100)] * 2
    assert subscription.chat == -1_000_100
    assert "Digest: daily at 08:30" in here.texts(-1_000_100)[0]


@pytest.mark.parametrize(("person", "status", "may"), [(50, "administrator", True), (51, "member", False)])
async def test_only_a_groups_admins_change_its_digests(person: int, status: str, may: bool) -> None:
    async with polling() as here:
        here.server.member(TEAM, person, status)
        here.server.say(TEAM, person, "/subscribe")
        (text,) = await here.said(TEAM)
    assert ("will come here" in text) is may


async def test_an_anonymous_admin_is_one() -> None:
    async with polling() as here:
        here.server.say(TEAM, ANONYMOUS_ADMIN, "/subscribe")
        (text,) = await here.said(TEAM)
    assert "will come here" in text


async def test_the_menu_is_published_from_the_table_of_commands() -> None:
    async with polling() as here:
        published = here.server.menus.published
    for code, language in (("", "en"), ("en", "en"), ("zh", "zh")):
        told = [(command["command"], command["description"]) for command in published["default", code]]
        assert told == [(name, translate(what, language)) for name, what in menu()]


async def test_a_group_that_calls_the_bot_by_name_needs_no_slash() -> None:
    async with polling() as here:
        name = here.house.app.delivery.sender._bot.username  # type: ignore[attr-defined]
        here.server.say(TEAM, STRANGER, "@somebody_else 昨天阅读")
        here.server.say(TEAM, STRANGER, f"@{name}_two 昨天阅读")
        here.server.say(TEAM, STRANGER, f"昨天阅读 @{name.upper()}", thread=5)
        await here.server.until(lambda: any("24,140 readers" in text for text in here.texts(TEAM)))
        (posted,) = here.server.sent(TEAM)
    assert posted.thread == 5
