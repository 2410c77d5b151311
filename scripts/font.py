"""Makes the font of the charts anew: Noto Sans SC, Regular, cut down to the characters of GB 2312 and Latin-1.

    npm pack @expo-google-fonts/noto-sans-sc@0.4.3
    python scripts/font.py expo-google-fonts-noto-sans-sc-0.4.3.tgz

Needs fonttools, which comes with matplotlib. The font keeps its licence (SIL OFL 1.1, `OFL.txt` beside it) and gets a
name of its own, so that it is never mistaken for a whole Noto Sans SC that a machine may have.
"""

from __future__ import annotations

import sys
import tarfile
from io import BytesIO
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

SOURCE = "package/400Regular/NotoSansSC_400Regular.ttf"
LICENCE = "package/LICENSE_FONT"
TARGET = Path(__file__).parent.parent / "bot" / "charts" / "font"
FAMILY = "Morning Reads Sans SC"

SIGNS = "–—‘’“”…•·▲▼△▽◀▶€№™〓□■￥−×÷≈≤≥→←↑↓"
"""What the bot itself may write besides."""


def characters() -> set[int]:
    """The code points that are kept."""
    kept = {*range(0x20, 0x7F), *range(0xA0, 0x100), *map(ord, SIGNS)}
    for row in range(0xA1, 0xF8):
        for cell in range(0xA1, 0xFF):
            kept.update(map(ord, bytes((row, cell)).decode("gb2312", "ignore")))
    return kept


def made(source: bytes) -> bytes:
    """The font, cut down: glyphs alone, without hints and typographic features, which a picture does without."""
    options = Options()
    options.hinting = False
    options.layout_features = []
    options.notdef_outline = True
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    options.drop_tables += ["GSUB", "GPOS", "BASE", "VORG", "vhea", "vmtx"]
    font = TTFont(BytesIO(source), recalcTimestamp=False)
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=characters())
    subsetter.subset(font)
    for record in font["name"].names:
        named = {1: FAMILY, 3: f"{FAMILY}, a subset", 4: FAMILY, 6: FAMILY.replace(" ", "")}.get(record.nameID)
        if named:
            record.string = named
    kept = BytesIO()
    font.save(kept)
    return kept.getvalue()


def main(package: str) -> None:
    """Write the font and its licence from the package."""
    with tarfile.open(package) as archive:
        source, licence = (archive.extractfile(name) for name in (SOURCE, LICENCE))
        if source is None or licence is None:
            raise SystemExit(f"{package} holds no {SOURCE}")
        (TARGET / "MorningReadsSansSC.ttf").write_bytes(made(source.read()))
        (TARGET / "OFL.txt").write_bytes(licence.read())


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    main(sys.argv[1])
