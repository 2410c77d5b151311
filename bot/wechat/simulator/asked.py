"""What a row builder is asked for, and what it makes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.wechat.simulator.account import Account

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Asked:
    """One day of one account, as known when `newest` was the last day computed."""

    account: Account
    day: date
    newest: date
    old_forms: bool = False
    titles: bool = True
    """Whether getarticletotaldetail names its articles, as it does since 2026-03."""
