"""A text that fits below a picture: whole where it can be, else cut between its lines, else as plain text."""

from __future__ import annotations

from html import escape

from bot.core.message import CAPTION_LIMIT, utf16_length
from bot.render import fits, plain

MORE = "…"


def caption(html: str, limit: int = CAPTION_LIMIT) -> str:
    """The text in at most so many UTF-16 units, counted as Telegram counts them; what is left out is marked by "…"."""
    if fits(html, limit):
        return html
    lines = html.splitlines()
    while lines:
        lines.pop()
        kept = "\n".join([*lines, MORE])
        if lines and _closed(kept) and fits(kept, limit):
            return kept
    return escape(_cut(plain(html), limit), quote=False)


def _closed(html: str) -> bool:
    """Whether every tag that is opened is closed; our templates close them on the line on which they stand."""
    return html.count("<") == 2 * html.count("</")


def _cut(text: str, limit: int) -> str:
    """The beginning of a text, up to the last blank or line that fits."""
    room, kept = limit - utf16_length(MORE), ""
    for char in text:
        room -= utf16_length(char)
        if room < 0:
            break
        kept += char
    at_word = max(kept.rfind(" "), kept.rfind("\n"))
    return (kept[:at_word] if at_word > len(kept) // 2 else kept).rstrip() + MORE
