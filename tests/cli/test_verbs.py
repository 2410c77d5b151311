"""The verbs as processes: what is printed where, and the exit status."""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from bot.store.lock import StoreLock
from bot.wechat.simulator import Errcode
from tests.end_to_end.nursery import nursery
from tests.end_to_end.program import world
from tests.house import StandingClock, china


async def demo(*words: str, asked: str = "", **environment: str) -> tuple[int, str, str]:
    async with nursery() as forks:
        process = await forks.start(("-m", "bot", "demo", *words), {"PATH": "/usr/bin:/bin", **environment}, said=asked)
        out, err = await process.communicate()
        return process.returncode or 0, out.decode(), err.decode()


async def demo_from_nothing(*words: str, asked: str = "", **environment: str) -> tuple[int, str, str]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "demo", *words,
        env={"PATH": "/usr/bin:/bin", **environment},
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    out, err = await process.communicate(asked.encode())
    return process.returncode or 0, out.decode(errors="replace"), err.decode()


async def test_the_demo_prints_the_digest_and_answers_what_is_piped_in() -> None:
    status, out, err = await demo_from_nothing("--date", "2015-01-05", asked="/reads 2015-01-04\n\n/help\n")
    assert (status, err) == (0, "")
    assert out.startswith("Daily Tech · Monday, 5 January 2015\n24,140 readers")
    assert "[ ◀ Sun 4: /report 2015-01-04 ]" in out
    assert "Daily Tech · Sunday, 4 January 2015" in out
    assert "What you can ask" in out
    assert "Late" not in out


async def test_at_a_terminal_the_demo_prompts_and_ctrl_c_ends_it() -> None:
    ours, its = os.openpty()
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "demo", stdin=its, stdout=its, stderr=its, start_new_session=True
    )
    os.close(its)
    shown = ""
    while "> " not in shown:
        shown += (await asyncio.to_thread(os.read, ours, 65536)).decode()
    process.send_signal(signal.SIGINT)
    status = await asyncio.wait_for(process.wait(), 10)
    os.close(ours)
    assert status == 0
    assert "Ask it something" in shown
    assert "Traceback" not in shown


async def test_a_terminal_without_the_arrows_shows_something_else_and_no_traceback() -> None:
    status, out, err = await demo_from_nothing("--date", "2015-01-05", PYTHONIOENCODING="latin-1")
    assert (status, err) == (0, "")
    assert "24,140 readers ? 144 % on Sunday" in out


async def test_the_demo_reads_no_settings() -> None:
    status, out, _ = await demo(MORNING_READS_NONSENSE="1", MORNING_READS_LANGUAGE="fr")
    assert status == 0
    assert "readers" in out


async def test_the_demo_of_a_day_that_is_not_over_is_refused() -> None:
    status, out, err = await demo("--date", "2999-01-01")
    assert (status, out) == (2, "")
    assert "is still to come" in err


async def test_the_demos_figures_are_those_that_the_simulator_serves_over_http(tmp_path: Path) -> None:
    async with world(tmp_path) as here:
        for question in ("/reads 2015-01-05", "/top 2015-01-05"):
            _, out, _ = await demo(asked=f"{question}\n")
            asked = await here.verb("ask", question, now="2026-11-24 12:30")
            of_demo = re.findall(r"[\d,]+ (?:\w+ )?(?:read|share|save|favour)\w+", out.split("\n\n", 2)[-1])
            of_http = re.findall(r"[\d,]+ (?:\w+ )?(?:read|share|save|favour)\w+", asked.out)
            assert of_http
            assert of_http == of_demo[-len(of_http) :]


async def test_ask_ends_with_0_answered_2_refused_1_not_to_be_had(tmp_path: Path) -> None:
    async with world(tmp_path) as here:
        answered = await here.verb("ask", "/reads", "2015-01-05", now="2015-01-06 12:30")
        refused = [await here.verb("ask", *text.split()) for text in ("/reads 2999-01-01", "/subscribe")]
        here.simulator.faults.add("getuserread", Errcode(48001), times=9)
        failed = await here.verb("ask", "/reads 2014-12-20", now="2015-01-06 12:30")
    assert (answered.status, answered.err) == (0, "")
    assert answered.out.startswith("Daily Tech · Monday, 5 January 2015\n24,140 readers")
    assert [ended.status for ended in refused] == [2, 2]
    assert all(ended.out == "" and ended.err for ended in refused)
    assert failed.status == 1
    assert "WeChat does not let Daily Tech read its figures." in failed.err


