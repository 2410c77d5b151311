"""One-time invitations. Only a token's hash is kept, so that whoever reads the store can use none."""

from __future__ import annotations

import hashlib
import logging
import secrets
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from bot.core.ports import Clock, Json, Shelf
from bot.people.entries import Role

log = logging.getLogger(__name__)

LIFE = timedelta(days=7)

OPEN = 100
"""Invitations that are open at a time, at most: the oldest give way."""

PAST = 200
"""Used and expired ones that are remembered, the newest: whoever brings one is told so."""


@dataclass(frozen=True, slots=True)
class Invitation:
    """An invitation, without its token."""

    mark: str
    """The hash of its token."""
    role: Role
    note: str
    made: datetime
    by: int
    by_name: str = ""
    used: datetime | None = None
    """When somebody came in by it."""
    told: bool = False
    """Whether its maker was told that somebody brought it too late."""

    @property
    def short(self) -> str:
        """How people name it."""
        return self.mark[:8]

    @property
    def until(self) -> datetime:
        """When it ends unused."""
        return self.made + LIFE


def mark_of(token: str) -> str:
    """A token's mark. A token is random and long: its hash needs no salt."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


class Invitations:
    """The open ones on a shelf, by mark, and for a while those that were used or are too old; one revoked is gone.

    One whose maker may invite no more is as if it were gone: the settings may have lost him while nobody looked.
    """

    def __init__(self, shelf: Shelf, clock: Clock) -> None:
        self._shelf = shelf
        self._clock = clock
        self.may_invite: Callable[[int], bool] = lambda person: False
        """Whether a person may let others in; until somebody can tell, nobody may."""

    async def make(self, role: Role, note: str, by: int, by_name: str) -> tuple[str, Invitation]:
        """A new one, and its token, which is told once and kept nowhere. Raises StoreTrouble."""
        await self._sweep()
        token = secrets.token_urlsafe(16)  # 22 of the letters that a deep link may have, of 64
        invitation = Invitation(mark_of(token), role, note, self._clock.now(), by, by_name)
        await self._shelf.put(invitation.mark, _to_json(invitation))
        return token, invitation

    def open(self) -> list[Invitation]:
        """Those that can still be used, the newest first."""
        return sorted(filter(self._lives, self._all()), key=lambda one: one.made, reverse=True)

    def of(self, mark: str) -> Invitation | None:
        """The one of a mark, if it is on the shelf."""
        thing = self._shelf.get(mark)
        return _read(mark, thing) if thing is not None else None

    def valid(self, token: str) -> Invitation | None:
        """The one that a token opens, if it can still be used."""
        found = self.of(mark_of(token))
        return found if found is not None and self._lives(found) else None

    def past(self, token: str) -> Invitation | None:
        """The one that a token opened once: it was used, or has expired; None of one that nobody may know of."""
        found = self.of(mark_of(token))
        if found is None or not self.may_invite(found.by):
            return None
        return found if found.used is not None or found.until <= self._clock.now() else None

    def named(self, short: str) -> Invitation | None:
        """The open one that people mean by its short name."""
        found = [one for one in self.open() if len(short) >= 6 and one.mark.startswith(short.lower())]
        return found[0] if len(found) == 1 else None

    async def use_up(self, invitation: Invitation, at: datetime) -> None:
        """Somebody came in by it: it can be used no more. Raises StoreTrouble."""
        await self._shelf.put(invitation.mark, _to_json(replace(invitation, used=at)))

    async def tell(self, invitation: Invitation) -> bool:
        """Whether its maker is to be told that it came too late: of each once. Raises StoreTrouble."""
        if not invitation.told:
            await self._shelf.put(invitation.mark, _to_json(replace(invitation, told=True)))
        return not invitation.told

    async def drop(self, invitation: Invitation) -> None:
        """It can be used no more. Raises StoreTrouble."""
        await self._shelf.drop(invitation.mark)

    def _lives(self, invitation: Invitation) -> bool:
        # Also if the clock was set back by less: an invitation is not made longer by that.
        young = -LIFE < self._clock.now() - invitation.made < LIFE
        return young and invitation.used is None and self.may_invite(invitation.by)

    def _all(self) -> list[Invitation]:
        read = (_read(mark, thing) for mark, thing in self._shelf.items().items())
        return [one for one in read if one is not None]

    async def _sweep(self) -> None:
        """Put away the oldest, of the open ones and of the others, if there are too many."""
        every = self.open()
        ended = sorted((one for one in self._all() if one not in every), key=lambda one: one.made, reverse=True)
        lasting = {one.mark for one in every[: OPEN - 1] + ended[:PAST]}
        for mark in self._shelf.items():
            if mark not in lasting:
                await self._shelf.drop(mark)


def _to_json(invitation: Invitation) -> dict[str, Any]:
    used = invitation.used.isoformat() if invitation.used else None
    kept = asdict(invitation) | {"made": invitation.made.isoformat(), "used": used}
    del kept["mark"]
    return kept


def _read(mark: str, thing: Json) -> Invitation | None:
    with suppress(KeyError, TypeError, ValueError):
        made = datetime.fromisoformat(thing["made"])
        used = datetime.fromisoformat(thing["used"]) if thing.get("used") else None
        return Invitation(**{**thing, "mark": mark, "role": Role(thing["role"]), "made": made, "used": used})
    log.error("the invitation %s cannot be read: nobody can use it", mark[:8])
    return None
