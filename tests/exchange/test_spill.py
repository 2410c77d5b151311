"""What waits on disk comes back as it was put in, however much it is."""

from __future__ import annotations

from contextlib import closing

from hypothesis import given
from hypothesis import strategies as st

from bot.exchange.spill import CHUNK, Sorted, Spooled


def test_a_list_is_read_any_number_of_times_and_grows_between() -> None:
    with closing(Spooled[int]()) as spooled:
        for n in range(3 * CHUNK + 1):
            spooled.append(n)
        assert list(spooled) == list(spooled) == list(range(3 * CHUNK + 1))
        first, second = iter(spooled), iter(spooled)
        assert [next(first) for _ in range(CHUNK + 1)] == [next(second) for _ in range(CHUNK + 1)]
        spooled.append(-1)
        assert list(spooled)[-1] == -1
        assert len(list(spooled)) == 3 * CHUNK + 2


@given(st.dictionaries(st.text(st.characters(codec="utf-8", exclude_characters="\0")), st.integers()), st.text("ab|"))
def test_things_come_in_the_order_of_their_keys(things: dict[str, int], prefix: str) -> None:
    with closing(Sorted()) as shelf:
        for key, thing in things.items():
            shelf.put(key, -1)
            shelf.put(key, thing)
        keys = sorted((key for key in things if key.startswith(prefix)), key=str.encode)
        assert list(shelf.under(prefix)) == [(key, things[key]) for key in keys]
        assert [shelf.get(key) for key in things] == list(things.values())
        assert shelf.get("\ufffdnone") is None
