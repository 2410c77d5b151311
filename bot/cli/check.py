"""`check`: looks at every part and says what to do about what fails."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from bot.app import App, memory_rooms, open_app
from bot.chat.telegram.face import reach
from bot.cli.settings import token_of
from bot.cli.telegram import bot_of
from bot.core.errors import N_, MorningReadsError, SettingsWrong
from bot.i18n import say
from bot.render import Renderer
from bot.settings import Settings
from bot.store.file import open_store


@dataclass(frozen=True, slots=True)
class Looked:
    """One part, and what is wrong with it."""

    part: str
    name: str = ""
    detail: str | tuple[str, ...] = ""
    trouble: MorningReadsError | None = None


async def look(settings: Settings) -> int:
    """Print a line for each part; 0 if all are well."""
    looked = [Looked("settings"), *await _store_and_accounts(settings), await _telegram(settings)]
    lines = [(one, say(one.trouble, settings.language) if one.trouble else None) for one in looked]
    start = settings.clock.start
    print(Renderer(settings.templates.path).plain("check", settings.language, lines=lines, start=start))
    return 1 if any(one.trouble for one in looked) else 0


async def _store_and_accounts(settings: Settings) -> list[Looked]:
    path = settings.store.path
    try:
        # As `run` will open it, but an older one is left as it is: another process may have it meanwhile.
        await asyncio.to_thread(lambda: open_store(path, migrate=False).close())
    except MorningReadsError as error:
        async with open_app(settings, rooms=memory_rooms()) as app:
            return [Looked("store", str(path), trouble=error), *await _accounts(app)]
    async with open_app(settings) as app:
        return [Looked("store", str(path)), *await _accounts(app)]


async def _accounts(app: App) -> list[Looked]:
    if not len(app.accounts):
        missing = SettingsWrong(
            N_("No official account is set up yet."), N_("Add one under ACCOUNTS in the settings; README shows how.")
        )
        return [Looked("accounts", trouble=missing)]
    return list(await asyncio.gather(*(_account(app, account.key) for account in app.accounts)))


async def _account(app: App, key: str) -> Looked:
    account = app.accounts.of(key)[0]
    try:
        await account.client.check_token()
    except MorningReadsError as error:
        return Looked("account", account.name, trouble=error)
    gone = await app.collect.try_withdrawn(account)
    return Looked("account", account.name, detail=tuple(sorted(gone)))


async def _telegram(settings: Settings) -> Looked:
    try:
        token_of(settings)
        bot = bot_of(settings)
        try:
            return Looked("telegram", detail=await reach(bot))
        finally:
            await bot.shutdown()
    except MorningReadsError as error:
        return Looked("telegram", trouble=error)
