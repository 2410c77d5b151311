"""`python -m tests.cases`: play each file of the cases, and print what came of it."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path

from tests.cases.playing import FILES, TWO, play


async def main() -> None:
    """Every file, first with one account set up; where it tells of several, with two as well."""
    for path in sorted(FILES.glob("*/*")):
        print(path.relative_to(FILES))
        with tempfile.TemporaryDirectory() as folder:
            for line in (await play(path, Path(folder))).lines():
                print(f"  {line}")
        if "appid" in path.parent.name:
            print("  with two accounts set up:")
            with tempfile.TemporaryDirectory() as folder:
                for line in (await play(path, Path(folder), TWO)).lines():
                    print(f"    {line}")


if __name__ == "__main__":
    asyncio.run(main())
