"""Where readers come from and where they share to: sources and scenes by their words.

WeChat numbers them in the classic interfaces and labels sources in the successors; one that the documents do not list
is shown as it is.
"""

from __future__ import annotations

from collections.abc import Mapping

from bot.core.errors import N_

ORIGINS: Mapping[str, str] = {
    "conversation": N_("the account's messages"),
    "friends": N_("chats and forwards"),
    "moments": N_("Moments"),
    "weibo": N_("Tencent Weibo"),
    "history": N_("the account's page"),
    "other": N_("elsewhere"),
    "look": N_("recommendations"),
    "search": N_("Search"),
}
"""By the name that a parsed fact carries."""

SCENES: Mapping[str, str] = {
    "friends": N_("friends"),
    "moments": N_("Moments"),
    "weibo": N_("Weibo"),
    "elsewhere": N_("elsewhere"),
}
"""The same of scenes."""

UNLISTED = N_("source {number}")
"""The words of one that WeChat numbers, and its documents do not list."""
