"""Writes rosters and their templates as XLSX and CSV, in Indonesian and English."""

from collections.abc import Sequence
from io import BytesIO
from typing import Any, Final

from assessments.exchange.spreadsheet.cells import csv_file
from lms.accounts.provinces import ALL
from lms.workflows.rosters.columns import COLUMNS, HEADINGS
from lms.workflows.rosters.export import AUDIENCES

SHEETS: Final = {"id": ("Daftar", "Contoh"), "en": ("Roster", "Examples")}
EXAMPLE_SHEETS: Final = tuple(names[1] for names in SHEETS.values())
LISTS: Final = "payung-lists"  # hidden sheet with the options of drop-downs
WIDTHS: Final = (32, 30, 12, 24, 18, 28)
LIST_ROWS: Final = 2_000  # rows with a drop-down
Texts = Sequence[str]


def examples(language: str) -> tuple[Texts, ...]:
    """Return invented people, who are never imported."""
    labels = AUDIENCES[language]
    return (
        ("Siti Contoh", "siti@contoh.id", labels["teacher"], "SMP", "Kelas 7", "Jawa Barat"),
        ("Budi Contoh", "0812 0000 0000", labels["patbm"], "Desa Contoh", "", "53"),
        ("Dewi Contoh", "+62 813-0000-0000", labels["cso"], "", "", "DI Yogyakarta"),
    )


def roster_csv(rows: Sequence[Texts], *, language: str) -> bytes:
    return csv_file([list(HEADINGS[language].values()), *rows])


def template_csv(*, language: str) -> bytes:
    """Return headings only, since examples would be imported."""
    return roster_csv([], language=language)


def roster_xlsx(rows: Sequence[Texts], *, language: str) -> bytes:
    """Return a workbook. All cells are text, so that programs do not convert numbers and dates."""
    from xlsxwriter import Workbook  # type: ignore[import-untyped]

    file = BytesIO()
    with Workbook(file, {"in_memory": True}) as workbook:
        name, example_name = SHEETS[language]
        _fill(workbook, workbook.add_worksheet(name), rows, language)
        if not rows:
            _fill(workbook, workbook.add_worksheet(example_name), examples(language), language)
        lists = workbook.add_worksheet(LISTS)
        lists.write_column(0, 0, [province.name(language) for province in ALL])
        lists.hide()
    return file.getvalue()


def template_xlsx(*, language: str) -> bytes:
    return roster_xlsx([], language=language)


def _fill(workbook: Any, sheet: Any, rows: Sequence[Texts], language: str) -> None:
    text = workbook.add_format({"num_format": "@"})
    head = workbook.add_format({"bold": True, "num_format": "@", "bottom": 1})
    for index, (heading, width) in enumerate(zip(_headings(language), WIDTHS, strict=True)):
        sheet.set_column(index, index, width, text)
        sheet.write_string(0, index, heading, head)
    for line, row in enumerate(rows, start=1):
        for index, cell in enumerate(row):
            sheet.write_string(line, index, cell, text)
    last = max(LIST_ROWS, len(rows))
    for column, source in _choices(language).items():
        index = COLUMNS.index(column)
        options = {"validate": "list", "source": source, "error_type": "warning"}
        sheet.data_validation(1, index, last, index, options)
    sheet.freeze_panes(1, 0)


def _headings(language: str) -> list[str]:
    return [HEADINGS[language][column] for column in COLUMNS]


def _choices(language: str) -> dict[str, object]:
    return {
        "audience": list(AUDIENCES[language].values()),
        "province": f"='{LISTS}'!$A$1:$A${len(ALL)}",
    }
