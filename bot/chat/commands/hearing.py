"""How a line becomes a command: with a slash, by its first word, or in a sentence, in English and Chinese."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache

from bot.chat.commands.base import Command, Words
from bot.chat.commands.questions import without_picture
from bot.chat.commands.table import BY_NAME, COMMANDS
from bot.core.asking import A_NUMBER, UNCUT, folded, measure_in, names_comparison, names_days
from bot.core.metrics import METRICS, OF_ACCOUNTS, RANKED, REACTIONS, Metric

LIMIT = 120
"""Letters that a question in a sentence of one's own can have."""


@cache
def called() -> Mapping[str, str]:
    """Every word that stands for a command, in lower case, and the command's name."""
    return {word.lower(): command.name for command in COMMANDS for word in (command.name, *command.aliases)}


def split(text: str) -> tuple[str | None, Words]:
    """A line as a command's name, in lower case and without `@botname`, and the words behind it.

    Without a slash there is no name, unless the first word is that of a command. Full-width letters are plain ones.
    """
    parts = folded(text).split()
    if not parts:
        return None, Words()
    first = parts[0].lower()
    slash = first.startswith("/")
    word = first[1:].partition("@")[0] if slash else first
    name, glued = _name(word)
    if len(parts) == 1:
        glued = glued or _days_of(word)
    if name is None and slash:
        name = word
    return name, _words((*glued, *parts[1:]))


def heard(text: str, today: date) -> tuple[str | None, Words]:
    """The same; without a slash also of a sentence: `昨天阅读`, `how many reads last week?`, `last week`.

    Days alone are the digest's. The name is that of no command, or None, if nothing is understood.
    """
    name, words = split(text)
    if courtesy(text) is not None:
        return name, words
    if folded(text).lstrip().startswith("/") or len(text) > LIMIT:
        return name, words
    if name is not None:
        own = _own(words.text, BY_NAME[name], today) if "when" in BY_NAME[name].usage else None
        if own is not None:
            return name, Words(tuple(own.split()), words.scope)
    line = _words(folded(text).split())
    if name is not None and line.text.lower().split()[0] in called():
        return name, words
    # Chinese has no blanks: in "阅读趋势" the command may stand behind.
    return _in_own_words(line, today) or (name, words if name else line)


def _words(parts: Iterable[str]) -> Words:
    parts = tuple(parts)
    scopes = [part[1:].lower() for part in parts if part.startswith("@") and len(part) > 1]
    return Words(tuple(part for part in parts if not part.startswith("@")), scopes[0] if scopes else None)


_DAYS_OF = {
    **dict.fromkeys(("weekly report", "weekly digest", "周报"), "last week"),
    **dict.fromkeys(("monthly report", "monthly digest", "月报"), "last month"),
}


def _days_of(word: str) -> tuple[str, ...]:
    """The days that a word for the digest itself names."""
    return tuple(_DAYS_OF.get(word.lower(), "").split())


_NUMBERED = re.compile(r"([a-z]+)(\d{1,2})")


def _name(word: str) -> tuple[str | None, tuple[str, ...]]:
    """The command that a word stands for, and what is glued to it: `阅读昨天`, `top10`. None if there is none."""
    if word in called():
        return called()[word], ()
    if (found := _NUMBERED.fullmatch(word)) and found[1] in called():
        return called()[found[1]], (found[2],)
    if not word.isascii() and (begun := _pattern().match(word)) and not begun[0].isascii():
        name = _command_of(begun[0])
        rest = word if _measures(begun[0], name) else word[begun.end() :]
        return name, (rest,) if rest else ()
    return None, ()


def _in_own_words(words: Words, today: date) -> tuple[str, Words] | None:
    text = words.text.rstrip("?!.,;~ ")
    if names_days(without_picture(text), today):
        return "report", Words(tuple(text.split()), words.scope)
    if "compare" in BY_NAME and names_comparison(text, today):
        return "compare", Words(tuple(text.split()), words.scope)
    for found in sorted(_pattern().finditer(text), key=lambda found: not _asks_for_the_top(found[0])):
        name = _command_of(found[0])
        if BY_NAME[name].chat_only:
            continue  # what changes something is said by its name alone, first in the line
        rest = text if _measures(found[0], name) else f"{text[: found.start()]} {text[found.end() :]}"
        own = _own(rest, BY_NAME[name], today)
        if own is not None and found[0].lower() == MOST and measure_in(own)[0] is None:
            continue  # the most of what?
        if own is not None:
            return name, Words(tuple(own.split()) or _days_of(found[0]), words.scope)
    if _FIRST_FEW.search(text) and (own := _own(_FIRST_FEW.sub(r" \g<0> ", text), BY_NAME["top"], today)) is not None:
        return "top", Words(tuple(own.split()), words.scope)
    days = _without_small_talk(text)
    return ("report", Words(tuple(days.split()), words.scope)) if days and names_days(days, today) else None


