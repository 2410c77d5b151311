"""The log: secrets never reach it, other libraries' tracebacks stay out of it, and no line of it is long."""

from __future__ import annotations

import json
import logging
import re
import sys
from collections.abc import Iterable
from datetime import UTC, datetime

_TOKENS = (
    re.compile(r"(/bot|\bbot)\d{5,}:[A-Za-z0-9_-]+"),
    # An invitation, as a link and as what whoever follows it says, also within what is shown as Python or JSON.
    re.compile(
        r"((?:start(?:group)?|开始|\\u5f00\\u59cb)(?:@\w+)?(?:=|%3D|%20|\+|\s|\\[nrt]|\\x..|\\u....)+)[\w-]{20,}", re.I
    ),
    re.compile(r"((?:access_token|secret|appsecret|app_secret)['\"]?\s*[=:]\s*b?['\"]?)[^&\s'\"]+", re.IGNORECASE),
)


SHORTEST_SECRET = 6

LONGEST = 2_000
"""Bytes of a line: another side's page of any size is told by its beginning."""
ROOM = 100
"""Bytes of those for the time, the level and the logger's name."""
SEEN = 65_536
"""Letters of what was said that are looked at."""


class Redact(logging.Filter):
    """Takes secrets out of every record, and tracebacks out of those that are not the program's own."""

    def __init__(self, secrets: Iterable[str] = (), *, debug: bool = False) -> None:
        super().__init__()
        # A secret of a few letters would take ordinary words apart, and is none of WeChat's or Telegram's.
        self._secrets = [secret for secret in secrets if len(secret) >= SHORTEST_SECRET]
        self._debug = debug

    def filter(self, record: logging.LogRecord) -> bool:
        """Change the record; every record passes."""
        try:
            message = record.getMessage()
        except (TypeError, ValueError, KeyError):
            # Another library's slip in a line of its log; raised here, it would stop the library itself.
            message = f"{record.msg} {record.args}"
        record.msg, record.args = cut(self.clean(message[:SEEN])), None
        own = record.name.partition(".")[0] == "bot"
        if record.exc_info and (self._debug or own):
            told = logging.Formatter().formatException(record.exc_info)[:SEEN]
            record.exc_text = "\n".join(map(cut, self.clean(told).split("\n")))
        record.exc_info = None
        return True

    def clean(self, text: str) -> str:
        """The text without secrets."""
        for secret in self._secrets:
            text = text.replace(secret, "…")
        for pattern in _TOKENS:
            text = pattern.sub(r"\1…", text)
        return text


class Lines(logging.Formatter):
    """A line of text; its time has its zone."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:  # noqa: N802 - logging's name
        """When it was written: `2015-01-06 08:30:00.123+08:00`."""
        return datetime.fromtimestamp(record.created, UTC).astimezone().isoformat(" ", "milliseconds")


def cut(text: str, most: int = LONGEST - ROOM) -> str:
    """The beginning of a text, in so many bytes."""
    if len(text) * 4 <= most or len(told := text.encode("utf-8", "replace")) <= most:
        return text
    return told[: most - len("…".encode())].decode(errors="ignore") + "…"


class JsonLines(logging.Formatter):
    """One JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as an object."""
        line = {
            "at": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        while len(json.dumps(line, ensure_ascii=False).encode("utf-8", "replace")) > LONGEST:
            line["message"] = cut(line["message"], len(line["message"]) * 3 // 4)
        if record.exc_text:
            line["traceback"] = record.exc_text
        return json.dumps(line, ensure_ascii=False)


def configure(level: str, form: str, secrets: Iterable[str] = (), *, debug: bool = False) -> None:
    """Send the log to standard error. Other libraries speak from WARNING on, unless debugging."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines() if form == "json" else Lines())
    handler.addFilter(Redact(secrets, debug=debug))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.DEBUG if debug else logging.WARNING)
    logging.getLogger("bot").setLevel(logging.DEBUG if debug else level)
