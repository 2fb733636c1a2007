"""Reads and writes files of the template: XLSX and CSV."""

from collections.abc import Sequence
from typing import Final

from assessments.exchange.model import NeutralItem
from assessments.exchange.reading import Reading, Written
from assessments.exchange.spreadsheet.cells import csv_file, csv_rows, xlsx_file
from assessments.exchange.spreadsheet.process import xlsx_rows
from assessments.exchange.spreadsheet.template import build_rows, read_rows

SHEET: Final = {"id": "Butir", "en": "Items"}


def read_csv(content: bytes, language: str) -> Reading:
    """Read a CSV file. Raises FileRejected."""
    return read_rows(csv_rows(content), language)


def read_xlsx(content: bytes, language: str) -> Reading:
    """Read a workbook in a subprocess. Raises FileRejected."""
    return read_rows(xlsx_rows(content), language)


def write_csv(items: Sequence[NeutralItem], language: str) -> Written:
    """Write items as CSV with headings in one language."""
    rows, skipped = build_rows(items, language)
    return Written(csv_file(rows), skipped)


def write_xlsx(items: Sequence[NeutralItem], language: str) -> Written:
    """Write items as a workbook with headings in one language."""
    rows, skipped = build_rows(items, language)
    return Written(xlsx_file(rows, SHEET[language]), skipped)
