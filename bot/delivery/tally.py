"""How the digests of one piece of work ended."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.errors import N_, MorningReadsError, Remark
from bot.core.outcomes import Absence
from bot.core.ports import DeliveryRow, State
from bot.delivery.rules import ASKED_TO_WAIT, GONE, NOT_DELIVERED, REFUSED, absent


@dataclass(slots=True)
class Tally:
    """Counts of rows by how they ended."""

    sent: int = 0
    failed: int = 0
    uncertain: int = 0
    waiting: int = 0
    first: tuple[int, Remark] | None = None
    """The chat of the first that failed, and why."""

    def count(self, row: DeliveryRow, error: Exception | None = None) -> None:
        """Add one row; `error` is why its digest could not be made."""
        match row.state:
            case State.SENT:
                self.sent += 1
            case State.UNCERTAIN:
                self.uncertain += 1
            case State.PLANNED:
                self.waiting += 1
            case State.FAILED:
                self.failed += 1
                self.first = self.first or (row.key.chat, _why(row.reason or "", error))


def _why(reason: str, error: Exception | None) -> Remark:
    """Why a row failed, in plain words."""
    if isinstance(error, MorningReadsError):
        return Remark(error.sentence, **error.params)
    if REFUSED in reason:
        return Remark(N_("Telegram refuses it ({why})."), why=reason.partition(REFUSED)[2])
    for known, words in _WORDS.items():
        if reason.endswith(known):
            return Remark(words)
    return Remark(N_("The log says more."))


_WORDS = {
    absent(Absence.NEVER_STARTED): N_("That person has never pressed Start in the bot."),
    absent(Absence.A_BOT): N_("That is the number of a bot, and bots get no messages from bots."),
    absent(Absence.NOT_FOUND): N_("Telegram knows no chat of that number for this bot."),
    GONE: N_("The bot was removed or blocked there."),
    ASKED_TO_WAIT: N_("Telegram asks to wait."),
    NOT_DELIVERED: N_("Telegram cannot be reached."),
}
