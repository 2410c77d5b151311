"""How the digests of one piece of work ended."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.ports import DeliveryRow, State


@dataclass(slots=True)
class Tally:
    """Counts of rows by how they ended."""

    sent: int = 0
    failed: int = 0
    uncertain: int = 0
    waiting: int = 0

    def count(self, row: DeliveryRow) -> None:
        """Add one row."""
        match row.state:
            case State.SENT:
                self.sent += 1
            case State.UNCERTAIN:
                self.uncertain += 1
            case State.PLANNED:
                self.waiting += 1
            case State.FAILED:
                self.failed += 1
