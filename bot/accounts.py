"""The official accounts that the bot reports, and the choice of one by `@key`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum

from bot.core.errors import N_, Refused, UnknownAccount
from bot.core.naming import Setting
from bot.core.ports import ALL
from bot.wechat.client import WeChatClient


class Source(StrEnum):
    """Which family of interfaces an account's operator wants asked."""

    AUTO = "auto"
    """The successors for the days that they have, the classics for the days before."""
    CLASSIC = "classic"
    SUCCESSOR = "successor"


NAMED = 60
"""Accounts that help, or a refusal, names; /accounts lists them all."""


@dataclass(frozen=True, slots=True)
class Account:
    """One official account."""

    key: str
    name: str
    client: WeChatClient
    source: Source = Source.AUTO


class Accounts:
    """All accounts, in the order of the settings."""

    def __init__(self, accounts: Iterable[Account]) -> None:
        self._by_key = {account.key: account for account in accounts}

    def __iter__(self) -> Iterator[Account]:
        return iter(self._by_key.values())

    def __len__(self) -> int:
        return len(self._by_key)

    def __contains__(self, key: object) -> bool:
        return key in self._by_key

    @property
    def named(self) -> tuple[str, ...]:
        """Their keys as they are typed; of very many the first ones."""
        keys = tuple(f"@{key}" for key in self._by_key)
        return keys if len(keys) <= NAMED else (*keys[:NAMED], "…")

    def of(self, scope: str, line: str = "") -> tuple[Account, ...]:
        """The accounts of a scope: one by its key, or `all`.

        Raises Refused if there is none at all; UnknownAccount, which for a slip in a key offers the command that was
        said, `line`, with the nearest one. Whoever knows the line's days gives it, so that they are told by their date.
        """
        if not self._by_key:
            raise Refused(
                N_("No official account is set up yet."),
                N_("Add one under {setting} in the settings; README shows how."),
                setting=Setting("accounts"),
            )
        if scope == ALL:
            return tuple(self)
        if scope not in self._by_key:
            unknown = UnknownAccount(key=scope[:40], keys=self.named)
            unknown.nearest = next(iter(get_close_matches(scope[:40], self._by_key, 1)), None)
            unknown.instead = (f"{line} @{unknown.nearest}",) if line and unknown.nearest else ()
            raise unknown
        return (self._by_key[scope],)
