"""Question → answer, as people see it."""

from __future__ import annotations

from tests.house import open_house


async def test_reads_of_a_day_name_account_day_and_both_figures() -> None:
    async with open_house() as house:
        answer = await house.say("/reads 2015-01-05")
    first, second, *_ = answer.splitlines()
    assert first == "Daily Tech · Monday, 5 January 2015"
    assert second.startswith("24,140 readers ")
