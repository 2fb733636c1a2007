"""The sealed PDF, as poppler, pyHanko and pikepdf see it: PDF/A-3a, PDF/UA-1, PAdES, DocMDP."""

import subprocess
from io import BytesIO

import pikepdf
import pytest
from asn1crypto.x509 import Certificate
from pyhanko.pdf_utils.generic import ArrayObject, DictionaryObject, NumberObject, pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from certificates.open_badges.credential_verification import verify_json_credential
from certificates.pdf.design import Design
from certificates.pdf.rendering import render_pdf
from tests.conformance.certificates.conftest import ISSUED


@pytest.fixture
def file_of(tmp_path):
    def file_of(pdf):
        path = tmp_path / "certificate.pdf"
        path.write_bytes(pdf)
        return path

    return file_of


@pytest.fixture(params=["before the seal", "after the seal"])
def document(request, unsealed, sealed):
    pdf = unsealed if request.param == "before the seal" else sealed
    with pikepdf.open(BytesIO(pdf)) as document:
        yield document


@pytest.fixture
def judged(document_signer):
    """What pyHanko says about the seal of a PDF, with our key as the one that is trusted."""

    def judged(pdf):
        trusted = [Certificate.load(document_signer.certificate_der)]
        (signature,) = PdfFileReader(BytesIO(pdf)).embedded_signatures
        return validate_pdf_signature(
            signature, signer_validation_context=ValidationContext(trust_roots=trusted)
        )

    return judged


def run(*command):
    return subprocess.run(command, capture_output=True, check=True, text=True).stdout


def test_poppler_calls_it_valid_and_whole(sealed, file_of):
    told = run("pdfsig", str(file_of(sealed)))
    assert "Signature Validation: Signature is Valid." in told
    assert "Total document signed" in told
    assert "Signature Type: ETSI.CAdES.detached" in told
    assert "Signer Certificate Common Name: payung.example" in told


def test_pyhanko_calls_it_valid_and_unchanged(sealed, judged):
    status = judged(sealed)
    assert (status.bottom_line, status.docmdp_ok) == (True, True)
    assert status.coverage is SignatureCoverageLevel.ENTIRE_FILE
    assert status.modification_level is ModificationLevel.NONE
    assert status.signer_reported_dt == ISSUED


def test_one_changed_byte_of_the_page_is_found_out(sealed, judged):
    place = sealed.index(b"/MediaBox") + len("/MediaBox[")
    changed = sealed[:place] + b"1" + sealed[place + 1 :]
    status = judged(changed)
    assert (status.bottom_line, status.intact) == (False, False)


def test_what_is_added_afterwards_is_found_out(sealed, judged):
    writer = IncrementalPdfFileWriter(BytesIO(sealed))
    note = DictionaryObject(
        {
            pdf_name("/Type"): pdf_name("/Annot"),
            pdf_name("/Subtype"): pdf_name("/Square"),
            pdf_name("/Rect"): ArrayObject([NumberObject(side) for side in (9, 9, 99, 99)]),
        }
    )
    writer.register_annotation(writer.find_page_for_modification(0)[0], writer.add_object(note))
    annotated = BytesIO()
    writer.write(annotated)
    status = judged(annotated.getvalue())
    assert not status.bottom_line
    assert status.coverage is not SignatureCoverageLevel.ENTIRE_FILE


def test_the_seal_only_adds_a_revision(unsealed, sealed):
    assert sealed.startswith(unsealed)


def test_qpdf_finds_nothing_amiss(sealed, file_of):
    told = run("qpdf", "--check", str(file_of(sealed)))
    assert "No syntax or stream encoding errors found" in told


def test_the_credential_comes_out_and_verifies(sealed, file_of, trust, tmp_path):
    path = file_of(sealed)
    assert "1: credential.json" in run("pdfdetach", "-list", str(path))
    out = tmp_path / "credential.json"
    run("pdfdetach", "-save", "1", "-o", str(out), str(path))
    verdict = verify_json_credential(out.read_bytes(), trust=trust, now=ISSUED)
    assert verdict.is_genuine
    changed = out.read_bytes().replace(b"Ratna", b"Ratni")
    assert not verify_json_credential(changed, trust=trust, now=ISSUED).is_genuine


