"""What `run` says when it starts: a line each about what it works with, so that a wrong start is seen at once."""

from __future__ import annotations

import logging
from collections.abc import Iterable

from bot.app import App
from bot.cli.settings import other_store
from bot.core.naming import Setting

log = logging.getLogger("bot")

NAMED = 10
"""Chats and accounts that are named, at most."""


async def told(app: App, *, new: bool) -> None:
    """Say what was opened; whether the store is `new` was seen before."""
    settings = app.settings
    file = settings.file.absolute() if settings.file else "no file, the environment alone"
    log.info("settings: %s", file)
    days, other = await app.archive.days(), other_store(settings)
    held = "new, with nothing in it" if new else f"{days:,} {'day' if days == 1 else 'days'} of figures"
    if new and other is not None:
        held += f"; another stands at {other}: to go on with that, set {Setting('store.path')}"
    log.log(logging.WARNING if new else logging.INFO, "store: %s, %s", settings.store.path.absolute(), held)
    accounts = _listed(f"{account.name} (@{account.key})" for account in app.accounts)
    log.info("accounts: %s", accounts or f"none; add one under {Setting('accounts')}")
    chats = dict.fromkeys(s.chat for s in app.delivery.awake())
    named = _listed(app.people.called(chat) for chat in chats)
    log.info("chats with digests: %s", named or "none; say /subscribe to the bot in one")
    if (due := app.delivery.next_due()) is not None:
        log.info("next digest: %s", due.isoformat(" ", "minutes"))
    if not app.people.admins:
        log.warning(
            "nobody is an admin: say /start to the bot, put the id that it answers into %s, and start it again",
            Setting("telegram.admins"),
        )


def _listed(names: Iterable[str]) -> str:
    shown = list(names)
    more = [f"and {len(shown) - NAMED} more"] if len(shown) > NAMED else []
    return ", ".join(shown[:NAMED] + more)
