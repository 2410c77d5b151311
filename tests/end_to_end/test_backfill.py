"""`backfill` over real processes: killed with -9 at several points it ends with the same archive."""

from __future__ import annotations

import signal
from pathlib import Path

from tests.end_to_end.backfilling import NOW, compare, until_called
from tests.end_to_end.program import world


async def test_killed_at_several_points_it_ends_with_the_same_archive_and_asks_no_final_day_twice(
    tmp_path: Path,
) -> None:
    replies, doubled, most = await compare(tmp_path, "2025-10-22", "2025-11-10", [2, 17, 31])
    assert replies == 10 * 6 + 10 * 4
    assert doubled <= most


async def test_told_to_stop_it_says_that_it_goes_on_and_does(tmp_path: Path) -> None:
    async with world(tmp_path) as here:
        here.simulator.latency = 0.02
        process = await here.start("backfill", "2015-01-01", "2015-03-31", now=NOW)
        await until_called(here, 20, process)
        stopped = await here.end(process, signal.SIGTERM)
        here.simulator.latency = 0
        whole = await here.verb("backfill", "2015-01-01", "2015-03-31", now=NOW)
    assert stopped.status == 1
    assert "Stopped. Run it again: it goes on where it ended." in stopped.err
    assert "Traceback" not in stopped.err
    assert whole.status == 0, whole.err
    assert "that were missing" in whole.out


async def test_beside_a_running_bot_it_names_the_chat_command(tmp_path: Path) -> None:
    async with world(tmp_path) as here:
        process = await here.start("run", now=NOW)
        await here.until_menu()
        refused = await here.verb("backfill", "2015-01-01", "2015-01-02", now=NOW)
        await here.end(process, signal.SIGTERM)
    assert refused.status == 1
    assert "held by run (pid " in refused.err
    assert "/backfill in the chat" in refused.err


async def test_used_up_calls_end_it_with_what_is_left(tmp_path: Path) -> None:
    async with world(tmp_path) as here:
        ended = await here.verb("backfill", "2015-01-01", "2015-01-31", now=NOW, QUOTA__DAILY="10", QUOTA__RESERVE="5")
    assert ended.status == 1
    assert "Today's calls are used up" in ended.err
    assert "Run it again" in ended.err
