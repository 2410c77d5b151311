"""Telegram's HTML, strictly: text and entities, or why it cannot be parsed.

Source: "Formatting options" of the Bot API's documentation; the words of the errors are those of its server.
Stricter than the real server in two things that are always a mistake of the sender's: a bare `&` and a named
entity that is not one of the four (the real one shows them as they stand), and more than 100 entities
(the real one drops the rest).
"""

from __future__ import annotations

import re
from typing import Any

from tests.botapi.errors import ApiError, bad_request

MOST_ENTITIES = 100
_KINDS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "a": "text_link",
    "code": "code",
    "pre": "pre",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "blockquote": "blockquote",
    "tg-emoji": "custom_emoji",
}
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_PIECE = re.compile(r"[^<&]+|<(?P<close>/?)(?P<tag>[^\s>/]*)(?P<rest>[^>]*)>|&(?P<entity>#?\w+);")
_ATTRIBUTE = re.compile(r"""\s+([\w-]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?""")

Entity = dict[str, Any]


def units(text: str) -> int:
    """UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2


def parse_html(html: str) -> tuple[str, list[Entity]]:
    """Text and entities, outer before inner; surrounding white space falls away, as Telegram does it."""
    out: list[str] = []
    at = place = 0
    opened: list[tuple[str, int, dict[str, Any]]] = []
    entities: list[Entity] = []
    while place < len(html):
        piece = _PIECE.match(html, place)
        offset = len(html[:place].encode())
        if piece is None:
            raise _cannot(f"{_broken(html[place])} at byte offset {offset}")
        place = piece.end()
        if piece["tag"] is None:
            char = _decoded(piece["entity"], offset) if piece["entity"] is not None else piece[0]
            out.append(char)
            at += units(char)
        elif piece["close"]:
            name = piece["tag"].lower()
            if not opened:
                raise _cannot(f"Unexpected end tag at byte offset {offset}")
            tag, start, extra = opened.pop()
            if name not in ("", tag):
                raise _cannot(f'Unmatched end tag at byte offset {offset}, expected "</{tag}>", found "</{name}>"')
            if at > start:
                entities.append({"offset": start, "length": at - start, **extra})
        else:
            tag = piece["tag"].lower()
            opened.append((tag, at, _opening(tag, piece["rest"], offset)))
    if opened:
        raise _cannot(f"Can't find end tag corresponding to start tag {opened[-1][0]}")
    return _trimmed("".join(out), _merged(entities))


def _broken(char: str) -> str:
    return "Unclosed start tag" if char == "<" else "Unescaped & or unknown entity"


def _cannot(words: str) -> ApiError:
    return bad_request(f"can't parse entities: {words}")


def _decoded(name: str, offset: int) -> str:
    if name in _NAMED:
        return _NAMED[name]
    digits = name[1:]
    base = 16 if digits[:1] in ("x", "X") else 10
    try:
        number = int(digits[1:] if base == 16 else digits, base) if name.startswith("#") else 0
    except ValueError:
        number = 0
    if not 0 < number < 0x110000 or 0xD800 <= number < 0xE000:
        raise _cannot(f"Unescaped & or unknown entity at byte offset {offset}")
    return chr(number)


def _opening(tag: str, rest: str, offset: int) -> dict[str, Any]:
    """What a start tag makes of its text."""
    if tag not in _KINDS:
        raise _cannot(f'Unsupported start tag "{tag}" at byte offset {offset}')
    if _ATTRIBUTE.sub("", rest).strip():
        raise _cannot(f'Empty attribute name in the tag "{tag}" at byte offset {offset}')
    found = {m[1].lower(): next((g for g in m.groups()[1:] if g is not None), "") for m in _ATTRIBUTE.finditer(rest)}
    values = {name: re.sub(r"&(#?\w+);", lambda m: _decoded(m[1], offset), value) for name, value in found.items()}
    kind = _KINDS[tag]
    match tag:
        case "span" if values.get("class") != "tg-spoiler":
            raise _cannot(f'Tag "span" must have class "tg-spoiler" at byte offset {offset}')
        case "a":
            return {"type": kind, "url": values["href"]} if values.get("href") else {"type": ""}
        case "blockquote" if "expandable" in values:
            return {"type": "expandable_blockquote"}
        case "tg-emoji":
            if not values.get("emoji-id", "").isdigit():
                raise _cannot(f"Invalid custom emoji identifier specified at byte offset {offset}")
            return {"type": kind, "custom_emoji_id": values["emoji-id"]}
        case "code" if values.get("class", "").startswith("language-"):
            return {"type": kind, "language": values["class"].removeprefix("language-")}
    return {"type": kind}


def _merged(entities: list[Entity]) -> list[Entity]:
    """A `code` with a language inside a `pre` is that one's language, and nothing of its own."""
    kept = [dict(e) for e in entities if e["type"]]
    for code in [e for e in kept if e["type"] == "code"]:
        twin = next(
            (e for e in kept if e["type"] == "pre" and (e["offset"], e["length"]) == (code["offset"], code["length"])),
            None,
        )
        language = code.pop("language", None)
        if twin is not None:
            kept.remove(code)
            if language:
                twin["language"] = language
    if len(kept) > MOST_ENTITIES:
        raise _cannot(f"more than {MOST_ENTITIES} entities")
    return sorted(kept, key=lambda e: (e["offset"], -e["length"]))


def _trimmed(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    lead = units(text) - units(text.lstrip())
    stripped = text.strip()
    end = units(stripped)
    kept = []
    for entity in entities:
        first = max(0, entity["offset"] - lead)
        last = min(end, entity["offset"] + entity["length"] - lead)
        if last > first:
            kept.append({**entity, "offset": first, "length": last - first})
    return stripped, kept
