from io import BytesIO

import pytest
from PIL import Image

from certificates import service
from certificates.models import Artefact
from certificates.numbers import format_number


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
        f"/certificates/{number}/preview.webp",
    ]


def test_the_holder_sees_everything_and_a_stranger_nothing(owner, stranger, number):
    assert [owner.get(page).status_code for page in pages(number)] == [200] * 4
    assert [stranger.get(page).status_code for page in pages(number)] == [404] * 4


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
    assert read(lambda session: session.query(Artefact).count()) == 1


def test_the_preview_is_light(owner, number):
    preview = owner.get(f"/certificates/{number}/preview.webp").data
    assert len(preview) < 30_000
    assert Image.open(BytesIO(preview)).size == (640, 452)


def test_other_kinds_of_file_are_not_there(owner, number):
    assert owner.get(f"/certificates/{number}.exe").status_code == 404


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