def _own(text: str, command: Command, today: date) -> str | None:
    """What a sentence says to a command beside small talk; None if it says something else too."""
    text = text.rstrip("?!.,;~ ")
    if "[metric]" in command.usage:
        rest = measure_in(text)[1]
    elif _DONE & set(text.lower().split()):
        return None
    else:
        rest = text = _without_metrics(text)
    bare = _SAYS_NOTHING.sub(" ", rest)
    days = _without_small_talk(_NUMBER_ALONE.sub(" ", bare) if "[n]" in command.usage else bare)
    days = without_picture(days)
    if not days or names_days(days, today) or names_comparison(days, today):
        return _without_small_talk(text)
    whole = _without_small_talk(rest)
    return _without_small_talk(text) if names_days(whole, today) else None


_HELLO = "hello|hi|hey|hi there|good morning|你好|您好|大家好|嗨|早|早安|早上好|晚上好"
_THANKS = "thanks|thx|thank you|thank you very much|谢谢|谢谢你|谢谢您|多谢|感谢|辛苦了"
_BYE = "bye|goodbye|good night|see you|see you tomorrow|再见|拜拜|晚安|明天见"
_COURTESIES = {"hello": _HELLO, "thanks": _THANKS, "bye": _BYE}


def courtesy(text: str) -> str | None:
    """`hello`, `thanks` or `bye`, if a line is no more than that."""
    words = " ".join(folded(text[:LIMIT]).lower().split()).strip("!.,~? ")
    return next((said for said, form in _COURTESIES.items() if re.fullmatch(form, words)), None)


def _without_metrics(text: str) -> str:
    for _ in METRICS:
        metric, text = measure_in(text)
        if metric is None:
            break
    return text


_NUMBER_ALONE = re.compile(rf"(?<!\S)(?!one\b)(?:top|前)?{A_NUMBER}(?:篇|条|个|名|大)?(?!\S)", re.IGNORECASE)
_FIRST_FEW = re.compile(rf"前(?![一1][篇条名]){A_NUMBER}(?:篇|条|名|(?=的|\s|$))")
"""The top, without a word for it; 前一篇 is the one before."""
_SMALL_TALK = """
how many much what which who where were was is are did do does we i get got have had has there show me give tell us
the of on in for at and a an number numbers figures figure stats statistics data look see my our all can you could
please would like want people by most best hi hello hey so far with thanks thank chart picture 图 图表
"""
_SMALL = frozenset(_SMALL_TALK.split())
_SAYS_NOTHING = re.compile(
    r"(?<![a-z])(?:articles?|pieces)(?![a-z])"
    r"|请问|谢谢|请|帮我|帮忙|给我|告诉我|我想|看看|看一下|查一下|查询|查看|有多少|是多少|多少|怎么样|如何|吗|呢|啊|吧|一下|我们"
    r"|公众号|的?是?哪[一几]?[篇些个]|的?文章|的?数据|的?情况"
    rf"|的(?=\s*(?:前|top)?(?:\d|{A_NUMBER}[篇条个名大]))",
    re.IGNORECASE,
)
"""What says nothing wherever it stands: Chinese has no blanks, and in "the 5 articles of last week" it is amid."""


def _without_small_talk(text: str) -> str:
    """The words without those at either end that say nothing."""
    words = _SAYS_NOTHING.sub(" ", text).split()
    while words and words[0].lower() in _SMALL:
        words.pop(0)
    while words and words[-1].lower() in _SMALL - {"chart", "图", "图表"}:
        words.pop()
    return " ".join(words)


@cache
def _pattern() -> re.Pattern[str]:
    """Any word for a command, or for what a command tells: a metric, the best; the longest first."""
    words = sorted({*called(), *_metric_words()}, key=len, reverse=True)
    forms = (
        rf"(?<![a-z0-9_]){re.escape(word)}(?![a-z_])" if word.isascii() else re.escape(word) + UNCUT for word in words
    )
    return re.compile("|".join(forms), re.IGNORECASE)


MOST = "most"
_DONE = frozenset({"shared", "saved", "liked", "commented"})
"""What names a metric behind "most", and is talk without it: "I saved the chart"."""
_BEST = ("best", MOST, "hottest", "最火", "最好", "最高", "最受欢迎")
"""What asks for the top in a sentence; alone it may be talk."""


@cache
def _metric_words() -> Mapping[str, str]:
    """Words that a command answers: those for a metric, but for small talk ("I would like"), and for what is best."""
    return {
        word.lower(): teller
        for metric in METRICS
        if (teller := _teller(metric))
        for word in (metric.name, metric.title, *metric.aliases, *metric.asked)
        if len(word) > 1 and word not in _SMALL and word not in _DONE
    } | dict.fromkeys(_BEST, "top")


def _teller(metric: Metric) -> str | None:
    """The command that tells a metric of some days; one that is told of articles alone is ranked by."""
    if metric.name in ("sharers", "shares"):
        return "shares"
    if metric.classic is not None:
        return "reads"
    if metric.name in REACTIONS:
        return "report"
    if metric in OF_ACCOUNTS:
        return "trend"
    return "top" if metric in RANKED else None


def _command_of(word: str) -> str:
    return called().get(word.lower()) or _metric_words()[word.lower()]


def _asks_for_the_top(word: str) -> bool:
    """In "which article got the most likes" it is no other word that says what is asked for."""
    return word.lower() in _BEST or "最" in word


def _measures(word: str, name: str) -> bool:
    """Whether a word is the metric that the command takes, and no word for the command itself."""
    return word.lower() not in called() and measure_in(word)[0] is not None and "[metric]" in BY_NAME[name].usage
