"""The overview as a report in PDF: tagged, PDF/UA-1 and PDF/A-2a, with the charts of the page."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from flask_babel import gettext as _

from certificates.pdf.glyph_coverage import replace_unprintable
from certificates.pdf.rendering import FONTS
from lms.web.charts.print_svg import render_print_mark, render_print_svg
from lms.web.evaluation.headline import Headline
from lms.web.evaluation.limits import Limit
from lms.web.evaluation.pictures import Picture
from lms.web.evaluation.report_chapters import Chapter

if TYPE_CHECKING:
    import typst
    from typst import PDFStandard

TEMPLATE = Path(__file__).parent / "report" / "report.typ"
PDF_STANDARDS: "list[PDFStandard]" = ["ua-1", "a-2a"]
WIDTH = 480.0  # points, of a chart
MAX_HEIGHT = 590.0  # points; rows of a higher chart stand closer together
CHAPTER_HEIGHT = 330.0  # points, beside the sentences of a chapter


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that the report shows, translated.

    `period` says of which version and months the figures are, `released` how old they are.
    """

    language: str
    eyebrow: str
    title: str
    lead: str
    period: str
    released: str
    headline: Headline | None
    pictures: Sequence[Picture]
    limits: Sequence[Limit]
    chapters: Sequence[Chapter] = ()


def render_report(report: Report) -> bytes:
    """Return the PDF. The page with the same release gives the same figures."""
    with _lock:
        document = _compiler().compile(
            sys_inputs={"report": json.dumps(_printable(_values(report)))},
            format="pdf",
            pdf_standards=PDF_STANDARDS,
        )
    if not isinstance(document, bytes):
        raise TypeError("a PDF is one file")
    return document


def _printable(value: object) -> object:
    """Replace characters without a glyph, with which PDF/A and PDF/UA allow no text."""
    if isinstance(value, str):
        return replace_unprintable(value)
    if isinstance(value, dict):
        return {key: _printable(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_printable(item) for item in value]
    return value


def _values(report: Report) -> dict[str, object]:
    return {
        "language": report.language,
        "eyebrow": report.eyebrow,
        "title": report.title,
        "running_title": f"{report.eyebrow}: {report.title}",
        "lead": report.lead,
        "period": report.period,
        "released": report.released,
        "headline": _headline_values(report.headline) if report.headline else None,
        "sections": [_section_values(picture) for picture in report.pictures],
        "chapters": [
            {
                "title": chapter.title,
                "sentences": [list(pair) for pair in chapter.sentences],
                "pictures": [_section_values(p, CHAPTER_HEIGHT) for p in chapter.pictures],
            }
            for chapter in report.chapters
        ],
        "limits_title": _("What these figures cannot say"),
        "limits": [list(limit) for limit in report.limits],
        "tables_title": _("Tables"),
    }


def _headline_values(headline: Headline) -> dict[str, object]:
    return asdict(headline) | {
        "name": _("Mean change in points of 100, the same people"),
        "size": _("Size: %(size)s.", size=headline.size) if headline.size else "",
        "effect": f"d\N{THIN SPACE}=\N{THIN SPACE}{headline.effect}" if headline.effect else "",
        "head": [_("Figure"), _("Value"), _("Detail")],
    }


def _section_values(picture: Picture, max_height: float = MAX_HEIGHT) -> dict[str, object]:
    return {
        "finding": picture.finding,
        "measure": picture.measure,
        "svg": str(render_print_svg(picture.drawing, width=WIDTH, max_height=max_height)),
        "width": WIDTH,
        "alt": picture.reading,
        "legend": [
            {"svg": str(render_print_mark(css, kind)), "label": label}
            for css, kind, label in picture.legend
        ],
        "table": {
            "caption": picture.table.caption,
            "head": list(picture.table.columns),
            "rows": [list(row) for row in picture.table.rows],
        },
    }


_lock = Lock()  # a compiler keeps its inputs between calls


@cache
def _compiler() -> "typst.Compiler":
    import typst  # slow to import: 40 MB

    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)]
    )
    return typst.Compiler(TEMPLATE, root=TEMPLATE.parent, font_paths=fonts)
