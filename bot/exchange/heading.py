"""Where a sheet's table begins: its row of titles (or two of them), and what is written above it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.exchange.cells import Cell, words
from bot.exchange.columns import column_of, columns_of, plain
from bot.exchange.sheet import Line

HEADER_WITHIN = 30
"""Rows among which the header is looked for: titles may stand above it."""

_DAYS = frozenset({"day", "stat", "publish_day"})

_OF_THE_ACCOUNT = re.compile(
    r"^(图文|全部图文|数据趋势概况|数据来源概况|流量|用户|账号|帐号|公众号|导出|统计|时间|日期|export|account|daily|official|wechat|data|from)|"
    r"[0-9]{4}[-./年]?[0-9]{1,2}",
    re.IGNORECASE,
)
"""What stands above tables of a whole account: the console's own words, what an export is called, the days of it."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A table's titles, the place of their (last) row among the first of the sheet, and the words above them."""

    titles: Sequence[Cell]
    row: int
    above: tuple[str, ...]

    def unlike_an_account(self, called: Sequence[str]) -> str | None:
        """What stands above alone in its row and is none of an account's names: it may be the title of an article."""
        names = {plain(name) for name in called}
        return next(
            (text for text in self.above if plain(text) not in names and not _OF_THE_ACCOUNT.search(text)), None
        )

    def blocks(self) -> list[tuple[int, int]]:
        """Where tables that stand side by side begin and end: a blank title parts them if each has a day of its own."""
        blocks: list[tuple[int, int]] = []
        begin = 0
        for n in range(len(self.titles) + 1):
            if n == len(self.titles) or words(self.titles[n]) is None:
                if n > begin:
                    blocks.append((begin, n))
                begin = n + 1
        with_day = [b for b in blocks if any(c and c.key in _DAYS for c in columns_of(self.titles[b[0] : b[1]]))]
        return with_day if len(with_day) > 1 else [(0, len(self.titles))]


def understood(cells: Sequence[Cell]) -> int:
    """How many cells of a row are titles that are known; two make a header."""
    return sum(column_of(cell) is not None for cell in cells)


def heading_of(first: Sequence[Line]) -> Heading | None:
    """The best row of titles among the first of a sheet; None if it has none.

    Two rows are taken as one where that tells more: 阅读 above 人数 and 次数 are 阅读人数 and 阅读次数.
    """
    found = max(range(len(first)), key=lambda n: understood(first[n][1]), default=None)
    if found is None:
        return None
    titles, begin = first[found][1], found
    for row in range(1, len(first)):
        joined = _joined(first[row - 1][1], first[row][1])
        if understood(joined) > understood(titles):
            titles, found, begin = joined, row, row - 1
    if understood(titles) < 2:
        return None
    alone = [[text for cell in cells if (text := words(cell))] for _, cells in first[:begin]]
    return Heading(titles, found, tuple(texts[0] for texts in alone if len(texts) == 1))


def _joined(upper: Sequence[Cell], lower: Sequence[Cell]) -> list[Cell]:
    """The titles of two rows, the upper of which may reach over several columns."""
    joined: list[Cell] = []
    reaching: str | None = None
    for n in range(max(len(upper), len(lower))):
        own = words(upper[n]) if n < len(upper) else None
        below = words(lower[n]) if n < len(lower) else None
        reaching = own or reaching
        both = f"{reaching}{below}" if reaching and below else None
        joined.append(both if both and column_of(both) else below or own)
    return joined