async def test_ask_keeps_what_it_fetched_when_nobody_holds_the_store(tmp_path: Path) -> None:
    async with world(tmp_path) as here:
        await here.verb("ask", "/reads", "2015-01-05", now="2026-11-24 12:30")
        before = len(here.simulator.calls)
        again = await here.verb("ask", "/reads", "2015-01-05", now="2026-11-24 12:31")
        assert again.status == 0
        assert len(here.simulator.calls) == before


async def test_ask_answers_beside_a_holder_and_keeps_nothing(tmp_path: Path) -> None:
    async with world(tmp_path) as here:
        clock = StandingClock(china("2015-01-06 08:00"))
        with StoreLock(tmp_path / "store.sqlite", "run", clock.now):
            asked = await here.verb("ask", "/reads", "2015-01-05", now="2015-01-06 12:30")
        assert asked.status == 0, asked.err
        assert not (tmp_path / "store.sqlite").exists()


async def test_check_is_a_line_for_each_part(tmp_path: Path) -> None:
    async with world(tmp_path) as here:
        good = await here.verb("check", now="2015-01-06 12:30")
        accounts = json.dumps({"demo": {"name": "Daily Tech", "app_id": "wxdemo", "app_secret": "bad"}})
        bad = await here.verb("check", ACCOUNTS=accounts, TELEGRAM__TOKEN="123456:wrong", STORE__PATH="/proc/x/y")
        unset = await here.verb("check", ACCOUNTS="{}", TELEGRAM__TOKEN="")
    assert good.status == 0, good.out + good.err
    assert re.findall(r"^✓ (\w+)", good.out, re.M) == ["settings", "store", "account", "Telegram"]
    assert "The program's clock starts at 2015-01-06T12:30:00+08:00: a rehearsal." in good.out
    assert bad.status == unset.status == 1
    assert "✗ store /proc/x/y: The store at /proc/x/y cannot be used" in bad.out
    assert "Telegram does not know this bot token." in bad.out
    assert "There is no bot token." in unset.out
    assert "No official account is set up yet." in unset.out


async def test_check_names_a_wrong_secret_even_if_a_good_token_is_held(tmp_path: Path) -> None:
    async with world(tmp_path) as here:
        await here.verb("ask", "/reads", "2015-01-05", now="2015-01-06 12:30")
        accounts = json.dumps({"demo": {"name": "Daily Tech", "app_id": "wxdemo", "app_secret": "bad"}})
        bad = await here.verb("check", ACCOUNTS=accounts, now="2015-01-06 12:31")
    assert "✗ account Daily Tech: WeChat says that the AppSecret of Daily Tech is wrong." in bad.out


async def test_a_wrong_setting_is_one_sentence_and_exit_status_2(tmp_path: Path) -> None:
    async with world(tmp_path) as here:
        ended = await here.verb("run", TELEGRAM__TOKNE="x")
    assert (ended.status, ended.out) == (2, "")
    assert ended.err == (
        "There is no setting MORNING_READS_TELEGRAM__TOKNE. Did you mean MORNING_READS_TELEGRAM__TOKEN?\n"
    )


async def test_each_wrong_setting_is_told_in_a_line_of_its_own(tmp_path: Path) -> None:
    async with world(tmp_path) as here:
        ended = await here.verb("run", LANGUAGE="fr", LOG__LEVEL="loud")
    assert ended.status == 2
    assert [line.partition(" is wrong")[0] for line in ended.err.splitlines()] == [
        "The setting MORNING_READS_LANGUAGE",
        "The setting MORNING_READS_LOG__LEVEL",
    ]


async def test_a_wrong_secret_and_an_address_that_is_not_let_in_are_named(tmp_path: Path) -> None:
    accounts = json.dumps({"demo": {"name": "Daily Tech", "app_id": "wxdemo", "app_secret": "bad-s3cret"}})
    async with world(tmp_path) as here:
        secret = await here.verb("ask", "/reads", "2015-01-05", ACCOUNTS=accounts, now="2015-01-06 12:30")
        here.simulator.faults.add("stable_token", Errcode(40164, "invalid ip 203.0.113.7, not in whitelist"), times=9)
        address = await here.verb("ask", "/reads", "2015-01-05", now="2015-01-06 12:30")
    assert (secret.status, address.status) == (1, 1)
    assert "WeChat says that the AppSecret of Daily Tech is wrong." in secret.err
    assert "bad-s3cret" not in secret.err + secret.out
    assert "Add 203.0.113.7 to the IP whitelist of Daily Tech" in address.err


