"""One who was let in, as it is kept: a person, who is a reader or an admin, or a group."""

from __future__ import annotations

import unicodedata
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from bot.core.errors import N_
from bot.core.ports import Json

ANONYMOUS_ADMIN = 1087968824
"""The user id by which Telegram shows a group's anonymous admins."""

NOBODY = frozenset({ANONYMOUS_ADMIN, 136817688, 777000})
"""User ids that are no person: anonymous admins, messages in a channel's name, Telegram itself."""

NAME = 64
"""Characters of a name that are kept."""


class Role(StrEnum):
    """What somebody may do."""

    READER = "reader"
    ADMIN = "admin"
    GROUP = "group"
    """A chat, all of whose members may ask."""


ROLES = {Role.READER: N_("reader"), Role.ADMIN: N_("admin"), Role.GROUP: N_("group")}
"""Their words."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A person or a chat that was let in."""

    id: int
    role: Role
    name: str
    """As Telegram gave it: data."""
    since: datetime
    by: int
    """Who let it in, by user id."""
    by_name: str = ""
    invitation: str | None = None
    """The mark of the invitation that let it in."""


def clean(name: str) -> str:
    """A name as it may stand in a line: no line breaks, nothing that turns the direction of what follows, not long."""
    plain = " ".join(name.split())
    return "".join(c for c in plain if unicodedata.category(c) not in ("Cc", "Cf", "Cs"))[:NAME].strip()


def to_json(entry: Entry) -> dict[str, Any]:
    """As the shelf keeps it."""
    return asdict(entry) | {"since": entry.since.isoformat()}


def from_json(thing: Json) -> Entry:
    """From the shelf. Raises KeyError, TypeError, ValueError."""
    return Entry(**{**thing, "role": Role(thing["role"]), "since": datetime.fromisoformat(thing["since"])})
