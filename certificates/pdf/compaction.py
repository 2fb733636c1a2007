"""Makes PDFs of typst smaller without changing page, tags or text. Portable.

Merges the widths of glyphs into lists, and removes CIDSet, which ISO 19005-3 makes optional, the
description of a predefined XMP schema (not required by 6.6.2.3) and the history in the metadata.
Other streams stay as they are.
"""

import re
from collections.abc import Iterator

_FONT = b"<</Type/Font/Subtype/CIDFontType"
_DESCRIPTOR = b"<</Type/FontDescriptor"
_WIDTHS = re.compile(rb"/W\[([\d. ]+)\]")
_CID_SET = re.compile(rb"/CIDSet (\d+) 0 R")
_METADATA = re.compile(rb"<</Length \d+(?=/Type/Metadata/Subtype/XML>>\nstream\n)")
_REDUNDANT_METADATA = re.compile(
    rb"<xmpMM:History>.*?</xmpMM:History>|"
    rb'<rdf:li rdf:parseType="Resource"><pdfaSchema:schema>Adobe PDF schema<.*?'
    rb"</rdf:Seq></pdfaSchema:property></rdf:li>",
    re.DOTALL,
)
_TABLE = re.compile(rb"xref\n0 (\d+)\n")
_ENTRY_SIZE = 20  # bytes of an entry in the cross-reference table, ISO 32000-1, 7.5.4
_FREE_ENTRY = b"0000000000 65535 f \n"


def compact_pdf(pdf: bytes) -> bytes:
    """Return the document in fewer bytes. Raises ValueError unless typst wrote it.

    Needs one cross-reference table and no revisions.
    """
    start = int(pdf[pdf.rindex(b"startxref") + 9 :].split(maxsplit=1)[0])
    table = _TABLE.match(pdf, start)
    if table is None:
        raise ValueError("no cross-reference table")
    count = int(table[1])
    offsets = _offsets(pdf, table.end(), count)
    objects = dict(_objects(pdf, offsets, start))
    unneeded: set[int] = set()
    for number, body in objects.items():
        if body.startswith(_FONT):
            objects[number] = _WIDTHS.sub(_widths_in_lists, body)
        elif body.startswith(_DESCRIPTOR):
            unneeded.update(int(listed) for listed in _CID_SET.findall(body))
            objects[number] = _CID_SET.sub(b"", body)
        elif _METADATA.match(body):
            objects[number] = _brief_metadata(body)
    trailer = pdf[table.end() + _ENTRY_SIZE * count : pdf.rindex(b"startxref")]
    remaining = {number: body for number, body in objects.items() if number not in unneeded}
    return _written(pdf[: min(offsets)], remaining, count, trailer)


def _offsets(pdf: bytes, rows: int, count: int) -> list[int]:
    """Return the offsets of objects from number 1."""
    return [
        int(pdf[at : at + 10])
        for at in range(rows + _ENTRY_SIZE, rows + _ENTRY_SIZE * count, _ENTRY_SIZE)
    ]


def _objects(pdf: bytes, offsets: list[int], end: int) -> Iterator[tuple[int, bytes]]:
    """Yield number and body of each object, streams with their dictionary."""
    ends = dict(zip(sorted(offsets), [*sorted(offsets)[1:], end], strict=True))
    for number, offset in enumerate(offsets, start=1):
        opening, closing = b"%d 0 obj\n" % number, b"\nendobj"
        whole = pdf[offset : ends[offset]].rstrip(b"\r\n")
        if not (whole.startswith(opening) and whole.endswith(closing)):
            raise ValueError(f"object {number} has another form")
        yield number, whole[len(opening) : -len(closing)]


def _widths_in_lists(match: re.Match[bytes]) -> bytes:
    """Replace `first last width` by `first[width width ...]` for consecutive glyphs."""
    numbers = match[1].split()
    lists: list[tuple[int, list[bytes]]] = []
    for first, last, width in zip(numbers[::3], numbers[1::3], numbers[2::3], strict=True):
        begin, many = int(first), int(last) - int(first) + 1
        if not lists or begin != lists[-1][0] + len(lists[-1][1]):
            lists.append((begin, []))
        lists[-1][1].extend([_plain(width)] * many)
    return b"/W[" + b"".join(b"%d[%b]" % (at, b" ".join(row)) for at, row in lists) + b"]"


def _brief_metadata(body: bytes) -> bytes:
    """Remove redundant metadata. Values have `<` escaped, so none looks like an element."""
    shortened = _REDUNDANT_METADATA.sub(b"", body)
    length = len(shortened.partition(b">>\nstream\n")[2]) - len(b"\nendstream")
    return _METADATA.sub(b"<</Length %d" % length, shortened, count=1)


def _plain(width: bytes) -> bytes:
    """Round away single-precision errors: 501.99997 is 502."""
    return b"%g" % round(float(width), 2)


def _written(head: bytes, objects: dict[int, bytes], count: int, trailer: bytes) -> bytes:
    parts, rows, at = [head], [], len(head)
    for number in range(1, count):
        if number not in objects:
            rows.append(_FREE_ENTRY)
            continue
        part = b"%d 0 obj\n%b\nendobj\n" % (number, objects[number])
        rows.append(b"%010d 00000 n \n" % at)
        parts.append(part)
        at += len(part)
    table = b"xref\n0 %d\n%b%b" % (count, _FREE_ENTRY, b"".join(rows))
    return b"".join((*parts, table, trailer, b"startxref\n%d\n%%%%EOF" % at))
