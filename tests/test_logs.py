"""Secrets never reach the log, and other libraries' tracebacks stay out of it."""

from __future__ import annotations

import json
import logging
import sys

import pytest

from bot.logs import JsonLines, Redact, configure
from tests.own_logging import own_logging


def record(name: str, message: str, *args: object, exc: bool = False) -> logging.LogRecord:
    info = None
    if exc:
        try:
            raise ValueError("s3cret of https://api.telegram.org/bot123456:ABC-def/getMe")
        except ValueError:
            info = sys.exc_info()
    return logging.LogRecord(name, logging.ERROR, "x.py", 1, message, args, info)


@pytest.mark.parametrize(
    "message",
    [
        "POST https://api.telegram.org/bot123456:ABC-def/sendMessage",
        "GET /datacube/getuserread?access_token=T0KEN&x=1",
        "GET /cgi-bin/token?appid=wx1&secret=s3cret",
        "the token s3cret",
        '{"access_token": "T0KEN", "expires_in":7200}',
        "{'appid': 'wx1', 'secret': b'ABC-def'}",
        'app_secret = "ABC-def"',
    ],
)
def test_tokens_and_secrets_are_taken_out(message: str) -> None:
    line = record("httpx", "%s", message)
    Redact(["s3cret"]).filter(line)
    for secret in ("ABC-def", "T0KEN", "s3cret"):
        assert secret not in line.getMessage()


@pytest.mark.parametrize(
    "message",
    [
        "https://t.me/morning_reads_bot?start=aB3-_fGhIjKlMnOpQrStUv",
        "{'text': 'For one: <code>https://t.me/a_bot?startgroup=aB3-_fGhIjKlMnOpQrStUv</code>'}",
        "text=https%3A%2F%2Ft.me%2Fa_bot%3Fstart%3DaB3-_fGhIjKlMnOpQrStUv",
        "'text': '/start aB3-_fGhIjKlMnOpQrStUv'",
        '"text": "/start@a_bot aB3-_fGhIjKlMnOpQrStUv"',
        "/开始 aB3-_fGhIjKlMnOpQrStUv",
        r'"text":"/\u5f00\u59cb aB3-_fGhIjKlMnOpQrStUv"',
        r"'text': '/start\naB3-_fGhIjKlMnOpQrStUv'",
        r'"text": "/START\u00a0aB3-_fGhIjKlMnOpQrStUv"',
    ],
)
def test_invitations_are_taken_out(message: str) -> None:
    line = record("telegram.Bot", "%s", message)
    Redact(debug=True).filter(line)
    assert "aB3-_fGhIjKlMnOpQrStUv" not in line.getMessage()
    assert "…" in line.getMessage()


@pytest.mark.parametrize("letter", ["x", "报", "\n", '"', "\x00", "\udc80"])
@pytest.mark.parametrize("form", ["text", "json"])
def test_no_line_has_more_than_two_kilobytes(
    letter: str, form: str, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    page = letter * 1_000_000
    with own_logging():
        configure("INFO", form, ["s3cret"])
        logging.getLogger("telegram.ext.Updater").warning("a page: %s", page)
        try:
            raise ValueError(page)
        except ValueError as error:
            logging.getLogger("bot.app").warning("broken: %s", page, exc_info=error if form == "text" else None)
    told = capsysbinary.readouterr().err
    assert b"a page: " in told
    assert max(map(len, told.split(b"\n"))) <= 2_000
    assert len(told) <= 150_000


def test_what_is_cut_holds_no_half_of_a_secret() -> None:
    for before in range(1_800, 1_960):
        line = record("httpx", "%s", "x" * before + " /bot123456:ABC-def/getMe s3cret-and-more")
        Redact(["s3cret-and-more"]).filter(line)
        assert not any(part in line.getMessage() for part in ("ABC", "s3c"))


def test_tracebacks_of_other_libraries_are_dropped_and_our_own_kept_without_secrets() -> None:
    theirs, ours = record("telegram.ext", "x", exc=True), record("bot.delivery", "x", exc=True)
    for line in (theirs, ours):
        Redact(["s3cret"]).filter(line)
    text = logging.Formatter().format
    assert "Traceback" not in text(theirs)
    assert "Traceback" in text(ours)
    assert "s3cret" not in text(ours)
    assert "ABC-def" not in text(ours)


def test_a_slip_in_another_librarys_line_stops_nothing_and_shows_no_secret() -> None:
    line = record("httpx", "%d of %s", "s3cret")
    assert Redact(["s3cret"]).filter(line)
    assert line.getMessage() == "%d of %s ('…',)"


def test_while_debugging_other_libraries_show_their_tracebacks_without_secrets() -> None:
    line = record("telegram.ext", "x", exc=True)
    Redact(["s3cret"], debug=True).filter(line)
    text = logging.Formatter().format(line)
    assert "Traceback" in text
    assert "s3cret" not in text


@pytest.mark.parametrize(
    ("level", "debug", "shown"),
    [
        ("INFO", False, ["bot INFO", "bot WARNING", "httpx WARNING"]),
        ("WARNING", False, ["bot WARNING", "httpx WARNING"]),
        ("INFO", True, ["bot INFO", "httpx INFO", "bot WARNING", "httpx WARNING"]),
    ],
)
def test_other_libraries_speak_from_warning_on_unless_debugging(
    level: str, debug: bool, shown: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with own_logging():
        configure(level, "json", ["s3cret"], debug=debug)
        for number in (logging.INFO, logging.WARNING):
            for name in ("bot", "httpx"):
                logging.getLogger(name).log(number, "the %s", "s3cret")
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert [f"{line['logger']} {line['level']}" for line in lines] == shown
    assert {line["message"] for line in lines} == {"the …"}


def test_json_lines_are_json() -> None:
    line = record("bot.x", 'a "quoted" %s', "word")
    Redact().filter(line)
    assert json.loads(JsonLines().format(line))["message"] == 'a "quoted" word'
