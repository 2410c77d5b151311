"""A team whose account is set to one family of interfaces."""

from __future__ import annotations

from bot.accounts import Source
from bot.settings import Settings
from tests.house import house_settings


def team(source: Source) -> Settings:
    account = {"name": "Daily Tech", "app_id": "wxdemo", "app_secret": "s3cret", "source": source}
    return Settings.model_validate(house_settings().model_dump() | {"accounts": {"demo": account}})
