"""`python -m tests.pages`: real answers and pictures into README and docs/, from the simulator on one day.

A page says what is asked in a comment of its own, `<!-- asked: /reads 2015-01-05 -->`; what stands from there to the
next `<!-- answered -->` is written anew. A page whose name has `zh` is asked in Chinese.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from pathlib import Path

from bot.chat.console import text_of
from bot.core.message import Message
from tests.house import House, house_settings, open_house

ROOT = Path(__file__).parents[1]
PICTURES = "docs/pictures"
PAGES = ("README.md", "README.zh-CN.md", "docs/conversation.md", "docs/conversation.zh-CN.md")

NOW = "2026-11-24 12:30"

_ASKED = re.compile(r"<!-- asked: (?P<text>[^\n]+?) -->\n.*?<!-- answered -->", re.DOTALL)


def language_of(page: str) -> str:
    """The language that a page is written in."""
    return "zh" if "zh" in page else "en"


async def written(page: str, text: str, pictures: Path) -> str:
    """A page with its answers written anew, and its pictures put into a folder."""
    language = language_of(page)
    async with open_house(NOW, settings=house_settings(language=language)) as house:
        answers = {m["text"]: await _answer(house, m["text"], language, page, pictures) for m in _ASKED.finditer(text)}
    return _ASKED.sub(lambda m: f"<!-- asked: {m['text']} -->\n{answers[m['text']]}\n<!-- answered -->", text)


async def _answer(house: House, asked: str, language: str, page: str, pictures: Path) -> str:
    message = (await house.said(asked))[-1]
    return f"> **{asked}**\n\n{await _shown(message, asked, language, page, pictures)}"


async def _shown(message: Message, asked: str, language: str, page: str, pictures: Path) -> str:
    if not message.attachments:
        return f"```text\n{text_of(message, buttons=True)}\n```"
    links = []
    for n, attachment in enumerate(message.attachments, 1):
        name = f"{_slug(asked)}{f'-{n}' if n > 1 else ''}.{language}.png"
        await asyncio.to_thread((pictures / name).write_bytes, attachment.content)
        links.append(f"![{asked}]({'' if '/' in page else 'docs/'}pictures/{name})")
    return "\n\n".join([*links, f"```text\n{text_of(message, buttons=True)}\n```"])


def _slug(asked: str) -> str:
    return re.sub(r"[^\w]+", "-", asked.removeprefix("/")).strip("-").lower()


async def write(pages: Sequence[str]) -> None:
    """Write all pages anew."""
    for page in pages:
        path = ROOT / page
        path.write_text(await written(page, path.read_text("utf-8"), ROOT / PICTURES), "utf-8")


if __name__ == "__main__":
    asyncio.run(write(PAGES))
