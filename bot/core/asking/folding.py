"""Many ways to type the same: full-width forms, numbers in words, blanks and small words. Linear in the text."""

from __future__ import annotations

import re

LIMIT = 120
"""Letters that a day or a span can have; what is longer is none."""

_INVISIBLE = dict.fromkeys([*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x206A), 0xFE0F, 0xFEFF])
_PLAIN = {0x3000: " ", 0xA0: " ", 0x3002: ".", **{0xFF01 + n: chr(0x21 + n) for n in range(94)}, **_INVISIBLE}


def folded(text: str) -> str:
    """The text with full-width digits, letters, punctuation and blanks as their plain forms, and no invisible marks."""
    return text if text.isascii() else text.translate(_PLAIN)


_DIGITS = {char: n for n, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_CHINESE_NUMBER = re.compile(r"(?<![周期拜])[零〇一二两三四五六七八九十百]{1,6}(?=个?(?:[年月日号天周季]|星期|礼拜))")
_COUNTING = """
one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen
nineteen twenty
"""
_COUNTED = {word: n for n, word in enumerate(_COUNTING.split(), 1)}
_ENGLISH = {word: str(n) for word, n in _COUNTED.items()} | {"a": "1", "an": "1", "couple": "2"}
_ENGLISH_NUMBER = re.compile(rf"\b({'|'.join(_ENGLISH)}) (?=(?:day|week|month|quarter|year)s?\b)")
CHINESE_NUMBER = "(?:[一二三四五六七八九]?十[一二三四五六七八九]?|[一二两三四五六七八九])"
"""Below a hundred; two digits side by side are none: 两三 is two or three."""
A_NUMBER = rf"(?:\d{{1,2}}|{CHINESE_NUMBER}|{'|'.join(sorted(_COUNTED, key=len, reverse=True))})"
"""A number below a hundred as people type one by itself: `5`, `五`, `five`."""
_CHINESE = re.compile(r" ?([一-鿿]) ?")
_ORDINAL = re.compile(r"(?<=\d)(?:st|nd|rd|th)\b")
_ORDINAL_ALONE = re.compile(r"(?:(?:since|from) )?\d{1,2}(?:st|nd|rd|th)(?: (?:last|previous|this|current) month)?")
"""A day of some month, which its ending tells from a number."""
_ABBREVIATION = re.compile(r"(?<=[a-z])\.(?!\.)")
_SMALL = frozenset({"the", "of", "on", "in", "for", "during", "over", "at"})
_BLANKS = str.maketrans(dict.fromkeys(',、()[]“”"', " "))


def tidied(words: str) -> str | None:
    """The words in the one form that the date language reads; None if they are too long for it."""
    if len(words) > 4 * LIMIT:
        return None
    text = folded(words).lower().translate(_BLANKS)
    text = " ".join(word for word in text.split() if word not in _SMALL)
    if len(text) > LIMIT:
        return None
    text = _ABBREVIATION.sub("", text.rstrip("?!;: ").removesuffix(" ."))
    text = _CHINESE.sub(r"\1", text)
    text = _CHINESE_NUMBER.sub(_number, text)
    text = _ENGLISH_NUMBER.sub(lambda found: f"{_ENGLISH[found[1]]} ", text)
    if not _ORDINAL_ALONE.fullmatch(text):
        text = _ORDINAL.sub("", text)
    return text.strip("的").strip()


def number(words: str) -> int:
    """What A_NUMBER matches, as a number."""
    low = words.lower()
    if low in _COUNTED:
        return _COUNTED[low]
    return int(words) if words.isdecimal() else int(_in_digits(words))


def _number(found: re.Match[str]) -> str:
    return _in_digits(found[0])


def _in_digits(chinese: str) -> str:
    """Chinese digits one by one (a year), or with tens and hundreds."""
    total, digit = 0, 0
    if not set("十百") & set(chinese):
        return "".join(str(_DIGITS[char]) for char in chinese)
    for char in chinese:
        if char in _DIGITS:
            digit = _DIGITS[char]
        else:
            total, digit = total + (digit or 1) * (10 if char == "十" else 100), 0
    return str(total + digit)