async def test_the_simulator_tells_its_url_and_serves_there_until_it_is_stopped() -> None:
    words = (sys.executable, "-m", "bot", "simulator", "--port", "0")
    served = await asyncio.create_subprocess_exec(*words, stdout=asyncio.subprocess.PIPE)
    assert served.stdout is not None
    line = (await served.stdout.readline()).decode()
    (url,) = re.findall(r"http://127\.0\.0\.1:\d+", line)
    async with httpx.AsyncClient(base_url=url, trust_env=False) as client:
        asked = {"grant_type": "client_credential", "appid": "wxdemo", "secret": "any"}
        good = (await client.post("/cgi-bin/stable_token", json=asked)).json()
        bad = (await client.post("/cgi-bin/stable_token", json=asked | {"secret": "bad"})).json()
    served.terminate()
    rest, _ = await served.communicate()
    assert (served.returncode, rest) == (0, b"")
    assert good["access_token"]
    assert bad["errcode"] == 40125


async def test_a_store_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    async with world(tmp_path) as here:
        for verb in ("run", "morning"):
            ended = await here.verb(verb, STORE__PATH=str(tmp_path / "file" / "store.sqlite"))
            assert ended.status == 1
            assert ended.err.splitlines()[-1].startswith(f"The store at {tmp_path}/file/store.sqlite cannot be used")
            assert "Traceback" not in ended.err


async def test_telegram_out_of_reach_fails_a_morning_and_sends_nothing_twice(tmp_path: Path) -> None:
    async with world(tmp_path) as here:
        away = await here.verb("morning", now="2015-01-06 08:31", TELEGRAM__API_URL="http://127.0.0.1:9")
        back = await here.verb("morning", now="2015-01-06 08:32")
        digests = here.digests(here.chats[0])
    assert away.status == 1
    assert away.out == f"Digests of 2015-01-05: 1 failed. Chat {here.chats[0]}: Telegram cannot be reached.\n"
    assert "Telegram cannot be reached." in away.err
    assert back.status == 0
    assert len(digests) == 1


async def test_a_plan_tells_in_plain_words_what_else_may_be_asked(tmp_path: Path) -> None:
    async with world(tmp_path) as here:
        ended = await here.verb("morning", "--plan", now="2026-01-06 08:31")
    assert ended.status == 0, ended.err
    assert re.search(r"For the titles of the top articles up to \d+ more calls may come first", ended.out)
    assert " lives " not in ended.out


async def test_without_a_subscription_a_morning_says_how_to_have_one(tmp_path: Path) -> None:
    async with world(tmp_path, chats=0) as here:
        for words, begin in ((), "Digests of 2015-01-05: nothing to send."), (("--dry-run",), "No chat would get"):
            ended = await here.verb("morning", *words, now="2015-01-06 08:31")
            assert (ended.status, ended.out[: len(begin)]) == (0, begin)
            assert "Say /subscribe to the bot in a chat, or list chats in MORNING_READS_TELEGRAM__CHATS." in ended.out


async def test_a_dry_run_prints_what_each_chat_would_get_and_changes_nothing(tmp_path: Path) -> None:
    async with world(tmp_path, chats=2) as here:
        ended = await here.verb("morning", "--dry-run", now="2015-01-06 08:31")
        assert here.texts(here.chats[0]) == []
    assert ended.status == 0, ended.err
    assert ended.out.count("24,140 readers") == 2
    assert "--- chat -1001\n" in ended.out
    assert not (tmp_path / "store.sqlite").exists()


async def test_debug_shows_where_a_failure_comes_from(tmp_path: Path) -> None:
    async with world(tmp_path) as here:
        ended = await here.verb("run", "--debug", TELEGRAM__TOKEN="")
    assert "Traceback" in ended.err
    assert "There is no bot token." in ended.err


