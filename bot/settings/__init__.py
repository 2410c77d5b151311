"""The settings: one table of names, forms and defaults, read from the environment and a TOML file."""

from bot.settings.load import load
from bot.settings.table import AccountSettings, Settings

__all__ = ["AccountSettings", "Settings", "load"]
