"""`check`: looks at every part and says what to do about what fails."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from bot.app import App, clock_of, memory_rooms, open_app
from bot.chat.telegram.face import reach
from bot.cli.settings import other_store, token_of
from bot.cli.telegram import bot_of
from bot.core.errors import N_, NN_, MorningReadsError, Remark, SettingsWrong, StoreTrouble
from bot.core.naming import Setting
from bot.i18n import say, tell, translate
from bot.render import Renderer
from bot.settings import Settings
from bot.store.survey import explained
from bot.store.trial import try_store


@dataclass(frozen=True, slots=True)
class Looked:
    """One part, and what is wrong with it."""

    part: str
    name: str = ""
    detail: str | tuple[str, ...] = ""
    trouble: MorningReadsError | None = None


NEW = N_("new: `run` will make it")
NEW_BESIDE = N_("new: `run` will make it. Another stands at {other}: to go on with that, set {setting}")
DAYS = NN_("{n} day of figures", "{n} days of figures")
NO_FILE = N_("no file, the environment alone")


async def look(settings: Settings) -> int:
    """Print a line for each part; 0 if all are well."""
    file = str(settings.file.absolute()) if settings.file else translate(NO_FILE, settings.language)
    looked = [Looked("settings", detail=file), *await _store_and_accounts(settings), await _telegram(settings)]
    lines = [(one, say(one.trouble, settings.language) if one.trouble else None) for one in looked]
    start = settings.clock.start
    print(Renderer(settings.templates.path).plain("check", settings.language, lines=lines, start=start))
    return 1 if any(one.trouble for one in looked) else 0


async def _store_and_accounts(settings: Settings) -> list[Looked]:
    path = settings.store.path.absolute()
    new = not path.exists()
    try:
        await asyncio.to_thread(try_store, path, clock_of(settings).now)
        async with open_app(settings, keep=not new) as app:
            other = other_store(settings)
            begins = NEW if other is None else Remark(NEW_BESIDE, other=str(other), setting=Setting("store.path"))
            detail = begins if new else Remark(*DAYS, n=await app.archive.days())
            return [Looked("store", str(path), detail=tell(detail, settings.language)), *await _accounts(app)]
    except StoreTrouble as error:
        trouble = await asyncio.to_thread(explained, error)
        async with open_app(settings, rooms=memory_rooms()) as app:
            return [Looked("store", str(path), trouble=trouble), *await _accounts(app)]


async def _accounts(app: App) -> list[Looked]:
    if not len(app.accounts):
        missing = SettingsWrong(
            N_("No official account is set up yet."),
            N_("Add one under {setting} in the settings; README shows how."),
            setting=Setting("accounts"),
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
