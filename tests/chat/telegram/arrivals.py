"""What comes to a limiter: messages of any kind, in any order."""

from __future__ import annotations

from hypothesis import strategies as st

from tests.chat.telegram.stage import Stage

Arrival = tuple[int | str, bool, float, tuple[float, bool] | None]
"""Chat; whether it is pushed; seconds after the one before; how long its `before` takes, and what it says."""

BEFORES = st.none() | st.tuples(st.sampled_from([0.0, 0.004, 0.05, 1.5]), st.booleans())
ARRIVALS = st.lists(
    st.tuples(
        st.sampled_from([5, 6, -7, -8, "@news", *range(100, 140)]),
        st.booleans(),
        st.sampled_from([0.0, 0.0, 0.01, 0.3, 1.0, 20.0]),
        BEFORES,
    ),
    max_size=120,
)


async def arrive(stage: Stage, arrivals: list[Arrival], crowd: int) -> None:
    """Let messages come, each so long after the one before, and so many more into one group."""
    at = 0.0
    for name, (chat, push, pause, before) in enumerate(arrivals):
        at += pause
        stage.message(chat, push=push, after=at, before=before, name=name)
    for number in range(crowd):
        stage.message(-7, push=bool(number % 2), after=0.5, name=f"crowd {number}")
