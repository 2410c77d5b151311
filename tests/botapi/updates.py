"""What people do, on its way to the bot: kept until it is confirmed, fetched by one poller at a time."""

from __future__ import annotations

import asyncio
from typing import Any
from urllib.parse import urlsplit

from tests.botapi.errors import ApiError, bad_request
from tests.botapi.params import Params

Json = dict[str, Any]

_NOT_BY_DEFAULT = {"chat_member", "message_reaction", "message_reaction_count"}
_KEPT = 100


class Updates:
    """The queue of updates and its poller."""

    def __init__(self) -> None:
        self.pending: list[Json] = []
        self._all: dict[int, Json] = {}
        self.confirmed = 0
        """The highest update id that the bot has confirmed."""
        self.allowed: list[str] = []
        self.webhook: Json | None = None
        self._last = 1000
        self._polling = False
        self._arrived = asyncio.Event()

    def add(self, kind: str, content: Json) -> int:
        """Queue an update, if the bot asked for its kind; its id either way."""
        self._last += 1
        wanted = kind in self.allowed if self.allowed else kind not in _NOT_BY_DEFAULT
        if wanted:
            self._all[self._last] = {"update_id": self._last, kind: content}
            self.pending.append(self._all[self._last])
            self._arrived.set()
        return self._last

    def again(self, update: int) -> None:
        """Deliver an update once more to the next poller, as if the last had died before he could confirm it."""
        if all(waiting["update_id"] != update for waiting in self.pending):
            self.pending = sorted([*self.pending, self._all[update]], key=lambda waiting: int(waiting["update_id"]))
            self._arrived.set()

    async def get(self, params: Params) -> list[Json]:
        """getUpdates. Raises Conflict for a second poller, and while a webhook is set."""
        if self.webhook is not None:
            words = "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
            raise ApiError(409, f"Conflict: {words}")
        if self._polling:
            words = "terminated by other getUpdates request; make sure that only one bot instance is running"
            raise ApiError(409, f"Conflict: {words}")
        allowed = params.json("allowed_updates")
        if allowed is not None:
            self.allowed = [str(kind) for kind in allowed]
        offset = params.integer("offset") or 0
        if offset < 0:
            self._confirm(max((u["update_id"] for u in self.pending), default=0) + offset)
        elif offset:
            self._confirm(offset - 1)
        limit = params.integer("limit")
        limit = _KEPT if limit is None else limit
        if not 1 <= limit <= _KEPT:
            limit = _KEPT
        self._polling = True
        try:
            await self._wait(params.integer("timeout") or 0)
        finally:
            self._polling = False
        return self.pending[:limit]

    def _confirm(self, upto: int) -> None:
        self.confirmed = max(self.confirmed, upto)
        self.pending = [update for update in self.pending if update["update_id"] > upto]

    async def _wait(self, seconds: int) -> None:
        if self.pending or seconds <= 0:
            return
        self._arrived.clear()
        try:
            async with asyncio.timeout(seconds):
                await self._arrived.wait()
        except TimeoutError:
            return

    def set_webhook(self, params: Params) -> bool:
        """setWebhook; an empty URL deletes it. Only https is taken, on the four ports that Telegram calls."""
        url = params.text("url") or ""
        if not url:
            return self.delete_webhook(params)
        if not url.startswith("https://"):
            raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
        if (urlsplit(url).port or 443) not in (443, 80, 88, 8443):
            raise bad_request("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")
        secret = params.text("secret_token")
        if secret is not None and not (1 <= len(secret) <= 256 and secret.replace("_", "").replace("-", "").isalnum()):
            raise bad_request("secret token contains unallowed characters")
        allowed = params.json("allowed_updates")
        if allowed is not None:
            self.allowed = [str(kind) for kind in allowed]
        self._drop(params)
        self.webhook = {"url": url, "secret_token": secret}
        return True

    def delete_webhook(self, params: Params) -> bool:
        self.webhook = None
        self._drop(params)
        return True

    def _drop(self, params: Params) -> None:
        if params.flag("drop_pending_updates"):
            self.pending.clear()
