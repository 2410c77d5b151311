"""The main job over real processes, real HTTP and a real file."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from tests.botapi import Accept, Hang
from tests.end_to_end.program import world
from tests.house import ADMIN

WITHIN = 20.0


async def test_run_answers_a_question_in_the_chat_that_asks(tmp_path: Path) -> None:
    async with world(tmp_path, forked=False) as here:
        process = await here.start("run", now="2015-01-06 07:00")
        await here.until_menu()
        here.telegram.say(ADMIN, ADMIN, "/reads 2015-01-05")
        await here.telegram.until(lambda: bool(here.digests(ADMIN)), within=WITHIN)
        ended = await here.end(process, signal.SIGTERM)
        assert here.digests(ADMIN)[0].splitlines()[1].startswith("24,140 readers ")
    assert ended.status == 0
    assert "Traceback" not in ended.err
    assert "test-token" not in ended.err


async def test_morning_delivers_one_digest_to_each_chat_and_none_the_second_time(tmp_path: Path) -> None:
    async with world(tmp_path, chats=3, forked=False) as here:
        first = await here.verb("morning", "--date", "2015-01-05", now="2026-11-24 12:30")
        second = await here.verb("morning", "--date", "2015-01-05", now="2026-11-24 12:40")
        counts = [len(here.digests(chat)) for chat in here.chats]
        asked = {str((call.body or {}).get("begin_date", "2015"))[:4] for call in here.simulator.calls}
    assert asked <= {"2014", "2015"}, "the morning of an old day asks for nothing of today's"
    assert (first.status, first.out) == (0, "Digests of 2015-01-05: 3 sent.\n"), first.err
    assert (second.status, second.out) == (0, "Digests of 2015-01-05: nothing to send.\n"), second.err
    assert counts == [1, 1, 1]


async def test_run_delivers_at_the_hour_and_not_before(tmp_path: Path) -> None:
    async with world(tmp_path) as here:
        await here.verb("morning", "--date", "2015-01-01", now="2015-01-05 20:00")
        process = await here.start("run", now="2015-01-06 08:29:55")
        await here.until_menu()
        early = len(here.digests(here.chats[0]))
        await here.telegram.until(lambda: len(here.digests(here.chats[0])) > early, within=WITHIN)
        call = here.telegram.called("sendMessage", here.chats[0])[-1]
        at = here.wechat_clock.now()
        await here.end(process, signal.SIGTERM)
        digest = here.digests(here.chats[0])[-1]
    assert early == 1
    assert digest.startswith("Daily Tech · Monday, 5 January 2015")
    assert "Late" not in digest
    assert "rehearsal clock" in digest
    assert at.isoformat() >= "2015-01-06T00:30:00"
    assert call is not None


async def test_what_fell_due_while_the_bot_was_away_comes_late_and_says_so(tmp_path: Path) -> None:
    async with world(tmp_path) as here:
        process = await here.start("run", now="2015-01-06 08:00")
        await here.until_menu()
        await here.end(process, signal.SIGTERM)
        assert here.texts(here.chats[0]) == []
        process = await here.start("run", now="2015-01-06 09:30")
        await here.telegram.until(lambda: bool(here.digests(here.chats[0])), within=WITHIN)
        await here.end(process, signal.SIGTERM)
        digests = here.digests(here.chats[0])
    assert len(digests) == 1
    assert "Late: this was due on 6 January 2015, 08:30." in digests[0]


@pytest.mark.parametrize("after", [0, 1, 4, 7, 9])
@pytest.mark.parametrize("verbs", [("run", "run"), ("morning", "morning")])
async def test_killed_in_mid_delivery_no_chat_has_two_digests_and_none_is_silently_without(
    tmp_path: Path, after: int, verbs: tuple[str, str]
) -> None:
    first, then = verbs
    async with world(tmp_path, chats=10) as here:
        # Of two chats the answer never comes: one message arrived, the other did not. Nobody can tell which.
        here.telegram.fault("sendMessage", Accept(Hang()), chat=here.chats[3])
        here.telegram.fault("sendMessage", Hang(), chat=here.chats[5])
        process = await here.start(first, now="2015-01-06 08:29:57" if first == "run" else "2015-01-06 08:31")
        await here.telegram.until(lambda: len(here.telegram.called("sendMessage")) > after, within=WITHIN)
        await here.end(process, signal.SIGKILL)
        here.telegram.script.clear()
        process = await here.start(then, now="2015-01-06 08:40")
        await here.telegram.until(lambda: all(here.texts(chat) for chat in here.chats), within=WITHIN)
        await here.end(process, signal.SIGTERM if then == "run" else None)
        asked = 0
        for chat in here.chats:
            digests, texts = here.digests(chat), here.texts(chat)
            told = [text for text in texts if text.startswith("I cannot tell whether")]
            assert len(digests) <= 1
            assert len(digests) == 1 or told, texts
            asked += bool(told)
        # Two hang, and a message or two may be on their way when the process dies: no others are asked about.
        assert asked <= 4


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_a_morning_told_to_stop_finishes_what_is_in_flight_and_the_next_one_does_the_rest(
    tmp_path: Path, number: signal.Signals
) -> None:
    async with world(tmp_path, chats=30) as here:
        process = await here.start("morning", "--date", "2015-01-05", now="2015-01-06 08:31")
        await here.telegram.until(lambda: len(here.telegram.called("sendMessage")) > 3, within=WITHIN)
        stopped = await here.end(process, number)
        first = sum(len(here.digests(chat)) for chat in here.chats)
        rest = await here.verb("morning", "--date", "2015-01-05", now="2015-01-06 08:40")
        assert [len(here.texts(chat)) for chat in here.chats] == [1] * 30
    assert stopped.status == 1
    assert "stopped" in stopped.err
    assert 0 < first < 30
    assert (rest.status, rest.out) == (0, f"Digests of 2015-01-05: {30 - first} sent.\n")


async def test_send_again_pressed_twice_by_two_people_across_a_restart_sends_once(tmp_path: Path) -> None:
    async with world(tmp_path) as here:
        chat = here.chats[0]
        here.telegram.fault("sendMessage", Hang(), chat=chat)
        process = await here.start("morning", "--date", "2015-01-05", now="2015-01-06 08:31")
        await here.telegram.until(lambda: bool(here.telegram.called("sendMessage", chat)), within=WITHIN)
        await here.end(process, signal.SIGKILL)
        process = await here.start("run", now="2015-01-06 08:40")
        await here.telegram.until(lambda: bool(here.texts(chat)), within=WITHIN)
        line = here.telegram.sent(chat)[0]
        (label, data) = line.buttons[0][0]
        assert (label, data) == ("Send again", "/resend 2015-01-05 #1")
        here.telegram.press(chat, 11, line.message_id, data)
        await here.telegram.until(lambda: bool(here.digests(chat)), within=WITHIN)
        await here.end(process, signal.SIGTERM)
        process = await here.start("run", now="2015-01-06 08:50")
        await here.until_menu()
        here.telegram.press(chat, 12, line.message_id, data)
        await here.telegram.until(lambda: "sent already" in here.texts(chat)[0], within=WITHIN)
        await here.end(process, signal.SIGTERM)
        assert len(here.digests(chat)) == 1


async def test_a_second_process_is_refused_and_told_who_has_the_store(tmp_path: Path) -> None:
    async with world(tmp_path) as here:
        process = await here.start("run", now="2015-01-06 07:00")
        await here.until_menu()
        refused = await here.verb("morning", now="2015-01-06 07:00")
        asked = await here.verb("ask", "/reads", "2015-01-04", now="2015-01-06 07:00")
        await here.end(process, signal.SIGTERM)
    assert refused.status == 1
    assert f"held by run (pid {process.pid})" in refused.err
    assert "/report" in refused.err
    assert asked.status == 0, asked.err
    assert "Sunday, 4 January 2015" in asked.out


async def test_wrong_bot_token_is_one_sentence_and_its_next_step(tmp_path: Path) -> None:
    async with world(tmp_path) as here:
        for verb in ("run", "morning"):
            ended = await here.verb(verb, TELEGRAM__TOKEN="123456:wrong")
            assert ended.status == 1
            assert ended.err.splitlines()[-1].startswith("Telegram does not know this bot token.")
            assert "Traceback" not in ended.err


async def test_figures_that_are_not_ready_stay_planned_and_the_exit_status_says_so(tmp_path: Path) -> None:
    async with world(tmp_path) as here:
        early = await here.verb("morning", now="2015-01-06 07:00")
        sent_early = here.texts(here.chats[0])
        later = await here.verb("morning", now="2015-01-06 08:05")
        digests = here.digests(here.chats[0])
    assert (early.status, early.out) == (1, "Digests of 2015-01-05: 1 waiting for WeChat's figures.\n"), early.err
    assert sent_early == []
    assert later.status == 0, later.err
    assert len(digests) == 1
