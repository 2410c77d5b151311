"""What a workbook's last sheet says of all others: units, what adds up, and what the fixed names mean."""

from __future__ import annotations

from collections.abc import Mapping

from bot.core.errors import N_, Marked, Remark
from bot.core.origins import ORIGINS, SCENES


def _called(names: Mapping[str, str]) -> tuple[Remark, ...]:
    """Fixed names, each with the words that the chat has for it."""
    return tuple(Remark(N_("{name} ({words})"), name=name, words=Marked(words)) for name, words in names.items())


NOTES: tuple[Remark | str, ...] = (
    N_("Figures of WeChat Official Accounts, kept by Morning Reads. Days are days in China time (+08:00)."),
    N_("An empty cell is not known; it is not 0."),
    N_(
        "Readers, sharers, savers, likes and hearts are people, each counted once. People never add up: not over days, "
        "articles, accounts, hours, sources or scenes, since the same person may be in several."
    ),
    N_("Reads, shares, favourites, comments and pieces published are times; they add up."),
    N_(
        "Account holds all content of an account; Articles lack what hardly anybody read or shared, which WeChat "
        "leaves out. Times of all articles together are those of the account or less; their people come to more, "
        "since whoever reads two articles counts twice."
    ),
    N_(
        "Hours holds each hour once, over all sources; where WeChat does not tell that, times are the sum of the "
        "sources. Hours by source and Hours by scene hold the same hours in parts: add up one of these sheets, never "
        "two together."
    ),
    N_("Lives counts from publishing up to the day in “counted until”: its rows are never to be summed."),
    N_(
        "Below a table whose times add up stands a row of totals, one for each generation; people have none. Leave it "
        "out of sums of your own."
    ),
    N_("Tips are in fen (a hundredth of a yuan), rates are fractions of 1, the average stay is in minutes."),
    Remark(
        N_("Sources have names that stay the same in every language: {names}. Others are told as WeChat does."),
        names=_called(ORIGINS),
    ),
    Remark(
        N_(
            "So have scenes, which are where it was shared to: {names}. What is “other” of sources is “elsewhere” here."
        ),
        names=_called(SCENES),
    ),
    N_(
        "Generation says which of WeChat's interfaces counted. Figures of the classic ones and of their successors, "
        "which begin on 2025-11-01, do not compare."
    ),
    N_("Origin is the interface that gave the row, or the file that brought it."),
)
