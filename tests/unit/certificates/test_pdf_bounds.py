"""Small files that would keep a reader busy for long are refused before it begins."""

import pytest

from certificates.open_badges.baking import BakingReason, InvalidBakedImage, credential_in_svg
from certificates.pdf.seal_check import (
    MAX_FIELDS,
    MAX_OBJECTS,
    MAX_REVISIONS,
    PdfReason,
    check_pdf,
)

FIELD = b"<</T(a)/FT/Tx>>"


def pdf(*objects):
    data, places = b"%PDF-1.7\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    table += b"".join(b"%010d 00000 n \n" % place for place in places)
    trailer = b"trailer\n<</Root 1 0 R/Size %d>>\n" % (len(objects) + 1)
    return data + table + trailer + b"startxref\n%d\n%%%%EOF" % len(data)


def with_fields(*fields):
    return pdf(b"<</Type/Catalog/AcroForm<</Fields[2 0 R]>>>>", *fields)


def doubling(depth):
    """Each field names the next one twice."""
    names = [b"<</T(a)/Kids[%d 0 R %d 0 R]>>" % (n + 3, n + 3) for n in range(depth)]
    return with_fields(*names, FIELD)


@pytest.mark.parametrize("depth", [1, 4])
def test_a_form_of_few_fields_is_looked_at(depth):
    assert check_pdf(doubling(depth), ()).reason is PdfReason.NOT_SEALED


@pytest.mark.parametrize("depth", [7, 40])
def test_fields_that_double_at_each_step_are_not_walked(depth):
    assert check_pdf(doubling(depth), ()).reason is PdfReason.TOO_MANY_FIELDS


def test_fields_in_a_circle_are_not_walked():
    circle = with_fields(b"<</T(a)/Kids[2 0 R]>>")
    assert check_pdf(circle, ()).reason is PdfReason.TOO_MANY_FIELDS
    many = with_fields(b"<</T(a)/Kids[%s]>>" % (b"3 0 R " * MAX_FIELDS), FIELD)
    assert check_pdf(many, ()).reason is PdfReason.TOO_MANY_FIELDS


@pytest.mark.parametrize("kind", [b"/XRef", b"/X#52ef"])
def test_a_table_that_announces_entries_of_no_width_is_not_read(kind):
    entries = b"<</Type%s/W[0 0 0]/Index[0 100000000]/Size 9/Root 2 0 R/Length 0>>" % kind
    data = b"%PDF-1.7\n1 0 obj\n" + entries + b"\nstream\n\nendstream\nendobj\nstartxref\n9\n%%EOF"
    assert check_pdf(data, ()).reason is PdfReason.STRUCTURE_UNSUPPORTED


@pytest.mark.parametrize(
    ("count", "reason"), [(50, BakingReason.EMPTY), (60_000, BakingReason.TOO_LARGE)]
)
def test_a_drawing_has_a_bounded_number_of_attributes(count, reason):
    attributes = b" ".join(b'a%d="x"' % number for number in range(count))
    with pytest.raises(InvalidBakedImage) as refused:
        credential_in_svg(b'<svg xmlns="http://www.w3.org/2000/svg" %s></svg>' % attributes)
    assert refused.value.reason is reason


def revisions(count):
    """An empty document, saved anew without a change."""
    data = pdf(b"<</Type/Catalog>>")
    for _ in range(count - 1):
        last = data.rindex(b"xref\n0")
        data += b"\nxref\n0 0\ntrailer\n<</Root 1 0 R/Size 2/Prev %d>>\n" % last
        data += b"startxref\n%d\n%%%%EOF" % (data.rindex(b"xref\n0 0"))
    return data


@pytest.mark.parametrize(
    ("count", "reason"),
    [(MAX_REVISIONS, PdfReason.NOT_SEALED), (MAX_REVISIONS + 1, PdfReason.STRUCTURE_UNSUPPORTED)],
)
def test_revisions_are_counted_before_they_are_compared(count, reason):
    assert check_pdf(revisions(count), ()).reason is reason


@pytest.mark.parametrize(
    ("count", "reason"),
    [(MAX_OBJECTS, PdfReason.NOT_SEALED), (MAX_OBJECTS + 1, PdfReason.STRUCTURE_UNSUPPORTED)],
)
def test_objects_are_counted_before_they_are_read(count, reason):
    objects = [b"<</Type/Catalog>>", *[b"null"] * (count - 1)]
    assert check_pdf(pdf(*objects), ()).reason is reason
