"""Program of a process of its own that lays out documents with typst, then ends.

Typst keeps what it has laid out: 200 MB for a course, which the server gets back in this way.
Reads JSON from standard input: the template, the folder of fonts, the time of creation and a list
of documents. Writes for each the length of its PDF, compressed with gzip, as 8 bytes, and the PDF.
If typst rejects a document, its drawings are only described; if that does not help, the standards
are not claimed, as with a letter with a rare mark. Standard error says why.
Imports nothing of ours but the limits of the process.
"""

import gzip
import json
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from lms.kernel.process_limits import limit_process

if TYPE_CHECKING:
    from typst import Compiler, PDFStandard

PDF_STANDARDS: "tuple[PDFStandard, ...]" = ("ua-1", "a-2a")
MAX_MEGABYTES = 2048  # of address space; a course takes 200 MB of memory
MAX_SECONDS = 300  # of CPU time; a course takes two, 12 on a Raspberry Pi
LENGTH_SIZE = 8  # bytes, big endian


def main() -> None:
    """Entry point of the process."""
    limit_process(megabytes=MAX_MEGABYTES, seconds=MAX_SECONDS)
    import typst

    order = json.load(sys.stdin.buffer)
    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[order["fonts"]]
    )
    template = Path(order["template"])
    compiler = typst.Compiler(template, root=template.parent, font_paths=fonts)
    for document in order["documents"]:
        pdf = _first_pdf(compiler, document, datetime.fromisoformat(order["made_at"]))
        body = gzip.compress(pdf, 6, mtime=0)
        sys.stdout.buffer.write(len(body).to_bytes(LENGTH_SIZE, "big") + body)


def _first_pdf(compiler: "Compiler", document: str, made_at: datetime) -> bytes:
    """The PDF of a document, with drawings and standards if typst accepts them."""
    import typst

    described = json.dumps(_without_drawings(json.loads(document)), ensure_ascii=False)
    for standards in (PDF_STANDARDS, ()):
        for version in (document, described):
            try:
                return _pdf(compiler, version, made_at, standards)
            except typst.TypstError as error:
                sys.stderr.write(f"{error}\n")
    raise ValueError("a document that typst rejects")


def _without_drawings(value: object) -> object:
    """The document with a frame around the description of each drawing instead of it."""
    if isinstance(value, list):
        return [_without_drawings(part) for part in value]
    if not isinstance(value, dict):
        return value
    if value.get("kind") == "drawing":
        description = {"kind": "paragraph", "runs": [[value["alt"], ""]]}
        return {"kind": "framed", "parts": [description]}
    return {key: _without_drawings(part) for key, part in value.items()}


def _pdf(
    compiler: "Compiler", document: str, made_at: datetime, standards: "tuple[PDFStandard, ...]"
) -> bytes:
    pdf = compiler.compile(
        sys_inputs={"document": document},
        format="pdf",
        pdf_standards=list(standards),
        timestamp=made_at,
    )
    if not isinstance(pdf, bytes):
        raise TypeError("a PDF is one file")
    return pdf


if __name__ == "__main__":
    main()
