"""All commands, a row each: menu, `/help`, README and tests derive from them."""

from __future__ import annotations

from collections.abc import Sequence

from bot.chat.commands import (
    admitting,
    auditing,
    choices,
    choosing,
    exporting,
    inviting,
    keeping,
    meeting,
    questions,
    receipts,
    resending,
    spans,
    subscribing,
)
from bot.chat.commands.base import Command
from bot.core.errors import N_
from bot.reports import HOURS, READS, REPORT, SHARES, SOURCES, TOP


def _all() -> Sequence[Command]:
    return COMMANDS


COMMANDS: tuple[Command, ...] = (
    Command("report", "[when]", N_("the digest of a day"), questions.ask(REPORT)),
    Command("reads", "[when]", N_("readers and reads"), questions.ask(READS)),
    Command("shares", "[when]", N_("sharers, shares and where they went"), questions.ask(SHARES)),
    Command("top", "[metric] [when] [n]", N_("the articles that were read most"), questions.ask(TOP)),
    Command("hours", "[when]", N_("reads and shares by hour of the day"), questions.ask(HOURS)),
    Command("sources", "[when]", N_("where readers came from"), questions.ask(SOURCES)),
    Command("trend", "[metric] [when]", N_("one figure over weeks, beside the weeks before"), spans.trend),
    Command("compare", "<when> vs <when>", N_("the figures of some days beside those of others"), spans.compare),
    Command("export", "[when] [csv|xlsx]", N_("the figures as a file"), exporting.export),
    Command("accounts", "[key|all]", N_("the official accounts, and which one is asked about here"), choosing.choose),
    Command(
        "subscribe",
        "[daily|weekly|monthly] [HH:MM] [days] [zone]",
        N_("a digest here, by itself"),
        subscribing.subscribe,
        chat_only=True,
    ),
    Command(
        "unsubscribe",
        "[daily|weekly|monthly]",
        N_("no more digests here"),
        subscribing.unsubscribe,
        chat_only=True,
    ),
    Command("pause", "[until]", N_("no digests here for a while"), subscribing.pause, chat_only=True),
    Command("resend", "[when]", N_("a digest that did not arrive"), resending.resend, chat_only=True),
    Command("deliveries", "", N_("how the last digests here fared"), receipts.deliveries, chat_only=True),
    Command("coverage", "[when]", N_("which days the archive holds, and the gaps"), keeping.cover),
    Command("backfill", "<when>", N_("fetch missing days, for admins"), keeping.backfill, chat_only=True, admins=True),
    Command("status", "", N_("what comes here, how fresh the figures are, and what is wrong"), receipts.status),
    Command(
        "settings",
        N_("[language|zone|hour|account|silent|chart] [value]"),
        N_("language, zone, hour and more of this chat"),
        choices.settings,
        chat_only=True,
    ),
    Command(
        "invite",
        N_("[reader|admin|group] [note]"),
        N_("a link that lets somebody in, for admins"),
        inviting.invite,
        chat_only=True,
        admins=True,
    ),
    Command(
        "allow",
        N_("[id] [reader|admin]"),
        N_("let somebody in; who is, for admins"),
        admitting.allow,
        chat_only=True,
        admins=True,
    ),
    Command("deny", N_("<id>"), N_("let somebody in no more, for admins"), admitting.deny, chat_only=True, admins=True),
    Command("audit", "", N_("who changed what, for admins"), auditing.audit, chat_only=True, admins=True),
    Command("help", "", N_("this list"), meeting.help_about(_all)),
    Command("start", "", N_("the first steps"), meeting.start, listed=False),
)

BY_NAME: dict[str, Command] = {command.name: command for command in COMMANDS}


def menu(*, admin: bool = False) -> list[tuple[str, str]]:
    """Name and description of each listed command, for a chat's menu: of an admin's private chat, or of any."""
    return [(command.name, command.help) for command in COMMANDS if command.listed and (admin or not command.admins)]
