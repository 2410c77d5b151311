"""The ledger at work: what is due, what was sent, what is uncertain."""

from bot.delivery.again import Resent, Wish
from bot.delivery.delivery import Delivery
from bot.delivery.tally import Tally

__all__ = ["Delivery", "Resent", "Tally", "Wish"]
