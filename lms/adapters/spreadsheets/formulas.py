"""Finds the cells of a workbook that hold formulas. `check_package` has accepted the package."""

import posixpath
import zipfile
from collections.abc import Iterator
from io import BytesIO
from typing import IO, Final

from lxml import etree

from lms.adapters.spreadsheets.errors import TableBroken, TableHasFormulas
from lms.adapters.spreadsheets.tables import CellPosition, cell_position

RELATION: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
ODS_TABLE: Final = "urn:oasis:names:tc:opendocument:xmlns:table:1.0"

Formulas = dict[str, tuple[CellPosition, ...]]


def find_formulas(content: bytes) -> Formulas:
    """Return the cells with formulas by the name of the sheet.

    Raises TableBroken, or TableHasFormulas if a cell does not say where it is.
    """
    try:
        with zipfile.ZipFile(BytesIO(content)) as package:
            if "content.xml" in package.namelist():
                with package.open("content.xml") as part:
                    return _in_ods(part)
            return {
                name: tuple(_in_xlsx(package, path)) for name, path in _worksheets(package).items()
            }
    except (KeyError, etree.XMLSyntaxError, zipfile.BadZipFile) as problem:
        raise TableBroken() from problem


def _worksheets(package: zipfile.ZipFile) -> dict[str, str]:
    """Paths of the parts by the name of the sheet."""
    relations = _parse(package.read("xl/_rels/workbook.xml.rels"))
    targets = {
        item.get("Id"): item.get("Target") or "" for item in relations.iter("{*}Relationship")
    }
    sheets = {}
    for sheet in _parse(package.read("xl/workbook.xml")).iter("{*}sheet"):
        path = posixpath.join("/xl", targets.get(sheet.get(RELATION), ""))
        if path.startswith("/xl/worksheets/"):
            sheets[sheet.get("name") or ""] = posixpath.normpath(path).lstrip("/")
    return sheets


def _parse(content: bytes) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    return etree.fromstring(content, parser)


def _in_xlsx(package: zipfile.ZipFile, path: str) -> Iterator[CellPosition]:
    with package.open(path) as part:
        for _event, cell in etree.iterparse(
            part, tag="{*}c", resolve_entities=False, no_network=True
        ):
            if cell.find("{*}f") is not None:
                yield _position(cell.get("r") or "")
            cell.clear()


def _position(name: str) -> CellPosition:
    try:
        return cell_position(name)
    except ValueError:
        raise TableHasFormulas(cell="?") from None


def _in_ods(part: IO[bytes]) -> Formulas:
    formulas: Formulas = {}
    events = etree.iterparse(
        part, tag=f"{{{ODS_TABLE}}}table", resolve_entities=False, no_network=True
    )
    for _event, table in events:
        formulas[table.get(f"{{{ODS_TABLE}}}name") or ""] = tuple(_in_table(table))
        table.clear()
    return formulas


def _in_table(table: etree._Element) -> Iterator[CellPosition]:
    line = 1
    for row in table.iter(f"{{{ODS_TABLE}}}table-row"):
        index = 0
        for cell in row:
            if cell.get(f"{{{ODS_TABLE}}}formula") is not None:
                yield line, index
            index += _repeated(cell, "columns")
        line += _repeated(row, "rows")


def _repeated(element: etree._Element, kind: str) -> int:
    text = element.get(f"{{{ODS_TABLE}}}number-{kind}-repeated") or "1"
    return int(text) if text.isascii() and text.isdigit() else 1
