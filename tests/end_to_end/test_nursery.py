"""The processes of these tests are real ones, and none of them is lost sight of."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

import pytest

from tests.end_to_end.nursery import Nursery, nursery

WAITS = ("-c", "import time; time.sleep(60)")


def alive(pid: int) -> bool:
    """Whether it runs; one that nobody has buried yet does not."""
    try:
        status = Path(f"/proc/{pid}/stat").read_text()
    except FileNotFoundError:
        return False
    return status.rpartition(")")[2].split()[0] != "Z"


async def test_a_process_has_its_own_words_environment_input_and_end() -> None:
    async with nursery() as forks:
        code = "import os, sys; print(sys.argv[1], os.environ['A'], input()); print('no', file=sys.stderr); sys.exit(3)"
        process = await forks.start(("-c", code, "word"), {"A": "set"}, said="typed\n")
        assert await process.communicate() == (b"word set typed\n", b"no\n")
        assert process.returncode == 3
        assert process.pid != os.getpid()


async def test_whoever_hangs_up_leaves_no_process_behind() -> None:
    async with nursery() as forks:
        pids = [(await forks.start(WAITS, {})).pid for _ in range(5)]
        assert all(map(alive, pids))
    assert not any(map(alive, pids))


async def test_one_who_hangs_up_is_not_kept_waiting_by_the_processes_of_another() -> None:
    async with nursery() as others:
        async with nursery() as forks:
            first = await forks.start(WAITS, {})
            await others.start(WAITS, {})
            async with asyncio.timeout(5):
                await forks.close()
        assert not alive(first.pid)


async def test_an_end_that_nobody_saw_is_no_success_and_the_process_does_not_live_on(tmp_path: Path) -> None:
    door = str(tmp_path / "door")
    mother = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.end_to_end.mother", door,
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, start_new_session=True,
    )  # fmt: skip
    assert mother.stdout is not None
    assert await mother.stdout.readline() == b"ready\n"
    forks = Nursery(*await asyncio.open_unix_connection(door), tmp_path)
    process = await forks.start(WAITS, {})
    mother.kill()
    await mother.communicate()
    with pytest.raises(RuntimeError, match="nobody saw"):
        await process.communicate()
    with pytest.raises(RuntimeError, match="nothing can be forked"):
        await forks.start(WAITS, {})
    await forks.close()
    for _ in range(100):
        if not alive(process.pid):
            break
        await asyncio.sleep(0.02)
    assert not alive(process.pid)
