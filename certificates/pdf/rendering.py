"""Renders certificates as PDF with typst and the bundled fonts. Portable.

Deterministic. The result is PDF/A-3a and PDF/UA-1: tagged, with language, fonts, colour profile
and the credential attached.
"""

import json
from base64 import b64encode
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from certificates.issue_data import Signatory
from certificates.numbers import format_number
from certificates.pdf.compaction import compact_pdf
from certificates.pdf.design import (
    DEFAULT_DESIGN,
    TEMPLATE_FILE,
    TEMPLATES,
    Design,
    DesignSignatory,
    Picture,
)
from certificates.pdf.glyph_coverage import normalise_name, unprintable_characters
from certificates.pdf.wording import (
    AUDIENCES,
    LEVELS,
    NO_ISSUER,
    PILOT_MARK,
    SPECIMEN_MARK,
    long_date,
)
from certificates.qr.drawing import qr_svg

if TYPE_CHECKING:
    import typst
    from typst import OutputFormat, PDFStandard

FONTS = Path(__file__).parent / "fonts"
PDF_STANDARDS: "list[PDFStandard]" = ["a-3a", "ua-1"]
SIGNATURE_BOX = (50.0, 14.0)  # mm
ORGANISER_BOX, PARTNER_BOX = (60.0, 16.0), (30.0, 16.0)


class NameNotPrintable(ValueError):
    """The name has characters without a glyph in the bundled fonts."""

    def __init__(self, characters: str) -> None:
        super().__init__(characters)
        self.characters = characters


@dataclass(frozen=True, slots=True)
class CertificateRecord:
    """Everything that the page shows.

    `issued_on` is the day of `issued_at` in the issuer's time zone.
    """

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
    issued_at: datetime
    issued_on: date
    valid_until: date | None
    issuer_name: str | None
    signatories: tuple[Signatory, ...] = ()
    design: Design = DEFAULT_DESIGN


def render_pdf(record: CertificateRecord, *, credential: bytes = b"") -> bytes:
    """Render A4 landscape with the credential attached. Raises NameNotPrintable."""
    values = _values(record) | {"credential": credential.decode()}
    return compact_pdf(_render(record, values))


def compile_template(
    template: str,
    file: str,
    record: str,
    *,
    format: "OutputFormat",
    ppi: float | None = None,
    pdf_standards: "list[PDFStandard] | None" = None,
    timestamp: datetime | None = None,
) -> bytes:
    """Render one page from a file of a template. `record` is JSON; `ppi` is for PNG."""
    with _typst_lock:
        drawn = _compiler(template, file).compile(
            sys_inputs={"record": record},
            format=format,
            ppi=ppi,
            pdf_standards=pdf_standards or [],
            timestamp=timestamp,
        )
    if not isinstance(drawn, bytes):
        raise TypeError("a certificate is one page")
    return drawn


def _render(record: CertificateRecord, values: dict[str, object]) -> bytes:
    """Render the PDF as typst writes it, before compaction."""
    if missing := unprintable_characters(record.name):
        raise NameNotPrintable(missing)
    return compile_template(
        record.design.template,
        TEMPLATE_FILE,
        json.dumps(values),
        format="pdf",
        pdf_standards=PDF_STANDARDS,
        timestamp=record.issued_at.astimezone(UTC),  # a PDF must not be newer than its seal
    )


def _values(record: CertificateRecord) -> dict[str, object]:
    """Build the values that templates read as `record`."""
    svg, side = qr_svg(record.qr_text)
    role_id, role_en = AUDIENCES.get(record.audience or "", ("", ""))
    level_id, level_en = LEVELS[record.level]
    marks = [(record.is_specimen, SPECIMEN_MARK), (record.is_pilot, PILOT_MARK)]
    number, until = format_number(record.number), record.valid_until
    return {
        "language": record.design.language,
        "credential": "",
        "number": number,
        "host": record.host,
        "qr_svg": svg,
        "qr_side": side,
        "name": normalise_name(record.name),
        "life_id": ", ".join(filter(None, (role_id, record.province_id))),
        "life_en": ", ".join(filter(None, (role_en, record.province_en))),
        "title_id": record.title_id,
        "title_en": record.title_en,
        "hours": record.hours,
        "level_id": level_id,
        "level_en": level_en,
        "issued_id": long_date(record.issued_on),
        "issued_en": long_date(record.issued_on, "en"),
        "valid_until_id": long_date(until) if until else "",
        "valid_until_en": long_date(until, "en") if until else "",
        "issuer": record.issuer_name or NO_ISSUER,
        "is_specimen": record.is_specimen,
        "marks": [mark for is_set, mark in marks if is_set],
        "description": f"Sertifikat {number}, diperiksa di {record.host}",
        "signatories": [_signatory(signatory) for signatory in _signatories(record)[:2]],
        "logos": _logos(record.design),
    }


def _signatories(record: CertificateRecord) -> tuple[DesignSignatory, ...]:
    """Return the signatories of the design, or else those of the issuer."""
    issuers = (
        DesignSignatory(signatory.name, signatory.title_id, signatory.title_en)
        for signatory in record.signatories
    )
    return record.design.signatories or tuple(issuers)


def _signatory(signatory: DesignSignatory) -> dict[str, object]:
    names = {"name": signatory.name, "title_id": signatory.title_id, "title_en": signatory.title_en}
    return names | _scaled_picture(signatory.picture, SIGNATURE_BOX)


def _logos(design: Design) -> list[dict[str, object]]:
    boxes = (ORGANISER_BOX, *(PARTNER_BOX for _ in design.logos))
    pairs = zip(design.logos, boxes, strict=False)
    return [{"name": logo.name} | _scaled_picture(logo.picture, box) for logo, box in pairs]


def _scaled_picture(picture: Picture | None, box: tuple[float, float]) -> dict[str, object]:
    """Scale a picture to a box in mm. Typst reads no base64, but embedded SVG may have it."""
    if picture is None:
        return {"svg": "", "width": 0, "height": 0}
    scale = min(box[0] / picture.width, box[1] / picture.height)
    size = f'width="{picture.width}" height="{picture.height}"'
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size}>'
        f'<image {size} href="data:image/png;base64,{b64encode(picture.png).decode()}"/></svg>'
    )
    return {
        "svg": svg,
        "width": round(picture.width * scale, 3),
        "height": round(picture.height * scale, 3),
    }


_typst_lock = Lock()  # a compiler keeps its inputs between calls


@cache
def _fonts() -> "typst.Fonts":
    import typst  # slow to import: 40 MB

    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)]
    )


@cache
def _compiler(template: str, file: str) -> "typst.Compiler":
    import typst

    folder = TEMPLATES / template
    return typst.Compiler(folder / file, root=folder, font_paths=_fonts())