async def test_check_says_which_settings_file_it_read_and_whether_the_store_is_new(tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    config = tmp_path / "home" / "mr.toml"
    config.write_text('[store]\npath = "kept.sqlite"\n')
    async with world(tmp_path) as here:
        none = await here.verb("check", now="2015-01-06 12:30")
        new = await here.verb("check", "--config", str(config), STORE__PATH="", now="2015-01-06 12:30")
        await here.verb("ask", "/reads", "2015-01-05", "--config", str(config), STORE__PATH="", now="2015-01-06 12:30")
        kept = await here.verb("check", "--config", str(config), STORE__PATH="", now="2015-01-06 12:30")
    store = tmp_path / "home" / "kept.sqlite"
    assert none.out.startswith("✓ settings: no file, the environment alone\n")
    assert new.out.startswith(f"✓ settings: {config}\n✓ store {store}: new: `run` will make it\n")
    assert re.search(rf"^✓ store {store}: \d days of figures$", kept.out, re.M)
    assert not (tmp_path / "store.sqlite").exists()


async def test_check_refuses_a_store_that_has_no_room_for_what_run_will_write(tmp_path: Path) -> None:
    small = "import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (150_000, 150_000)); "
    async with world(tmp_path, forked=False) as here:
        here.begin = ("-c", small + "from bot.cli import main; sys.exit(main(sys.argv[1:]))")
        ended = await here.verb("check", now="2015-01-06 12:30")
    assert ended.status == 1
    assert (
        f"✗ store {tmp_path}/store.sqlite: The store at {tmp_path}/store.sqlite cannot be used: file too" in ended.out
    )
    assert "✓ account Daily Tech" in ended.out


async def test_a_damaged_store_is_told_with_what_is_left_by_check_and_by_who_needs_it(tmp_path: Path) -> None:
    async with world(tmp_path) as here:
        await here.verb("morning", now="2015-01-06 08:31")
        path = tmp_path / "store.sqlite"
        with closing(sqlite3.connect(path)) as conn:
            (root,) = conn.execute("SELECT rootpage FROM sqlite_master WHERE name = 'shelf_subscriptions'").fetchone()
        content = path.read_bytes()
        path.write_bytes(content[: (root - 1) * 4096] + b"\xff" * 4096 + content[root * 4096 :])
        ended = [await here.verb(verb, now="2015-01-06 12:30") for verb in ("run", "check")]
        saved = ("2015-01-01", "2015-01-05", "--format", "json", "--output", str(tmp_path / "saved.json"))
        await here.verb("export", *saved, now="2015-01-06 12:30")
        fresh = {"STORE__PATH": str(tmp_path / "fresh.sqlite"), "now": "2015-01-06 12:30"}
        brought = await here.verb("import", str(tmp_path / "saved.json"), **fresh)
    assert brought.status == 0, brought.err
    assert (tmp_path / "fresh.sqlite").exists()
    for text in (ended[0].err, ended[1].out):
        assert f"The store at {path} is damaged. What can still be read: " in text
        assert " days of figures" in text
        assert "export FROM TO --format json" in text
        assert "permissions" not in text
        assert "Traceback" not in text
    assert [one.status for one in ended] == [1, 1]


async def test_run_begins_with_a_line_for_each_thing_it_works_with(tmp_path: Path) -> None:
    config = tmp_path / "mr.toml"
    config.write_text('language = "en"\n')
    async with world(tmp_path) as here:
        for words in ("new, with nothing in it", r"\d days of figures"):
            bot = await here.start("run", "--config", str(config), now="2015-01-06 12:30")
            await here.until_menu()
            ended = await here.end(bot, signal.SIGTERM)
            lines = re.findall(r"^\S+ \d\d:\d\d:\d\d\.\d{3}[+-]\d\d:\d\d (?:INFO|WARNING) bot: (.*)$", ended.err, re.M)
            assert re.fullmatch(f"store: {tmp_path}/store.sqlite, {words}", lines.pop(1))
            assert lines == [
                f"settings: {config}",
                "accounts: Daily Tech (@demo)",
                "chats with digests: -1001",
                "next digest: 2015-01-07 08:30+08:00",
            ]
            await here.verb("ask", "/reads", "2015-01-05", now="2015-01-06 12:30")


async def test_without_admins_run_says_how_to_become_one(tmp_path: Path) -> None:
    async with world(tmp_path) as here:
        bot = await here.start("run", now="2015-01-06 12:30", TELEGRAM__ADMINS="")
        await here.until_menu()
        ended = await here.end(bot, signal.SIGTERM)
    assert (
        "nobody is an admin: say /start to the bot, put the id that it answers into MORNING_READS_TELEGRAM__ADMINS"
        in (ended.err)
    )


async def test_a_new_store_names_one_that_it_would_leave_behind_in_the_working_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for folder in ("home", "work"):
        (tmp_path / folder).mkdir()
    config = tmp_path / "home" / "mr.toml"
    config.write_text('[store]\npath = "kept.sqlite"\n')
    monkeypatch.chdir(tmp_path / "work")
    other = tmp_path / "work" / "kept.sqlite"
    async with world(tmp_path, forked=False) as here:
        await here.verb("ask", "/reads", "2015-01-05", STORE__PATH=str(other), now="2015-01-06 12:30")
        looked = await here.verb("check", "--config", str(config), STORE__PATH="", now="2015-01-06 12:30")
        bot = await here.start("run", "--config", str(config), STORE__PATH="", LOG__LEVEL="WARNING")
        await here.until_menu()
        ended = await here.end(bot, signal.SIGTERM)
    told = f"nother stands at {other}: to go on with that, set store.path"
    assert f"new: `run` will make it. A{told}" in looked.out
    assert f"store: {config.parent}/kept.sqlite, new, with nothing in it; a{told}" in ended.err
