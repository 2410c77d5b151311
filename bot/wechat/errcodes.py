"""WeChat's errcodes, a row each: what they mean for us, and what a person is told.

Source: the datacube pages, the global return-code table and the token pages; match on the number only, since
errmsg varies and carries a request id. A number without a row is permanent.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.core.errors import (
    N_,
    NoLongerServed,
    NotReady,
    OperatorNeeded,
    Permanent,
    QuotaUsedUp,
    RetrySoon,
    TokenRejected,
    WeChatTrouble,
)
from bot.core.naming import Setting

REFRESH = frozenset({40001, 40014, 42001})
"""Errcodes after which the token is fetched anew, once."""


@dataclass(frozen=True, slots=True)
class Code:
    """One errcode, or several that mean the same to a person."""

    numbers: tuple[int, ...]
    kind: type[WeChatTrouble]
    sentence: str
    step: str


_TRY_SOON = N_("Please ask again in a few minutes.")
_REFUSED = N_("WeChat refuses the call (its number {code}).")
_TELL_US = N_("This is a fault of the bot: please report it with the line in the log.")

CODES: tuple[Code, ...] = (
    Code((-1,), RetrySoon, N_("WeChat is busy."), _TRY_SOON),
    Code((45011,), RetrySoon, N_("WeChat gets too many calls this minute."), _TRY_SOON),
    Code(
        (40001, 40014, 42001),
        TokenRejected,
        N_("WeChat refuses the access token of {account}, also a fresh one."),
        N_(
            "Either the AppSecret in the settings is wrong, or another program fetches tokens for the same account: "
            "give only one of them the AppSecret, and run `morning-reads check`."
        ),
    ),
    Code((61503,), NotReady, NotReady.sentence, NotReady.step),
    Code(
        (45009,),
        QuotaUsedUp,
        N_("WeChat's daily number of calls is used up for {account}."),
        N_("It starts anew at midnight, China time; until then the archive still answers."),
    ),
    Code(
        (40125,),
        OperatorNeeded,
        N_("WeChat says that the AppSecret of {account} is wrong."),
        N_("Copy it anew from WeChat's console (Settings → Basic configuration) into the settings."),
    ),
    Code(
        (40164,),
        OperatorNeeded,
        N_("WeChat does not know this server's address yet."),
        N_("Add {address} to the IP whitelist of {account} (Settings → Basic configuration), then ask again."),
    ),
    Code(
        (61004,),
        OperatorNeeded,
        N_("WeChat does not know this server's address as one of the platform's."),
        N_("Add {address} to the platform's list of addresses, then ask again."),
    ),
    Code(
        (40243,),
        OperatorNeeded,
        N_("The AppSecret of {account} is frozen."),
        N_("Thaw it in WeChat's console (Settings → Basic configuration)."),
    ),
    Code(
        (48001,),
        OperatorNeeded,
        N_("WeChat does not let {account} read its figures."),
        N_("The account must be verified and have the data interface: see its list of permissions."),
    ),
    Code(
        (48004,),
        OperatorNeeded,
        N_("WeChat has banned this interface for {account}."),
        N_("Look at the notices in WeChat's console."),
    ),
    Code(
        (50001, 50002),
        OperatorNeeded,
        N_("WeChat restricts {account}."),
        N_("Look at the notices in WeChat's console."),
    ),
    Code(
        (61003, 61007, 61016, 61017, 61018, 61021, 61023, 42007),
        OperatorNeeded,
        N_("{account} no longer lets the platform read its figures."),
        N_("Its administrator must authorize the platform again, with mass sending and notification."),
    ),
    Code(
        (61009, 61010),
        OperatorNeeded,
        N_("The authorization of {account} was not completed in time."),
        N_("Its administrator must begin it again, from the platform's link."),
    ),
    Code(
        (61011,),
        OperatorNeeded,
        N_("WeChat does not accept the platform."),
        N_(
            "Compare its AppID and AppSecret in the settings with those of WeChat's open platform, and its state there."
        ),
    ),
    Code(
        (89501, 89503),
        OperatorNeeded,
        N_("WeChat waits for the administrator of {account} to confirm this server."),
        N_("The administrator finds the request on the phone; then ask again."),
    ),
    Code(
        (89506, 89507),
        OperatorNeeded,
        N_("The administrator of {account} refused this server."),
        N_("WeChat asks again after 1 to 24 hours."),
    ),
    Code(
        (61005, 61006),
        RetrySoon,
        N_("WeChat's verify ticket has run out."),
        N_("The next one comes within 10 minutes."),
    ),
    Code(
        (47009,),
        NoLongerServed,
        N_("WeChat no longer serves these figures for {account}."),
        N_("What the archive holds can still be asked for."),
    ),
    Code(
        (48006,),
        QuotaUsedUp,
        N_("WeChat's daily number of calls is used up for {account}, and cannot be cleared again this month."),
        N_("It starts anew at midnight, China time; until then the archive still answers."),
    ),
    Code(
        (40013,),
        Permanent,
        N_("WeChat does not know the AppID of {account}."),
        N_("Copy it anew from WeChat's console (Settings → Basic configuration) into the settings."),
    ),
    Code(
        (41002, 41004),
        Permanent,
        N_("WeChat got no AppID or no AppSecret for {account}."),
        N_("Set both under {setting} in the settings, and run `morning-reads check`."),
    ),
    Code(
        (61024, 61502),
        Permanent,
        N_("The AppID of {account} is not that of an official account."),
        N_("Under {setting} in the settings stands the account's own, not a platform's or a mini program's."),
    ),
    Code(
        (61500, 61501),
        Permanent,
        N_("WeChat refuses the days that were asked for."),
        N_("If the host's clock is right, please report it with the line in the log."),
    ),
    Code((40002, 41001, 43002, 44002, 47001, 61008, 61012, 61013, 61014, 61015, 61020), Permanent, _REFUSED, _TELL_US),
)

_UNLISTED = Code((), Permanent, _REFUSED, N_("Please report it with the line in the log."))

_BY_NUMBER = {number: row for row in CODES for number in row.numbers}
_ADDRESS = re.compile(r"(?:ip|IP:)\s*([0-9a-fA-F.:]+)")
_RID = re.compile(r"rid:\s*([0-9a-f-]+)")


def errcode(body: Mapping[str, Any]) -> int:
    """The errcode of an answer as a number; 0 when it has none. Raises ValueError for one that is no number."""
    value = body.get("errcode") or 0
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise ValueError("an errcode that is no number")
    return int(value)


def answer(content: bytes) -> dict[str, Any] | None:
    """The JSON object that an answer holds; None for what is none, or whose errcode is no number."""
    try:
        # One odd byte in a title costs that title and nothing else: a byte that is no UTF-8 is kept as half a surrogate
        # pair, a raw control character as it came.
        body = json.loads(content.decode("utf-8-sig", "surrogateescape"), strict=False)
        if not isinstance(body, dict):
            return None
        errcode(body)
    except (ValueError, RecursionError):
        return None
    return body


def rid_of(body: Mapping[str, Any]) -> str | None:
    """WeChat's id of the request, by which a failed call can be looked up."""
    return rid_in(str(body.get("errmsg", "")))


def rid_in(words: str) -> str | None:
    """The same from words of any kind, an answer cut in the middle too."""
    found = _RID.search(words)
    return found.group(1) if found else None


def trouble(body: Mapping[str, Any], account: str) -> WeChatTrouble:
    """The error that an answer with an errcode stands for, in words for a person."""
    number = errcode(body)
    row = _BY_NUMBER.get(number, _UNLISTED)
    address = _ADDRESS.search(str(body.get("errmsg", "")))
    return row.kind(
        row.sentence,
        row.step,
        code=number,
        rid=rid_of(body),
        account=account,
        setting=Setting("accounts"),
        address=address.group(1) if address else N_("this server's address"),
    )
