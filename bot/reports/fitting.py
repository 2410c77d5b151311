"""What is left out of a message that would not fit: articles, one by one; at last all but a line an account."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence

from bot.reports.base import View


def shorten(views: list[View | None]) -> bool:
    """Take one article from the longest list; False when nothing can be left out."""
    order = sorted(range(len(views)), key=lambda n: -len(getattr(views[n], "articles", ())))
    for n in order:
        view = views[n]
        shorter = view.shorter() if view else None
        if shorter is not None:
            views[n] = shorter
            return True
    return False


def shortest(view: View | None) -> View | None:
    """A view without all that can be left out of it."""
    while view is not None and (shorter := view.shorter()) is not None:
        view = shorter
    return view


def a_line_each(page: Callable[..., str], views: Sequence[View | None], fit: Callable[[str], bool]) -> tuple[str, int]:
    """A line of each account, with how its figure changed; else of as many as fit, without. And how many those are."""
    whole = page(views)
    if fit(whole):
        return whole, len(views)
    count = bisect_left(range(len(views)), True, key=lambda n: not fit(page(views[: n + 1], changes=False)))
    count = max(count, 1)
    return page(views[:count], changes=False), count
