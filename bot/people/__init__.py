"""Who may talk with the bot: admins by id, and whom they let in; everybody else is a stranger."""

from bot.people.audit import Act, Audit
from bot.people.entries import ANONYMOUS_ADMIN, Entry, Role, clean
from bot.people.invitations import Invitation, Invitations
from bot.people.people import HINT_APART, People

__all__ = [
    "ANONYMOUS_ADMIN",
    "HINT_APART",
    "Act",
    "Audit",
    "Entry",
    "Invitation",
    "Invitations",
    "People",
    "Role",
    "clean",
]
