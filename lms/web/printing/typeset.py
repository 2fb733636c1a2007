"""Program of a process of its own that lays out documents with typst, then ends.

Typst keeps what it has laid out: 200 MB for a course, which the server gets back in this way.
Reads JSON from standard input: the template, the folder of fonts, the time of creation and a list
of documents. Writes for each the length of its PDF, compressed with gzip, as 8 bytes, and the PDF.
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
    from typst import PDFStandard

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
        pdf = compiler.compile(
            sys_inputs={"document": document},
            format="pdf",
            pdf_standards=list(PDF_STANDARDS),
            timestamp=datetime.fromisoformat(order["made_at"]),
        )
        if not isinstance(pdf, bytes):
            raise TypeError("a PDF is one file")
        body = gzip.compress(pdf, 6, mtime=0)
        sys.stdout.buffer.write(len(body).to_bytes(LENGTH_SIZE, "big") + body)


if __name__ == "__main__":
    main()
