"""Five chats in which somebody asks for something, and what each must end as when it is delivered twice."""

from __future__ import annotations

import asyncio
import json
import signal
import sqlite3
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any

from bot.core.message import PUSHED
from bot.render import plain
from tests.botapi import Accept, Call, Posted, Reset, Step, api_error
from tests.botapi.faults import Fault
from tests.end_to_end.program import Running, World
from tests.faults.morning import DAY, asked, digests, rows
from tests.house import ADMIN

PRESSER, TYPIST, READER = 11, 12, 13


@dataclass
class Requests:
    """What is asked for, and the bot that is killed while it answers."""

    here: World
    dies_at: tuple[str, Step, int]
    """Method, step and number of the call with which the bot is killed."""
    after: float = 0.0
    """Seconds after it."""
    bot: Running | None = None
    steps: dict[tuple[str, Step], int] = field(default_factory=dict)
    updates: list[int] = field(default_factory=list)
    refusal: Fault | None = None
    """What the press in one chat meets."""
    since: int = 0
    """How many calls there were before it was asked for."""

    def __post_init__(self) -> None:
        self.pressed, self.typed, self.refused, self.proven, self.wishing = self.here.chats
        self.uncertain = (self.pressed, self.typed, self.refused, self.proven)
        telegram = self.here.telegram
        for chat in self.uncertain:
            # Nobody knows whether it arrived. In two it did not; in the others it did.
            lost = chat in (self.pressed, self.typed)
            telegram.fault("sendMessage", Reset() if lost else Accept(Reset()), chat=chat)

    def ask(self) -> None:
        """A press, a word, a press whose message is refused, a press under the digest itself, another hour."""
        telegram = self.here.telegram
        telegram.watch = self._watch
        self.refusal = telegram.fault("sendMessage", api_error(500, "Internal Server Error"), chat=self.refused)
        for chat in (self.pressed, self.refused):
            line = asked(self.here, chat)[0]
            self.updates.append(telegram.press(chat, PRESSER, line.message_id, _again(line)))
        self.updates.append(telegram.say(self.typed, TYPIST, f"/resend {DAY}"))
        digest = digests(self.here, self.proven)[0]
        proof = next(data for row in digest.buttons for _, data in row if PUSHED in data)
        self.updates.append(telegram.press(self.proven, READER, digest.message_id, proof))
        self.updates.append(telegram.say(self.wishing, ADMIN, "/subscribe 09:15"))
        self.since = len(telegram.calls)

    def deliver_again(self) -> None:
        """The same updates, for the next process."""
        telegram = self.here.telegram
        telegram.watch = None
        if self.refusal is not None and rows(self.here)[self.refused]["state"] == "sending":
            # Claimed, and not refused before the death: the press is an old one now, and the refusal is not meant for
            # the line that asks about this attempt, which would be repeated only a minute later.
            self.refusal.left = 0
        for update in self.updates:
            telegram.updates.again(update)
        self.since = len(telegram.calls)

    def answered(self) -> bool:
        """Whether each of them has an answer since it was delivered."""
        answers = {call.chat for call in self.here.telegram.calls[self.since :] if self._answers(call)}
        return answers >= set(self.here.chats)

    def _answers(self, call: Call) -> bool:
        if call.chat in (self.pressed, self.refused):
            return call.method == "editMessageText"
        a_digest = str(call.params.get("text", "")).startswith("<b>")
        return call.method == "sendMessage" and not (call.chat == self.typed and a_digest)

    async def _watch(self, step: Step, call: Call) -> None:
        self.steps[call.method, step] = number = self.steps.get((call.method, step), 0) + 1
        if (call.method, step, number) == self.dies_at:
            asyncio.get_running_loop().call_later(self.after, self.kill)

    def kill(self) -> None:
        if self.bot is not None:
            self.bot.send_signal(signal.SIGKILL)

    def told(self) -> str:
        """What was answered since it was delivered, for whoever reads of a failure."""
        calls = [(call.chat, call.method) for call in self.here.telegram.calls[self.since :] if call.chat]
        return f"killed {self.after} s after {self.dies_at}; chats {self.here.chats}; since then {calls}"

    # ---- what must have come of it ------------------------------------------------------------------------------

    def judge(self) -> None:
        """After the second delivery: each wish acted once at most, and what is uncertain has a button that works."""
        states = {chat: row["state"] for chat, row in rows(self.here).items()}
        for chat in self.uncertain:
            number, said = len(digests(self.here, chat)), self._said(chat)
            assert states[chat] in ("sent", "uncertain"), said
            if states[chat] == "uncertain":
                assert self.button(chat) is not None, said
            if chat in (self.pressed, self.typed):
                assert number == 1 if states[chat] == "sent" else number <= 1, said
            else:
                assert (number, states[chat]) == (1, "sent" if chat == self.proven else "uncertain"), said
        assert [one["at"] for one in subscribed(self.here, self.wishing)] == ["09:15"]

    def button(self, chat: int) -> tuple[Posted, str] | None:
        """The message under which *Send again* stands for the present attempt, and its command."""
        command = f"/resend {DAY} #{rows(self.here)[chat]['attempts']}"
        wanted = ("Send again", command)
        found = (one for one in self.here.telegram.sent(chat) if any(wanted in row for row in one.buttons))
        return next(((posted, command) for posted in found), None)

    def _said(self, chat: int) -> str:
        posted = [(plain(one.text)[:50], one.buttons) for one in self.here.telegram.sent(chat)]
        return f"killed {self.after} s after {self.dies_at}\n{rows(self.here)[chat]}\n{posted}"


def subscribed(here: World, chat: int) -> list[dict[str, Any]]:
    """A chat's daily subscriptions as they stand on disk."""
    with closing(sqlite3.connect(here.folder / "store.sqlite")) as conn:
        found = conn.execute("SELECT value FROM shelf_subscriptions WHERE key LIKE ?", (f"daily:{chat}:%",)).fetchall()
    return [json.loads(value) for (value,) in found]


def _again(line: Posted) -> str:
    return line.buttons[0][0][1]
