"""Small workbooks that hold more than any machine has, as large as they are asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_TITLES = '<row r="1"><c t="inlineStr"><is><t>date</t></is></c><c t="inlineStr"><is><t>readers</t></is></c></row>'


def one_cell(path: Path, letters: int) -> None:
    """A cell with so many letters."""
    piece = "a" * 1_000_000
    text = (piece[: letters - n] for n in range(0, letters, len(piece)))
    _write(path, ['<row r="2"><c t="inlineStr"><is><t>', *text, "</t></is></c></row>"])


def shared_strings(path: Path, n: int) -> None:
    """So many strings beside the sheet, none of which it uses."""
    _write(path, (), strings=(f"<si><t>{number}</t></si>" for number in range(n)))


def far_row(path: Path, number: int) -> None:
    """A row of that number, with nothing before it."""
    _write(path, [f'<row r="{number}"><c><v>1</v></c></row>'])


def columns(path: Path, n: int, rows: int = 1) -> None:
    """Rows of so many cells."""
    row = "<row>" + "<c><v>1</v></c>" * n + "</row>"
    _write(path, (row for _ in range(rows)))


def _write(path: Path, rows: Iterable[str], strings: Iterable[str] | None = None) -> None:
    parts = {
        "[Content_Types].xml": (
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            '<Default Extension="xml" ContentType="application/xml"/>'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{_KIND}.sheet.main+xml"/>'
            f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_KIND}.worksheet+xml"/>'
            f'<Override PartName="/xl/sharedStrings.xml" ContentType="{_KIND}.sharedStrings+xml"/></Types>'
        ),
        "_rels/.rels": _links(officeDocument="xl/workbook.xml"),
        "xl/_rels/workbook.xml.rels": _links(worksheet="worksheets/sheet1.xml", sharedStrings="sharedStrings.xml"),
        "xl/workbook.xml": (
            f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELATED}"><sheets>'
            '<sheet name="Sheet1" sheetId="1" r:id="r0"/></sheets></workbook>'
        ),
    }
    with ZipFile(path, "w", ZIP_DEFLATED) as book:
        for name, content in parts.items():
            book.writestr(name, content)
        _long(book, "xl/sharedStrings.xml", _within("sst", strings or ()))
        sheet = chain(("<sheetData>", _TITLES), rows, ("</sheetData>",))
        _long(book, "xl/worksheets/sheet1.xml", _within("worksheet", sheet))


def _within(tag: str, parts: Iterable[str]) -> Iterator[str]:
    yield f'<{tag} xmlns="{_MAIN}">'
    yield from parts
    yield f"</{tag}>"


def _long(book: ZipFile, name: str, parts: Iterable[str]) -> None:
    with book.open(name, "w", force_zip64=True) as out:
        for part in parts:
            out.write(part.encode())


def _links(**targets: str) -> str:
    links = (
        f'<Relationship Id="r{n}" Type="{_RELATED}/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(targets.items())
    )
    inside = "".join(links)
    return (
        f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{inside}</Relationships>'
    )
