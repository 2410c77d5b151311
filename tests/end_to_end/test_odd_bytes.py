"""One odd byte costs one title: the morning sends its digest, over real HTTP and from a real file, all else as it is.

A raw line break is a blank like any other, and not even the title is another one then.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.wechat.simulator import FOREVER, Spoilt
from tests.end_to_end.program import World, world

TITLE = b'"title":"'
MENDED = "\ufffd"

ODD = {
    "a control character": b"\x08",
    "a line break": b"\n",
    "half an emoji, escaped": b"\\ud83d",
    "half an emoji, raw": b"\xed\xa0\xbd",
    "no UTF-8": b"\xff",
    "a character cut off": b"\xe4\xb8",
}


async def _morning(here: World) -> str:
    ended = await here.verb("morning", "--date", "2015-01-05", now="2015-01-06 12:30")
    assert (ended.status, ended.out) == (0, "Digests of 2015-01-05: 1 sent.\n"), ended.err
    (digest,) = here.digests(here.chats[0])
    return digest


def _held(folder: Path) -> str:
    """All that the store holds of the day's articles, as it stands on the disk."""
    with closing(sqlite3.connect(folder / "store.sqlite")) as store:
        tables = [name for (name,) in store.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        rows = [row for table in tables for row in store.execute(f'SELECT * FROM "{table}"')]
    return "\n".join(repr(row) for row in rows if any("getarticlesummary|2015-01-05" in str(cell) for cell in row))


@pytest.mark.parametrize("odd", ODD.values(), ids=ODD)
async def test_a_morning_with_one_odd_title_sends_its_digest_with_all_else_in_it(tmp_path: Path, odd: bytes) -> None:
    clean, spoilt = tmp_path / "clean", tmp_path / "spoilt"
    clean.mkdir()
    spoilt.mkdir()
    async with world(clean, forked=False) as here:
        right = (await _morning(here)).splitlines()
    async with world(spoilt, forked=False) as here:
        change = Spoilt(lambda body: body.replace(TITLE, TITLE + odd, 1))
        here.simulator.faults.add("getarticlesummary", change, times=FOREVER)
        digest = (await _morning(here)).splitlines()
    differing = [(one, other) for one, other in zip(right, digest, strict=True) if one != other]
    if odd.isspace():
        assert not differing
        return
    assert len(differing) == 1, "one title, and nothing else"
    line, mended = differing[0]
    number, _, rest = line.partition(". ")
    assert mended.startswith(f"{number}. {MENDED}")
    assert mended.rsplit(" readers", 1)[0].split()[-1] == line.rsplit(" readers", 1)[0].split()[-1], "its figures too"
    assert mended.replace(MENDED, "").split("…")[0].startswith(f"{number}. {rest[:6]}")


@pytest.mark.parametrize("odd", ODD.values(), ids=ODD)
async def test_what_came_with_an_odd_title_is_archived_as_it_came(tmp_path: Path, odd: bytes) -> None:
    async with world(tmp_path, forked=False) as here:
        change = Spoilt(lambda body: body.replace(TITLE, TITLE + odd, 1))
        here.simulator.faults.add("getarticlesummary", change, times=FOREVER)
        await _morning(here)
    held = _held(tmp_path)
    assert held, "the day's articles are kept"
    assert MENDED not in held, "mended where it is read, never where it is kept"
    assert "\\ufffd" not in held.lower()


async def test_the_whole_day_of_odd_bytes_is_answered_too(tmp_path: Path) -> None:
    """Every reply of every interface with a control character in each of its titles."""
    async with world(tmp_path, forked=False) as here:
        here.simulator.faults.add("*", Spoilt(lambda body: body.replace(TITLE, TITLE + b"\x08")), times=FOREVER)
        digest = await _morning(here)
    assert digest.splitlines()[1].startswith("24,140 readers ")
    listed = [line for line in digest.splitlines() if line[:1].isdigit() and ". " in line[:4]]
    assert listed
    assert all(f". {MENDED}" in line for line in listed)
