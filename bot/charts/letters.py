"""The letters of charts: a font that comes with the program, how wide words are in it, and what it does not have.

Chinese words are right on a machine without any font. What neither the bundled font nor the one that comes with the
drawing library has, is drawn as 〓, as Chinese printers mark a sort that they lack: it never vanishes.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from itertools import groupby
from pathlib import Path

import matplotlib
from matplotlib.font_manager import fontManager
from matplotlib.ft2font import FT2Font

FAMILY = ("Morning Reads Sans SC", "DejaVu Sans")
"""The bundled font, and after it the library's own, which has other alphabets."""

OF_LATIN = ("DejaVu Sans",)
"""For quotation marks and dots of Latin text: in a Chinese font they are as wide as a character."""

_WIDE_MARKS = frozenset("“”‘’·")

LACKING = "〓"

_FILES = (
    Path(__file__).parent / "font" / "MorningReadsSansSC.ttf",
    Path(matplotlib.get_data_path()) / "fonts" / "ttf" / "DejaVuSans.ttf",
)
_MEASURE = 64


@cache
def _fonts() -> tuple[tuple[FT2Font, frozenset[int]], ...]:
    fonts = []
    for file in _FILES:
        fontManager.addfont(file)
        font = FT2Font(file)
        font.set_size(_MEASURE, 72)
        fonts.append((font, frozenset(font.get_charmap())))
    return tuple(fonts)


@lru_cache(4096)
def _advance(char: str, *, latin: bool = False) -> float:
    """A character's width in ems."""
    for font, characters in _fonts()[latin:]:
        if ord(char) in characters:
            return font.load_char(ord(char)).linearHoriAdvance / 65536 / _MEASURE
    return 1.0


_QUOTED = re.compile("“[^“”]*”|‘[^‘’]*’|[“”‘’·]")


@lru_cache(256)
def _of_latin(words: str) -> frozenset[int]:
    """Where quotation marks and dots stand that hold, and stand beside, nothing Chinese; an apostrophe is one."""
    found: set[int] = set()
    for quoted in _QUOTED.finditer(words):
        first, after = quoted.span()
        around = words[max(0, first - 1) : after + 1]
        if not any(unicodedata.east_asian_width(char) in "WF" for char in around):
            found |= {place for place in range(first, after) if words[place] in _WIDE_MARKS}
    return frozenset(found)


def _advances(words: str) -> list[float]:
    latin = _of_latin(words)
    return [_advance(char, latin=place in latin) for place, char in enumerate(words)]


def runs(words: str) -> list[tuple[str, tuple[str, ...]]]:
    """Legible words in pieces, each with the fonts that it is drawn in."""
    latin = _of_latin(words)
    pieces = groupby(enumerate(words), key=lambda it: it[0] in latin)
    return [("".join(char for _, char in piece), OF_LATIN if is_latin else FAMILY) for is_latin, piece in pieces]


def legible(words: str) -> str:
    """The words on one line, in characters that can be drawn."""
    drawn = "".join(_drawn(char) for char in unicodedata.normalize("NFC", words))
    return " ".join(drawn.split())


@lru_cache(4096)
def _drawn(char: str) -> str:
    kind = unicodedata.category(char)
    # A variation selector or a joiner has no look of its own: the character before it stands.
    if kind == "Cf" or "\ufe00" <= char <= "\ufe0f":
        return ""
    if kind in ("Cc", "Zl", "Zp", "Zs"):
        return " "
    return char if any(ord(char) in characters for _, characters in _fonts()) else LACKING


def width(words: str, size: float) -> float:
    """How wide legible words are, in pixels, at a size in pixels."""
    return sum(_advances(words)) * size


def cut(words: str, size: float, room: float) -> str:
    """Legible words on a line of so many pixels: whole where they fit, else cut with "…", at a word if there is one."""
    first, rest = parted(words, size, room - width("…", size)) if width(words, size) > room else (words, "")
    return f"{first.rstrip(' ,，、:：·-–—')}…" if rest else first


def parted(words: str, size: float, room: float) -> tuple[str, str]:
    """Legible words as what fits a line of so many pixels and what does not, parted at a word if there is one."""
    used, end = 0.0, len(words)
    for place, advance in enumerate(_advances(words)):
        used += advance * size
        if used > room:
            end = place
            break
    if end == len(words) or words[end] == " ":
        return words[:end], words[end:].lstrip()
    # Chinese has no blanks; one far to the left would leave most of the line empty.
    blank = words.rfind(" ", end // 2, end)
    head = words[: blank if blank > 0 else max(1, end)]
    return head, words[len(head) :].lstrip()
