"""Access tokens, plain and stable: how long they live, and what retires them.

Source: the pages of getAccessToken and getStableAccessToken. The two kinds know nothing of each other.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from bot.core.days import wechat_today
from bot.core.ports import Clock
from bot.wechat.simulator.says import WeChatSays

LIFE = timedelta(seconds=7200)
OVERLAP = timedelta(minutes=5)
"""How long an old token works beside its successor, and how long before its end a stable one is renewed."""

FORCE_PAUSE = timedelta(seconds=30)
FORCES_A_DAY = 20


@dataclass(slots=True)
class _Token:
    app_id: str
    expires: datetime
    retired: datetime | None = None
    """From this instant on it is no longer the latest."""


@dataclass(slots=True)
class _Stable:
    token: str
    forced: datetime | None = None
    forces: int = 0
    forces_of: date | None = None


class Tokens:
    """Every token ever handed out, by the program's clock."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._known: dict[str, _Token] = {}
        self._plain: dict[str, str] = {}
        self._stable: dict[str, _Stable] = {}

    def plain(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """GET /cgi-bin/token: a new token each time; the one before works 5 minutes longer. Raises WeChatSays."""
        app_id, now = _checked(asked), self._clock.now()
        if (former := self._plain.get(app_id)) is not None:
            self._retire(former, now + OVERLAP)
        self._plain[app_id] = self._issue(app_id, now)
        return self._answer(self._plain[app_id], now)

    def stable(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """POST /cgi-bin/stable_token: the same until 5 minutes before its end, unless forced. Raises WeChatSays."""
        app_id = _checked(asked)
        now = self._clock.now()
        held = self._stable.get(app_id)
        if held is None:
            self._stable[app_id] = _Stable(self._issue(app_id, now))
        elif asked.get("force_refresh") is True:
            self._force(app_id, held, now)
        elif self._known[held.token].expires - now <= OVERLAP:
            held.token = self._issue(app_id, now)
        return self._answer(self._stable[app_id].token, now)

    def _force(self, app_id: str, held: _Stable, now: datetime) -> None:
        """Retire the token at once; too soon after another time nothing happens."""
        if held.forced is not None and now - held.forced < FORCE_PAUSE:
            return
        today = wechat_today(now)
        held.forces = held.forces + 1 if held.forces_of == today else 1
        held.forces_of = today
        if held.forces > FORCES_A_DAY:
            raise WeChatSays(45009)
        self._retire(held.token, now)
        held.token, held.forced = self._issue(app_id, now), now

    def owner(self, token: str | None) -> str | None:
        """The app id that a token was ever handed out for."""
        known = self._known.get(token or "")
        return known.app_id if known else None

    def admit(self, token: str | None) -> str:
        """The app id of a token that is good now. Raises WeChatSays (41001, 40001, 42001)."""
        if not token:
            raise WeChatSays(41001)
        known, now = self._known.get(token), self._clock.now()
        if known is None or (known.retired is not None and known.retired <= now):
            raise WeChatSays(40001)
        if known.expires <= now:
            raise WeChatSays(42001)
        return known.app_id

    def _retire(self, token: str, at: datetime) -> None:
        self._known[token].retired = at

    def _issue(self, app_id: str, now: datetime) -> str:
        token = f"97_{secrets.token_urlsafe(102)}"
        self._known[token] = _Token(app_id, now + LIFE)
        return token

    def _answer(self, token: str, now: datetime) -> dict[str, Any]:
        left = self._known[token].expires - now
        return {"access_token": token, "expires_in": int(left.total_seconds())}


def _checked(asked: Mapping[str, Any]) -> str:
    """The app id of a well-formed call. Every secret is right but one that begins with `bad`."""
    app_id, secret = asked.get("appid"), asked.get("secret")
    if asked.get("grant_type") != "client_credential":
        raise WeChatSays(40002)
    if not app_id:
        raise WeChatSays(41002)
    if not secret:
        raise WeChatSays(41004)
    if not isinstance(app_id, str) or not app_id.startswith("wx"):
        raise WeChatSays(40013)
    if not isinstance(secret, str) or secret.startswith("bad"):
        raise WeChatSays(40125)
    return app_id
