"""Files that differ by one thing from one that is valid: each is refused, with its reason."""

import struct
import zlib
from io import BytesIO

import pikepdf
import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.writer import PdfFileWriter

from certificates.open_badges.baking import PNG_KEYWORD, bake_png
from certificates.pdf.seal import seal_pdf
from lms.extensions import current_ports
from lms.kernel.clock import utc_now

NAME = generic.pdf_name


def incremental(data, change):
    """The PDF with one more revision, as an editor saves it that keeps the seal's bytes."""
    writer = IncrementalPdfFileWriter(BytesIO(data))
    change(writer)
    output = BytesIO()
    writer.write(output)
    return output.getvalue()


def overlay(writer):
    page = writer.root["/Pages"]["/Kids"][0].get_object()
    drawn = writer.add_object(generic.StreamObject(stream_data=b"1 0 0 rg 100 100 200 50 re f"))
    page["/Contents"] = generic.ArrayObject([page.raw_get("/Contents"), drawn])
    writer.update_container(page)


def annotation(writer):
    page = writer.root["/Pages"]["/Kids"][0].get_object()
    box = generic.ArrayObject([generic.NumberObject(place) for place in (100, 100, 300, 150)])
    note = generic.DictionaryObject(
        {
            NAME("/Type"): NAME("/Annot"),
            NAME("/Subtype"): NAME("/FreeText"),
            NAME("/Rect"): box,
            NAME("/Contents"): generic.pdf_string("Petrus Lamba"),
            NAME("/DA"): generic.pdf_string("/Helv 20 Tf"),
        }
    )
    page["/Annots"] = generic.ArrayObject(
        [*page.get("/Annots", generic.ArrayObject()), writer.add_object(note)]
    )
    writer.update_container(page)


def attachment(writer):
    described = writer.root["/AF"][0].get_object()
    other = generic.StreamObject(stream_data=b'{"name": "Petrus Lamba"}')
    other[NAME("/Type")] = NAME("/EmbeddedFile")
    described["/EF"]["/F"] = writer.add_object(other)
    writer.update_container(described)


def title(writer):
    writer.set_info(generic.DictionaryObject({NAME("/Title"): generic.pdf_string("Petrus Lamba")}))
    writer.add_object(generic.DictionaryObject())


@pytest.mark.parametrize("change", [overlay, annotation, attachment, title])
def test_a_pdf_that_was_changed_after_its_seal(original, said, change):
    data = original("sealed-pdf")
    assert said(data) == ("valid", None)
    assert said(incremental(data, change)) == ("refused", "pdf-changed-after-seal")


def test_a_pdf_with_a_line_after_its_end(original, said):
    data = original("sealed-pdf")
    assert said(data) == ("valid", None)
    assert said(data + b"% one more line\n") == ("refused", "pdf-changed-after-seal")


def test_a_pdf_with_one_byte_of_the_sealed_part_changed(original, said):
    data = original("sealed-pdf")
    place = data.index(b"/Lang") + 1
    changed = data[:place] + b"M" + data[place + 1 :]
    assert said(data) == ("valid", None)
    assert said(changed) == ("refused", "pdf-seal-broken")


CONTAINER = b"/Contents <30"
VERSION, SHA256, ROOM = b"020101", b"608648016503040201", b"000>"
UNSIGNED = {
    # what no signature covers: how it is found in the container, and what stands there instead
    "version": (VERSION, b"020103"),
    "digest algorithm": (SHA256, b"608648016503040202"),
    "room that was kept": (ROOM, b"001>"),
    "small letters": (b"0A", b"0a"),
    "nothing": (b"0A", b"0A"),
}


@pytest.mark.parametrize("what", UNSIGNED)
def test_a_pdf_with_a_change_that_the_signature_does_not_cover(original, said, what):
    data = original("sealed-pdf")
    found, instead = UNSIGNED[what]
    place = data.index(found, data.index(CONTAINER))
    changed = data[:place] + instead + data[place + len(found) :]
    expected = ("refused", "pdf-seal-broken") if changed != data else ("valid", None)
    assert said(changed) == expected


def test_a_pdf_saved_anew_without_its_seal(original, said):
    data, saved = original("sealed-pdf"), BytesIO()
    with pikepdf.open(BytesIO(data)) as pdf:
        del pdf.Root["/AcroForm"], pdf.pages[0]["/Annots"]
        pdf.save(saved)
    assert said(data) == ("valid", None)
    assert said(saved.getvalue()) == ("refused", "pdf-not-sealed")


def second_seal(writer):
    form = writer.root["/AcroForm"]
    field = generic.DictionaryObject(
        {
            NAME("/FT"): NAME("/Sig"),
            NAME("/T"): generic.pdf_string("Lain"),
            NAME("/V"): form["/Fields"][0].raw_get("/V"),
        }
    )
    form["/Fields"].append(writer.add_object(field))
    writer.update_container(form["/Fields"])


def test_a_pdf_with_a_second_seal(original, said):
    data = original("sealed-pdf")
    assert said(data) == ("valid", None)
    assert said(incremental(data, second_seal)) == ("refused", "pdf-sealed-twice")


