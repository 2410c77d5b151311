"""How an article is called, as a thing on disk and back; what is known is never taken back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from bot.core.facts import Named


def merged(held: Named | None, new: Named) -> Named:
    """What is held after a new telling: what it leaves open stays as it was."""
    if held is None:
        return new
    return Named(
        held.title if new.title is None else new.title,
        held.url if new.url is None else new.url,
        held.published if new.published is None else new.published,
    )


def to_thing(name: Named) -> dict[str, Any]:
    """How an article is called as it stands on disk."""
    return {
        "title": name.title,
        "url": name.url,
        "published": name.published.isoformat() if name.published else None,
    }


def to_named(key: str, thing: Mapping[str, Any]) -> tuple[str, Named]:
    """The key, and what `to_thing` wrote. Raises KeyError, TypeError, ValueError for another shape."""
    title, url, published = thing["title"], thing["url"], thing["published"]
    if not isinstance(title, str | None) or not isinstance(url, str | None):
        raise TypeError("title or url is no text")
    return key, Named(title, url, date.fromisoformat(published) if published else None)
