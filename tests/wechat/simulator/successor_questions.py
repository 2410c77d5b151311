"""Questions about the successors' days, and how their answers are read."""

from datetime import date
from typing import Any

from hypothesis import strategies as st

from bot.wechat.simulator.account import Account
from bot.wechat.simulator.asked import Asked
from tests.examples import some

NEWEST = date(2026, 11, 23)
DEMO = Account(1, "wxdemo")


def question(size: int, seed: int, day: date, counted: int) -> Asked:
    return Asked(Account(seed, "wxdemo", size, ((day, counted),)), day, NEWEST)


questions = st.builds(
    question,
    st.sampled_from((30, 1_000, 200_000, 5_000_000)),
    st.integers(1, 9),
    st.dates(date(2025, 11, 1), NEWEST),
    st.sampled_from((1000, 960, 864)),
)
anywhere = some(0.2)


def details_of(rows: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {row["msgid"]: row["detail"] for row in rows}
