"""Rosters as files that people fill in or take away: XLSX and CSV, in Indonesian and English."""

from collections.abc import Sequence
from io import BytesIO
from typing import Any, Final

from assessments.exchange.spreadsheet.cells import csv_file
from lms.accounts.provinces import ALL
from lms.workflows.rosters.columns import COLUMNS, HEADINGS
from lms.workflows.rosters.export import AUDIENCES

SHEETS: Final = {"id": ("Daftar", "Contoh"), "en": ("Roster", "Examples")}
EXAMPLE_SHEETS: Final = tuple(names[1] for names in SHEETS.values())
LISTS: Final = "payung-lists"  # hidden: what the drop-down offers
WIDTHS: Final = (32, 30, 12, 24, 18, 28)
PREPARED: Final = 2_000  # rows with a drop-down
Texts = Sequence[str]


def examples(language: str) -> tuple[Texts, ...]:
    """Invented people, who are never taken in."""
    words = AUDIENCES[language]
    return (
        ("Siti Contoh", "siti@contoh.id", words["teacher"], "SMP", "Kelas 7", "Jawa Barat"),
        ("Budi Contoh", "0812 0000 0000", words["patbm"], "Desa Contoh", "", "53"),
        ("Dewi Contoh", "+62 813-0000-0000", words["cso"], "", "", "DI Yogyakarta"),
    )


def roster_csv(rows: Sequence[Texts], *, language: str) -> bytes:
    return csv_file([list(HEADINGS[language].values()), *rows])


def template_csv(*, language: str) -> bytes:
    """Headings only, since examples would be taken for people."""
    return roster_csv([], language=language)


def roster_xlsx(rows: Sequence[Texts], *, language: str) -> bytes:
    """All cells are texts, so that no spreadsheet counts with a number or makes a day of it."""
    from xlsxwriter import Workbook  # type: ignore[import-untyped]

    made = BytesIO()
    with Workbook(made, {"in_memory": True}) as workbook:
        name, example_name = SHEETS[language]
        _fill(workbook, workbook.add_worksheet(name), rows, language)
        if not rows:
            _fill(workbook, workbook.add_worksheet(example_name), examples(language), language)
        lists = workbook.add_worksheet(LISTS)
        lists.write_column(0, 0, [one.name(language) for one in ALL])
        lists.hide()
    return made.getvalue()


def template_xlsx(*, language: str) -> bytes:
    return roster_xlsx([], language=language)


def _fill(workbook: Any, sheet: Any, rows: Sequence[Texts], language: str) -> None:
    text = workbook.add_format({"num_format": "@"})
    head = workbook.add_format({"bold": True, "num_format": "@", "bottom": 1})
    for place, (heading, width) in enumerate(zip(_headings(language), WIDTHS, strict=True)):
        sheet.set_column(place, place, width, text)
        sheet.write_string(0, place, heading, head)
    for line, row in enumerate(rows, start=1):
        for place, cell in enumerate(row):
            sheet.write_string(line, place, cell, text)
    last = max(PREPARED, len(rows))
    for column, source in _choices(language).items():
        place = COLUMNS.index(column)
        options = {"validate": "list", "source": source, "error_type": "warning"}
        sheet.data_validation(1, place, last, place, options)
    sheet.freeze_panes(1, 0)


def _headings(language: str) -> list[str]:
    return [HEADINGS[language][column] for column in COLUMNS]


def _choices(language: str) -> dict[str, object]:
    return {
        "audience": list(AUDIENCES[language].values()),
        "province": f"='{LISTS}'!$A$1:$A${len(ALL)}",
    }