def test_it_says_which_standards_it_keeps(document):
    told = document.Root.Metadata.read_bytes().decode()
    for mark in ("pdfaid:part>3<", "pdfaid:conformance>A<", "pdfuaid:part>1<"):
        assert mark in told, mark
    assert "pdfuaid" in told.partition("pdfaExtension:schemas")[2]
    assert "/Filter" not in document.Root.Metadata


def test_colours_are_those_of_its_output_intent(document):
    (intent,) = document.Root.OutputIntents
    assert intent.S == "/GTS_PDFA1"
    assert len(intent.DestOutputProfile.read_bytes()) > 100


def test_it_is_tagged_titled_and_in_a_language(document):
    root = document.Root
    assert bool(root.MarkInfo.Marked)
    assert str(root.Lang) == "id"
    assert bool(root.ViewerPreferences.DisplayDocTitle)
    assert document.pages[0].Tabs == "/S"
    kinds = {str(one.S) for one in elements(root.StructTreeRoot)}
    assert {"/Document", "/H1", "/Figure"} <= kinds
    for figure in elements(root.StructTreeRoot, "/Figure"):
        assert str(figure.Alt), "a picture without words"


def test_all_fonts_are_ours_whole_in_text_and_inside(document):
    fonts = [one for one in document.objects if is_a(one, "/Font") and "/DescendantFonts" in one]
    assert len(fonts) == 4
    for font in fonts:
        descriptor = font.DescendantFonts[0].FontDescriptor
        assert "/ToUnicode" in font
        assert "/FontFile3" in descriptor or "/FontFile2" in descriptor
        name = str(font.BaseFont).partition("+")[2]
        assert name.startswith(("EBGaramond12", "SourceSans3")), name


def test_the_attachment_says_what_it_is_to_the_page(document):
    (file,) = document.Root.AF
    assert (file.AFRelationship, str(file.UF)) == ("/Data", "credential.json")
    assert file.EF.F.Subtype == "/application/vc"
    assert str(file.Desc)


def test_the_widget_of_the_seal_has_no_extent_and_is_tagged(sealed):
    with pikepdf.open(BytesIO(sealed)) as document:
        (widget,) = document.pages[0].Annots
        assert [float(side) for side in widget.Rect] == [0, 0, 0, 0]
        assert (widget.Subtype, widget.FT) == ("/Widget", "/Sig")
        printed, hidden = 0b100, 0b100011
        assert int(widget.F) & printed
        assert not int(widget.F) & hidden
        assert str(widget.TU)
        (form,) = elements(document.Root.StructTreeRoot, "/Form")
        assert form.K[0].Obj.objgen == widget.objgen
        parents = list(document.Root.StructTreeRoot.ParentTree.Nums)
        assert parents[parents.index(widget.StructParent) + 1].objgen == form.objgen


def test_the_seal_allows_no_change_at_all(sealed):
    with pikepdf.open(BytesIO(sealed)) as document:
        seal = document.Root.Perms.DocMDP
        assert seal.Reference[0].TransformParams.P == 1
        assert (seal.SubFilter, document.Root.AcroForm.SigFlags) == ("/ETSI.CAdES.detached", 3)
        assert "NeedAppearances" not in document.Root.AcroForm


@pytest.mark.parametrize("language", ["id", "en"])
def test_one_language_is_the_language_of_the_document(record_for, language, tmp_path):
    pdf = render_pdf(record_for("Ratna Dewi", design=Design(language=language)))
    with pikepdf.open(BytesIO(pdf)) as document:
        assert str(document.Root.Lang) == language
    path = tmp_path / "one.pdf"
    path.write_bytes(pdf)
    text = run("pdftotext", "-layout", str(path), "-")
    other = {"id": "Date of issue", "en": "Tanggal terbit"}[language]
    assert other not in text


def elements(node, kind=None):
    """Structure elements below a node, those of a kind where one is named."""
    children = node.get("/K", [])
    for child in children if isinstance(children, pikepdf.Array) else [children]:
        if isinstance(child, pikepdf.Dictionary) and "/S" in child:
            if kind in (None, str(child.S)):
                yield child
            yield from elements(child, kind)


def is_a(candidate, kind):
    return isinstance(candidate, pikepdf.Dictionary) and candidate.get("/Type") == kind
