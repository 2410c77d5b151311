"""The table of faults in README shows every fault as it is, and runs in which none failed."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from tests.faults import all_faults
from tests.faults.matrix import BEGIN, END, Fault, Played, written

README = Path(__file__).parents[2] / "README.md"


def _rows() -> list[list[str]]:
    page = README.read_text("utf-8")
    shown = page[page.index(BEGIN) + len(BEGIN) : page.index(END)].strip()
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in shown.splitlines()[2:]]


def test_readme_shows_every_fault_of_the_matrix_in_its_order_and_what_must_happen() -> None:
    assert [row[:2] for row in _rows()] == [[fault.name, fault.must] for fault in all_faults(1)]


def test_readme_shows_a_run_of_ten_seeds_in_which_none_failed_and_all_saw_something() -> None:
    assert all(row[2] == "10" and row[3] for row in _rows())


async def _not_played(*_: object) -> Counter[str]:
    raise NotImplementedError


def test_a_table_is_written_between_its_two_lines_and_keeps_what_was_not_played() -> None:
    one, two = Fault("One", "nothing", _not_played), Fault("Two", "little", _not_played)
    first = written(f"before\n{BEGIN}\n{END}\nafter\n", [Played(two, 2)], ["One", "Two"])
    second = written(first, [Played(one, 3)], ["One", "Two"])
    assert second.replace("\n\n", "\n") == (
        f"before\n{BEGIN}\n| Fault | What happens | Seeds | Seen |\n|---|---|---|---|\n"
        f"| One | nothing | 3 |  |\n| Two | little | 2 |  |\n{END}\nafter\n"
    )
    with pytest.raises(ValueError, match="substring not found"):
        written("a page without a place", [], [])