@pytest.fixture
def sealed_anew(app, original):
    """The PDF changed before it is sealed with our own key, as nobody else can."""

    def sealed_anew(change):
        saved = BytesIO()
        with pikepdf.open(BytesIO(original("sealed-pdf"))) as pdf:
            del pdf.Root["/AcroForm"], pdf.pages[0]["/Annots"]
            change(pdf)
            pdf.save(saved)
        with app.app_context():
            signer = current_ports().document_signer
        return seal_pdf(saved.getvalue(), signer=signer, sealed_at=utc_now(), reason="Uji")

    return sealed_anew


def without_file(pdf):
    del pdf.Root["/AF"]


def file_twice(pdf):
    pdf.Root["/AF"] = pikepdf.Array([pdf.Root["/AF"][0], pdf.Root["/AF"][0]])


@pytest.mark.parametrize("change", [without_file, file_twice])
def test_a_pdf_under_our_seal_that_holds_no_credential(sealed_anew, said, change):
    assert said(sealed_anew(lambda pdf: None)) == ("valid", None)
    assert said(sealed_anew(change)) == ("refused", "pdf-holds-no-credential")


def test_a_pdf_of_nothing_and_one_that_unpacks_too_far(original, said):
    assert said(original("sealed-pdf")) == ("valid", None)
    assert said(b"%PDF-1.7 nothing") == ("refused", "pdf-damaged")
    writer = PdfFileWriter()
    writer.add_object(generic.StreamObject(stream_data=b"x"))
    bomb = zlib.compress(bytes(64 * 1024 * 1024), 9)
    body = b"9 0 obj <</Filter/FlateDecode/Length %d>>\nstream\n" % len(bomb) + bomb
    assert said(b"%PDF-1.7\n" + body + b"\nendstream") == ("refused", "pdf-unpacks-too-far")


def chunk(kind, content):
    return (
        struct.pack(">I", len(content))
        + kind
        + content
        + struct.pack(">I", zlib.crc32(content, zlib.crc32(kind)))
    )


def with_credential(picture, change):
    """The badge with its baked text changed, and check sums that fit."""
    start = picture.index(b"iTXt") - 4
    (size,) = struct.unpack_from(">I", picture, start)
    content = picture[start + 8 : start + 8 + size]
    return picture[:start] + chunk(b"iTXt", change(content)) + picture[start + 12 + size :]


def compressed(content):
    return PNG_KEYWORD + b"\0\1\0\0\0" + zlib.compress(bytes(50 * 1024 * 1024))


PNG_CHANGES = {
    "picture-damaged": lambda data: data.replace(b"Ratna", b"Ratni"),
    "signature-invalid": lambda data: with_credential(
        data, lambda content: content.replace(b"Ratna", b"Ratni")
    ),
    "picture-holds-two-credentials": lambda data: bake_png(data, "{}"),
    "picture-chunk-compressed": lambda data: with_credential(data, compressed),
}


@pytest.mark.parametrize("reason", PNG_CHANGES)
def test_a_badge_whose_chunk_was_edited_doubled_or_bombed(original, said, reason):
    data = original("badge-png")
    assert said(data) == ("valid", None)
    assert said(PNG_CHANGES[reason](data)) == ("refused", reason)


SVG_CHANGES = {
    "picture-has-doctype": lambda data: (
        b'<!DOCTYPE svg SYSTEM "https://lain.example/x.dtd">' + data
    ),
    "picture-has-script": lambda data: data.replace(
        b"</svg>", b"<script>fetch('https://lain.example')</script></svg>"
    ),
    "signature-invalid": lambda data: data.replace(b"Ratna", b"Ratni"),
    "picture-holds-no-credential": lambda data: data.replace(
        b"purl.imsglobal.org/ob/v3p0", b"purl.imsglobal.org/ob/v3p1"
    ),
}


@pytest.mark.parametrize("reason", SVG_CHANGES)
def test_a_drawn_badge_with_declarations_script_or_another_text(original, said, reason):
    data = original("badge-svg")
    assert said(data) == ("valid", None)
    assert said(SVG_CHANGES[reason](data)) == ("refused", reason)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda text: text.replace("Ratna", "Ratni"), "signature-invalid"),
        (lambda text: text.replace("Tuntas", "Tunas"), "signature-invalid"),
        (lambda text: text.replace("2029-", "2039-"), "signature-invalid"),
        (lambda text: text.replace('"proof":', '"prof":'), "proof-missing"),
        (lambda text: text[:-1], "not-json"),
    ],
)
def test_a_credential_with_one_thing_changed(original, said, change, reason):
    text = original("json").decode()
    assert said(text.encode()) == ("valid", None)
    assert change(text) != text
    assert said(change(text).encode()) == ("refused", reason)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "kind-unknown"),
        (b"PK\x03\x04", "kind-unknown"),
        (b"<html><svg></svg></html>", "picture-holds-no-credential"),
        (b"\x89PNG\r\n\x1a\n", "picture-damaged"),
        (b"\xff\xd8\xff\xe0 nothing", "picture-unreadable"),
        (b"{" * 100_000, "too-large"),
        (b"https://payung.example/v/x", "code-unreadable"),
    ],
)
def test_what_is_no_certificate_at_all(certificate, said, data, reason):
    assert said(data) == ("refused", reason)


def test_a_file_with_a_good_signature_of_ours_that_the_record_does_not_confirm(
    original, said, certificate, store
):
    from certificates.models import Certificate

    data = original("json")
    assert said(data) == ("valid", None)
    store(lambda session: setattr(session.get_one(Certificate, certificate.id), "level", 1))
    assert said(data)[0] == "differs"
