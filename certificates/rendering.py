"""Draws a certificate as PDF and PNG with typst and the fonts that we ship. Portable.

The same record gives the same bytes. The PDF is PDF/A-3a and PDF/UA-1: tagged, with its language,
fonts and colour profile inside.
"""

import json
import unicodedata
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from io import BytesIO
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

from certificates.lettering import unprintable_characters
from certificates.numbers import format_number
from certificates.qr import qr_matrix
from certificates.records import Signatory

if TYPE_CHECKING:
    import typst

FOLDER = Path(__file__).parent
TEMPLATES = FOLDER / "templates"
FONTS = FOLDER / "fonts"

PDF_STANDARDS = ["a-3a", "ua-1"]
PNG_PPI = 150
PNG_COLOURS = 96
QUIET_ZONE = 4
SMALLEST_MODULE = 0.6  # mm
USUAL_QR_SIDE, LARGEST_QR_SIDE = 41.6, 50.0  # mm, with the quiet zone
QR_INK, PAPER = "#10202a", "#fffdf8"

AUDIENCES = {
    "cso": ("Pendamping organisasi masyarakat", "Civil society organisation worker"),
    "teacher": ("Guru atau tenaga kependidikan", "Teacher or school staff"),
    "patbm": ("Relawan PATBM", "PATBM volunteer"),
}
LEVELS = (("Tuntas", "Level: completed"), ("Predikat istimewa", "Level: with distinction"))
SPECIMEN_MARK = {
    "side": "left",
    "title": "CONTOH / SPECIMEN",
    "id": "bukan sertifikat asli",
    "en": "not a genuine certificate",
}
PILOT_MARK = {
    "side": "right",
    "title": "UJI COBA / PILOT",
    "id": "isi kursus sedang ditinjau ahli",
    "en": "course content under expert review",
}
NO_ISSUER = "belum ditetapkan / not set"
MONTHS = (
    "Januari",
    "Februari",
    "Maret",
    "April",
    "Mei",
    "Juni",
    "Juli",
    "Agustus",
    "September",
    "Oktober",
    "November",
    "Desember",
)


class NameNotPrintable(ValueError):
    """The name has characters that no shipped font can draw."""

    def __init__(self, characters: str) -> None:
        super().__init__(characters)
        self.characters = characters


@dataclass(frozen=True, slots=True)
class CertificateRecord:
    """Everything that stands on the paper."""

    number: str
    qr_text: str
    host: str
    name: str
    audience: str | None
    province_id: str
    province_en: str
    title_id: str
    title_en: str
    hours: int
    level: int
    is_pilot: bool
    is_specimen: bool
    issued_on: date
    valid_until: date | None
    issuer_name: str | None
    signatories: tuple[Signatory, ...] = ()


def render_pdf(record: CertificateRecord) -> bytes:
    """A4 landscape. Raises NameNotPrintable."""
    return _render(record, format="pdf", pdf_standards=PDF_STANDARDS)


def render_png(record: CertificateRecord, *, ppi: int = PNG_PPI) -> bytes:
    """The same page as a picture, small enough to send. Raises NameNotPrintable."""
    from PIL import Image  # heavy: needed only when a certificate is drawn

    with Image.open(BytesIO(_render(record, format="png", ppi=ppi))) as drawn:
        few_colours = drawn.convert("RGB").quantize(PNG_COLOURS, dither=Image.Dither.NONE)
    small = BytesIO()
    few_colours.save(small, "PNG", dpi=(ppi, ppi))
    return small.getvalue()


def long_date(day: date) -> str:
    """As written on paper in Indonesia: 24 November 2026."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def qr_svg(text: str) -> tuple[str, float]:
    """The symbol with its quiet zone, as one path, and the side in mm at which to print it."""
    matrix = qr_matrix(text)
    size = len(matrix) + 2 * QUIET_ZONE
    runs = "".join(
        f"M{start} {y}h{length}v1h-{length}z"
        for y, row in enumerate(matrix, QUIET_ZONE)
        for start, length in _dark_runs(row)
    )
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}">'
        f'<path fill="{PAPER}" d="M0 0h{size}v{size}H0z"/><path fill="{QR_INK}" d="{runs}"/></svg>'
    )
    side = min(max(USUAL_QR_SIDE, size * SMALLEST_MODULE), LARGEST_QR_SIDE)
    return svg, round(side, 2)


def _dark_runs(row: list[bool]) -> list[tuple[int, int]]:
    """Start and length of each run of dark modules, the quiet zone counted in."""
    padded = [False, *row, False]
    changes = [x for x in range(1, len(padded)) if padded[x] != padded[x - 1]]
    return [
        (start - 1 + QUIET_ZONE, end - start)
        for start, end in zip(changes[::2], changes[1::2], strict=True)
    ]


def _render(record: CertificateRecord, **options: Any) -> bytes:
    if missing := unprintable_characters(record.name):
        raise NameNotPrintable(missing)
    issued = datetime(*record.issued_on.timetuple()[:3], tzinfo=UTC)
    with _one_at_a_time:
        drawn = _compiler().compile(
            sys_inputs={"record": json.dumps(_template_input(record))}, timestamp=issued, **options
        )
    if not isinstance(drawn, bytes):
        raise TypeError("a certificate is one page")
    return drawn


def _template_input(record: CertificateRecord) -> dict[str, Any]:
    svg, side = qr_svg(record.qr_text)
    role_id, role_en = AUDIENCES.get(record.audience or "", ("", ""))
    level_id, level_en = LEVELS[record.level]
    marks = [(record.is_specimen, SPECIMEN_MARK), (record.is_pilot, PILOT_MARK)]
    number = format_number(record.number)
    return {
        "number": number,
        "host": record.host,
        "qr_svg": svg,
        "qr_side": side,
        "name": _plain(record.name),
        "life_id": ", ".join(filter(None, (role_id, record.province_id))),
        "life_en": ", ".join(filter(None, (role_en, record.province_en))),
        "title_id": record.title_id,
        "title_en": record.title_en,
        "hours": record.hours,
        "level_id": level_id,
        "level_en": level_en,
        "issued_id": long_date(record.issued_on),
        "valid_until_id": long_date(record.valid_until) if record.valid_until else "",
        "issuer": record.issuer_name or NO_ISSUER,
        "is_specimen": record.is_specimen,
        "marks": [mark for is_set, mark in marks if is_set],
        "description": f"Sertifikat {number}, diperiksa di {record.host}",
        "signatories": [
            {"name": one.name, "title_id": one.title_id, "title_en": one.title_en}
            for one in record.signatories[:2]
        ],
    }


def _plain(name: str) -> str:
    """Composed, single-spaced, and without the invisible characters that could reorder a line."""
    joiners = "\u200c\u200d"  # Javanese and Arabic spelling needs them
    kept = (c for c in name if c in joiners or unicodedata.category(c) not in ("Cc", "Cf"))
    return " ".join(unicodedata.normalize("NFC", "".join(kept)).split())


_one_at_a_time = Lock()  # a compiler holds its inputs between calls


@cache
def _compiler() -> "typst.Compiler":
    import typst  # heavy: 40 MB that only the drawing of certificates needs

    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)]
    )
    return typst.Compiler(TEMPLATES / "certificate.typ", root=TEMPLATES, font_paths=fonts)
