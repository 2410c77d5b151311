"""What README and docs/ show is what the program says, and their pictures are there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.pages import PAGES, PICTURES, ROOT, written

IMAGE = re.compile(r"!\[[^\]]*\]\(([^)]+)\)")


@pytest.mark.parametrize("page", PAGES)
async def test_a_page_shows_the_answers_that_the_program_gives(page: str, tmp_path: Path) -> None:
    shown = (ROOT / page).read_text("utf-8")
    assert await written(page, shown, tmp_path) == shown


@pytest.mark.parametrize("page", PAGES)
def test_the_pictures_of_a_page_are_pictures(page: str) -> None:
    for link in IMAGE.findall((ROOT / page).read_text("utf-8")):
        assert ((ROOT / page).parent / link).read_bytes().startswith(b"\x89PNG"), link


def test_no_picture_lies_about_that_no_page_shows() -> None:
    shown = {Path(link).name for page in PAGES for link in IMAGE.findall((ROOT / page).read_text("utf-8"))}
    assert {path.name for path in (ROOT / PICTURES).iterdir()} == shown
