"""The settings as the verbs need them."""

from __future__ import annotations

import argparse
import os
from contextlib import suppress
from pathlib import Path

from bot import logs
from bot.core.errors import N_, SettingsWrong
from bot.core.naming import Setting
from bot.settings import Settings, load


def settings_of(words: argparse.Namespace, *, quiet: bool = False) -> Settings:
    """The settings, with the log and the command line's language as they want them. Raises SettingsWrong.

    `quiet` is for verbs that say themselves what went wrong.
    """
    settings = load(os.environ, Path(words.config) if words.config else None)
    words.language = settings.language
    secrets = [account.app_secret.get_secret_value() for account in settings.accounts.values()]
    if settings.telegram.token:
        secrets.append(settings.telegram.token.get_secret_value())
    logs.configure("CRITICAL" if quiet else settings.log.level, settings.log.format, secrets, debug=words.debug)
    return settings


def token_of(settings: Settings) -> str:
    """The bot's token. Raises SettingsWrong when there is none."""
    if settings.telegram.token is None:
        raise SettingsWrong(
            N_("There is no bot token."),
            N_("Get one from @BotFather and set {setting}."),
            setting=Setting("telegram.token"),
        )
    return settings.telegram.token.get_secret_value()


def other_store(settings: Settings) -> Path | None:
    """Where a store stands that a new one would leave behind: under the same path, counted from the working directory.

    From there relative paths of a settings file counted in former versions.
    """
    if settings.file is None:
        return None
    with suppress(ValueError):
        here = settings.store.path.relative_to(settings.file.parent).absolute()
        return here if here != settings.store.path.absolute() and here.is_file() else None
    return None
