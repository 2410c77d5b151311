"""Nine chats of a world to which something happens in the midst of a broadcast, and what each must end as."""

from __future__ import annotations

import signal
from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random

from bot.render import plain
from tests.botapi import Call, Posted, Step, api_error
from tests.end_to_end.program import Running, World
from tests.faults.morning import HEADING, asked, digests, in_state
from tests.faults.world import ledger
from tests.house import ADMIN

TOPIC = 5
TOPIC_GONE = "The topic of this digest is gone, so it comes here."
TUESDAY, WEDNESDAY = "Daily Tech · Tuesday, 6 January 2015", "Daily Tech · Wednesday, 7 January 2015"


@dataclass
class Upheaval:
    """Five chats are gone, two lose their topic, two become supergroups, when the n-th message arrives."""

    here: World
    rng: Random
    n: int
    dies_at: float
    """The message with which the bot is killed; infinite if it is not."""
    bot: Running | None = None
    killed: bool = False
    arrived: int = 0
    notices: tuple[int, ...] = ()
    """The updates that tell where a group has gone."""
    places: dict[int, list[int]] = field(default_factory=dict)
    """Where each chat is to be found: an old id, and a new one."""

    def __post_init__(self) -> None:
        chosen = self.rng.sample(self.here.chats, 9)
        self.gone, self.topical, self.movers = chosen[:5], chosen[5:7], chosen[7:]
        self.back = self.gone[3:]
        """Those that let the bot in again before the third morning."""
        self.places = {chat: [chat] for chat in self.here.chats}
        self.places |= {chat: [chat, chat - 1_000_000] for chat in self.movers}
        for chat in self.topical:
            self.here.telegram.chat(chat, topics=[TOPIC])

    async def watch(self, step: Step, call: Call) -> None:
        """Bring it about with the n-th message, and the bot's end with its own."""
        if step is not Step.ARRIVED or call.method != "sendMessage":
            return
        self.arrived += 1
        if self.arrived == self.n:
            self._now()
        if self.arrived == self.dies_at and self.bot is not None and self.bot.returncode is None:
            self.killed = True
            self.bot.send_signal(signal.SIGKILL)

    def _now(self) -> None:
        telegram, chats = self.here.telegram, self.here.telegram.world.chats
        blocked, deactivated, deleted, *removed = self.gone
        chats[blocked].bot = "kicked"
        chats[deactivated].deactivated = True
        telegram.fault(None, api_error(400, "Bad Request: chat not found"), chat=deleted, times=None)
        for chat, how in zip(removed, ("kicked", "left"), strict=True):
            telegram.member_update(chat, how)
        for chat in self.topical:
            chats[chat].topics.clear()
        announced, silent = self.movers
        self.notices = telegram.migrate(*self.places[announced])
        # Of the other one no notice comes: only the refusal of a message says where it is.
        telegram.chat(self.places[silent][1])
        chats[silent].moved_to = self.places[silent][1]

    # ---- what must have come of it ------------------------------------------------------------------------------

    def judge(self) -> int:
        """Look at every chat after three mornings; how many digests are uncertain, since the bot was killed."""
        return sum(self._judge(chat) for chat in self.here.chats)

    def _judge(self, chat: int) -> bool:
        monday, tuesday, wednesday = (self.found(chat, heading) for heading in (HEADING, TUESDAY, WEDNESDAY))
        lines = [line for place in self.places[chat] for line in asked(self.here, place)]
        said = f"{self.n} of {len(self.here.chats)}, killed at {self.dies_at}\n{self._said(chat)}\n{self._rows(chat)}"
        if chat in self.gone:
            assert (len(tuesday), len(wednesday)) == (0, int(chat in self.back)), said
            # A process that ended in the midst of telling it has it told again.
            gone, back = self.announced(chat)
            assert back <= gone <= 2, self.here.texts(ADMIN)
        else:
            assert (len(tuesday), len(wednesday)) == (1, 1), said
            assert monday or lines, said
        assert len(monday) <= 1, said
        assert self.killed or not lines, said
        if chat in (*self.gone, *self.movers):
            refused = len(self.here.telegram.called("sendMessage", chat)) - len(self.here.telegram.sent(chat))
            assert refused <= 1 + self.killed, f"{refused} refused\n{said}"
        self._judge_place(chat, [*tuesday, *wednesday], said)
        return bool(lines)

    def _judge_place(self, chat: int, later: Sequence[Posted], said: str) -> None:
        """Whoever moved is written to where he is now, and a digest without a topic comes to its chat."""
        assert all(posted.chat == self.places[chat][-1] for posted in later), said
        if chat in self.topical:
            assert all(posted.thread is None and TOPIC_GONE in plain(posted.text) for posted in later), said

    def found(self, chat: int, heading: str) -> list[Posted]:
        """A day's digests in a chat, wherever it is."""
        return [posted for place in self.places[chat] for posted in digests(self.here, place, heading)]

    def announced(self, chat: int) -> tuple[int, int]:
        """How often the admins were told that a chat is gone, and that it is back."""
        told = [text for text in self.here.texts(ADMIN) if f"Chat {chat}" in text]
        return sum("digests rest" in text for text in told), sum("digests again" in text for text in told)

    def heard(self) -> bool:
        """Whether the admins have heard of each chat that is still gone."""
        return all(self.announced(chat)[0] for chat in self.gone if chat not in self.back)

    def put_right(self) -> bool:
        """Whether Monday's digests were edited, in all chats that are still where they were and surely have one."""
        staying = set(in_state(self.here, "sent")) - {*self.gone, *self.topical}
        return all(posted.edits for chat in staying & self.places.keys() for posted in self.found(chat, HEADING))

    def _rows(self, chat: int) -> str:
        return "\n".join(str(row) for row in ledger(self.here) if row["chat"] in self.places[chat])

    def _said(self, chat: int) -> list[list[str]]:
        posted = [self.here.telegram.sent(place) for place in self.places[chat]]
        return [[plain(message.text)[:60] for message in messages] for messages in posted]
