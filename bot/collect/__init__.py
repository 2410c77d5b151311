"""Which days are missing or not final → fetch → archive; and the facts of what is held."""

from bot.collect.collect import Collect
from bot.collect.rules import Need, Purpose
from bot.collect.snapshot import Snapshot

__all__ = ["Collect", "Need", "Purpose", "Snapshot"]
