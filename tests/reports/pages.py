"""Reports as the pages that a person reads."""

from __future__ import annotations

from collections.abc import Callable

from bot.render import Renderer, plain
from bot.reports import reads, report, shares, top
from bot.reports.base import Facts, View

RENDERER = Renderer()

BUILDS: dict[str, Callable[[Facts], View]] = {
    "report": report.build,
    "reads": reads.build,
    "shares": shares.build,
    "top": top.build,
}
"""How each report is made of facts."""


def words(template: str, view: View) -> str:
    """A view's page in English, without its markup."""
    return plain(RENDERER.page(template, "en", view=view))
