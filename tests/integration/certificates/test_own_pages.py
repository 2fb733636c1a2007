"""What holders see of their certificates, and that strangers see nothing."""

from html import unescape
from io import BytesIO
from urllib.parse import parse_qs, urlsplit

import pytest
from PIL import Image
from sqlalchemy import select

from certificates import service
from certificates.models import Artefact
from certificates.numbers import format_number
from lms import artefacts
from lms.workflows import make_artefacts


@pytest.fixture
def number(certificate):
    return format_number(certificate.number)


@pytest.fixture
def stranger(sign_in, make_person):
    return sign_in(make_person(name="Orang lain"))


def pages(number):
    return [
        f"/certificates/{number}",
        f"/certificates/{number}.pdf",
        f"/certificates/{number}.png",
        f"/certificates/{number}.json",
        f"/certificates/{number}.jwt",
        f"/certificates/{number}/badge.png",
        f"/certificates/{number}/badge.svg",
        f"/certificates/{number}/preview.webp",
    ]


def test_the_holder_sees_everything_and_a_stranger_nothing(owner, stranger, number):
    assert [owner.get(page).status_code for page in pages(number)] == [200] * 8
    assert [stranger.get(page).status_code for page in pages(number)] == [404] * 8


def test_who_is_not_signed_in_is_asked_to(client, number):
    for page in [*pages(number), "/certificates"]:
        answer = client.get(page, headers={"Accept": "text/html"})
        assert (answer.status_code, "/sign-in" in answer.location) == (303, True)


def test_the_list_shows_only_ones_own(owner, stranger, number):
    assert number in owner.get("/certificates").text
    assert number not in stranger.get("/certificates").text


def test_the_page_says_what_stands_on_the_certificate(owner, number, learner):
    text = owner.get(f"/certificates/{number}").text
    for expected in (learner.name, number, f"https://payung.example/v/{number}", "24 November"):
        assert expected in text, expected


def test_downloads_are_files_of_their_kind(owner, number):
    pdf = owner.get(f"/certificates/{number.lower()}.pdf")
    assert (pdf.mimetype, pdf.data[:5]) == ("application/pdf", b"%PDF-")
    assert f"sertifikat-{number}.pdf" in pdf.headers["Content-Disposition"]
    png = owner.get(f"/certificates/{number}.png")
    assert Image.open(BytesIO(png.data)).format == "PNG"


def test_the_first_request_makes_the_file_and_the_next_gives_the_same(owner, number, read):
    first = owner.get(f"/certificates/{number}.pdf").data
    assert owner.get(f"/certificates/{number}.pdf").data == first
    kinds = read(lambda session: set(session.scalars(select(Artefact.kind))))
    assert kinds == {"json", "sealed-pdf"}  # the credential stands in the PDF


def test_the_preview_is_light_and_waits_for_no_seal(owner, number, read):
    preview = owner.get(f"/certificates/{number}/preview.webp").data
    assert read(lambda session: session.scalar(select(Artefact.id))) is None
    owner.get(f"/certificates/{number}.pdf")
    assert owner.get(f"/certificates/{number}/preview.webp").data == preview
    assert len(preview) < 45_000
    assert Image.open(BytesIO(preview)).size == (640, 452)


@pytest.mark.parametrize("name", [".exe", "/first.pdf", "/badge.exe"])
def test_other_kinds_of_file_are_not_there(owner, number, name):
    assert owner.get(f"/certificates/{number}{name}").status_code == 404


def test_the_first_pdf_of_an_earlier_certificate_is_offered_beside_the_sealed_one(
    app, owner, certificate, number
):
    assert "first.pdf" not in owner.get(f"/certificates/{number}").text
    with app.app_context():
        first = make_artefacts.artefact(artefacts.desk(), certificate.id, "pdf")
    assert "first.pdf" in owner.get(f"/certificates/{number}").text
    assert owner.get(f"/certificates/{number}/first.pdf").data == first
    assert b"/ByteRange" not in first
    assert b"/ByteRange" in owner.get(f"/certificates/{number}.pdf").data


def test_files_are_named_for_what_they_are(owner, number):
    names = {
        ".json": f"sertifikat-{number}.json",
        "/badge.png": f"sertifikat-{number}-badge.png",
        "/badge.svg": f"sertifikat-{number}-badge.svg",
    }
    for name, expected in names.items():
        told = owner.get(f"/certificates/{number}{name}").headers["Content-Disposition"]
        assert expected in told, name


def test_a_genuine_certificate_can_be_added_to_a_profile(owner, number):
    text = unescape(owner.get(f"/certificates/{number}").text)
    link = next(part for part in text.split('"') if part.startswith("https://www.linkedin.com/"))
    fields = {name: values[0] for name, values in parse_qs(urlsplit(link).query).items()}
    assert fields["certUrl"] == f"https://payung.example/v/{number}"
    assert (fields["certId"], fields["issueYear"], fields["issueMonth"]) == (number, "2026", "11")
    assert (fields["expirationYear"], fields["expirationMonth"]) == ("2029", "11")
    assert "#" not in link
    assert "Ratna" not in link


def test_a_revoked_one_cannot(owner, certificate, number, store, now):
    store(service.revoke, certificate.number, reason="misconduct", revoked_by=None, now=now)
    assert "linkedin" not in owner.get(f"/certificates/{number}").text


def test_a_revoked_certificate_says_so_to_its_holder(owner, certificate, number, store, now):
    store(service.revoke, certificate.number, reason="misconduct", revoked_by=None, now=now)
    text = owner.get(f"/certificates/{number}").text
    assert 'class="note fix"' in text
    assert "misconduct" not in text


def test_a_withdrawn_certificate_leaves_the_list(owner, certificate, number, store, now):
    store(service.withdraw_certificate, certificate.id, now=now)
    assert number not in owner.get("/certificates").text
    assert owner.get(f"/certificates/{number}").status_code == 410


def test_a_person_without_a_certificate_reads_how_it_comes(stranger):
    assert stranger.get("/certificates").status_code == 200
