"""What people, machines and mischief type: whole commands, half ones, talk, noise, and attempts to break in."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, timedelta

from bot import dates, i18n
from bot.chat.commands import COMMANDS
from bot.core.days import Span
from bot.core.metrics import METRICS

LONGEST = 4096
"""Letters of a text message at Telegram."""

HOSTILE = (
    "<b>bold</b>",
    "</b></i>",
    "<script>alert(1)</script>",
    "<a href='tg://user?id=7'>x</a>",
    "&amp;&lt;&#0;",
    "{x}",
    "{0}",
    "{0.__class__}",
    "%s%n%(name)s",
    "{{ 7*7 }}",
    "{% raise %}",
    "${HOME}",
    "`id`",
    "'; DROP TABLE archive; --",
    "=1+1",
    '=HYPERLINK("http://x")',
    "../../etc/passwd",
    "\\u0000",
    "\x00\x01\x1b[31m",
    "[x](http://x)",
    "*_~||",
    "^d20150105",
    " ^d20150105",
    "#1",
    "#999999999999",
    "@",
    "@@",
    "@demo",
    "@nobody",
    "@demo@demo",
    "@*",
    "-1",
    "0",
    "51",
    "1e9",
    "NaN",
    "9" * 40,
    "²",
    "٢٠١٥-٠١-٠٥",
    "０",
    "\u202e5002",
    "\u2066x\u2069",
    "مرحبا",
    "שלום",
    "Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚",
    "👨‍👩‍👧‍👦🏳️‍🌈",
    "🇨🇳" * 9,
    "ﷺ" * 9,
    "\u200b",
    "\ufeff",
    "\n\n",
    "\t",
    "\xa0",
    "　",
    "ſ",
    "İ",
    "ß",
    "K",
)
"""Pieces that have broken other programs."""

WHEN = (
    "yesterday",
    "today",
    "tomorrow",
    "last week",
    "this week",
    "2015-01-05",
    "2015-02-30",
    "20150105",
    "1/5",
    "13/13",
    "7d",
    "0d",
    "9999d",
    "366d",
    "since monday",
    "last",
    "5",
    "2015",
    "2014",
    "9999",
    "2015-W02",
    "2015-W99",
    "2015-Q1",
    "2015-Q9",
    "2015-01-01..2015-01-31",
    "2015-01-01..",
    "..",
    "from to",
    "昨天",
    "今天",
    "上周",
    "上周一",
    "1月5日",
    "13月40日",
    "近7天",
    "近零天",
    "自昨天以来",
    "2015年1月",
    "vs",
    "vs previous",
    "对比",
    "上周 vs 上上周",
    "同比",
    "last week vs last year",
)

TALK = (
    "hello",
    "good morning team",
    "how many reads last week?",
    "昨天阅读",
    "阅读 昨天",
    "上周的热门文章",
    "thanks!",
    "ok",
    "lol",
    "what is this",
    "please stop",
    "我想看看上周的数据",
    "早上好",
    "???",
    "…",
    "reads",
    "top",
    "top10",
    "昨天",
    "/",
    "//",
    "/ reads",
)


class Messages:
    """An endless row of messages, the same for the same seed, for a bot to which it is a day."""

    def __init__(self, seed: int, today: date) -> None:
        self._dice = random.Random(seed)
        self._today = today
        self._kinds: tuple[tuple[int, Callable[[], str]], ...] = (
            (8, self._command),
            (4, self._half),
            (3, self._printed),
            (2, self._talk),
            (2, self._noise),
            (2, self._mixed),
            (1, self._long),
        )

    def next(self) -> str:
        """Another message: of 1 to 4096 letters, not all of them blank, as Telegram would hand it on."""
        dice = self._dice
        make = dice.choices([kind for _, kind in self._kinds], [weight for weight, _ in self._kinds])[0]
        text = make().replace("\x00", "")[:LONGEST].strip()
        return text or "·"

    def title(self) -> str:
        """An article's title."""
        return self._mixed() if self._dice.random() < 0.9 else self._noise()

    def _command(self) -> str:
        command = self._dice.choice(COMMANDS)
        name = self._dice.choice((command.name, command.name, command.name.upper(), *command.aliases))
        slash = self._dice.choice(("/", "/", "/", "", "／"))
        behind = self._dice.choice(("", "", "", "@morning_reads_bot"))
        words = [self._argument() for _ in range(self._dice.choice((0, 1, 1, 1, 2, 3)))]
        return " ".join([f"{slash}{name}{behind}", *words])

    def _argument(self) -> str:
        dice = self._dice
        metric = dice.choice(METRICS)
        return dice.choice(
            (
                *(
                    dice.choice(WHEN),
                    dice.choice(WHEN),
                    dice.choice(HOSTILE),
                    dice.choice((metric.name, *metric.asked)),
                ),
                *(str(dice.randrange(-3, 60)), "chart", "@demo", f"{dice.randrange(30)}:{dice.randrange(70)}"),
            )
        )

    def _half(self) -> str:
        """A command that was sent too soon, or with a slip."""
        text = self._command()
        cut = text[: self._dice.randrange(1, len(text) + 1)]
        at = self._dice.randrange(len(cut))
        return self._dice.choice((cut, cut[:at] + cut[at + 1 :], cut[:at] + cut[at] + cut[at:]))

    def _printed(self) -> str:
        """Days as the bot prints them, behind a command or alone."""
        first = self._today - timedelta(days=self._dice.randrange(1, 60))
        span = Span(first, min(first + timedelta(days=self._dice.randrange(9)), self._today - timedelta(days=1)))
        language = self._dice.choice(i18n.LANGUAGES)
        days = dates.long_day(span.first, language) if span.single else dates.span(span, language)
        return self._dice.choice(("/reads ", "/top ", "/report ", "阅读 ", "")) + days

    def _talk(self) -> str:
        return self._dice.choice(TALK)

    def _noise(self) -> str:
        """Any letters of any script."""
        dice = self._dice
        blocks = ((32, 127), (0xA0, 0x250), (0x590, 0x700), (0x4E00, 0x4F00), (0x1F300, 0x1F700), (0x2000, 0x2100))
        first, last = dice.choice(blocks)
        return "".join(chr(dice.randrange(first, last)) for _ in range(dice.randrange(1, 60)))

    def _mixed(self) -> str:
        pieces = (*HOSTILE, *WHEN, *TALK)
        return self._dice.choice(("", " ")).join(self._dice.choice(pieces) for _ in range(self._dice.randrange(1, 7)))

    def _long(self) -> str:
        """As long as a message can be: one piece over and over, or many."""
        piece = self._dice.choice((*HOSTILE, *WHEN, *TALK))
        begun = self._dice.choice(("", "/reads ", "/top ", "/article ", "/subscribe ", "/"))
        many = (self._dice.choice((*HOSTILE, *WHEN)) for _ in range(LONGEST))
        return begun + (piece * LONGEST if self._dice.random() < 0.5 else " ".join(many))[:LONGEST]
