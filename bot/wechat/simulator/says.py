"""How WeChat says no: an errcode and its errmsg, in an answer whose HTTP status is 200.

Source: samples of the global return codes; a request id (`rid: …`) ends most of them.
"""

from __future__ import annotations

from datetime import datetime
from itertools import count
from typing import Any

ADDRESS = "203.0.113.7"
"""The caller's address, in the errors that name one."""

TEXTS: dict[int, str] = {
    -1: "system error",
    40001: "invalid credential, access_token is invalid or not latest",
    40002: "invalid grant_type",
    40013: "invalid appid",
    40014: "invalid access_token",
    40066: "invalid url",
    40125: "invalid appsecret view more at http://t.cn/RAEkdVq",
    40164: f"invalid ip {ADDRESS}, not in whitelist hint:[UIluoA05892067]",
    40243: "appsecret is frozen",
    41001: "access_token missing",
    41002: "appid missing",
    41004: "appsecret missing",
    42001: "access_token expired",
    43001: "require GET method",
    43002: "require POST method",
    44002: "empty post data",
    45009: "reach max api daily quota limit",
    45011: "api minute-quota reach limit, must slower, retry next minute",
    47001: "data format error",
    47009: "this api is offline, please use the new api",
    48001: "api unauthorized",
    48004: "api forbidden for irregularities, view detail on mp.weixin.qq.com",
    50001: "user unauthorized",
    50002: "user limited",
    61003: "component is not authorized by this account",
    61004: f"access clientip is not registered requestIP: {ADDRESS}",
    61005: "component ticket is expired",
    61007: "api is unauthorized to component",
    61500: "date format error",
    61501: "date range error",
    61503: "data not ready, please try later",
}

_WITHOUT_RID = frozenset({40013, 40125, 40164, 47009, 61500, 61503})

_numbers = count(1)


class WeChatSays(Exception):
    """A call is refused with an errcode."""

    def __init__(self, code: int, errmsg: str | None = None) -> None:
        self.code = code
        self.errmsg = errmsg
        super().__init__(code)

    def body(self, now: datetime) -> dict[str, Any]:
        """The answer, with a request id of its own."""
        text = self.errmsg
        if text is None:
            text = TEXTS.get(self.code, "unknown error")
            if self.code not in _WITHOUT_RID:
                text = f"{text} rid: {_rid(now)}"
        return {"errcode": self.code, "errmsg": text}


def _rid(now: datetime) -> str:
    """A request id begins with the second at which the call came in."""
    number = next(_numbers)
    return f"{int(now.timestamp()):08x}-{number * 2654435761 % 2**32:08x}-{number * 40503 % 2**32:08x}"
