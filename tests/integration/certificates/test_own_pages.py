"""What holders see of their certificates, and that strangers see nothing."""

from datetime import timedelta
from html import unescape
from io import BytesIO
from urllib.parse import parse_qs, urlsplit

import pytest
from PIL import Image
from sqlalchemy import select, update

from certificates.issue_data import Holder
from certificates.models import Certificate, CertificateFile
from certificates.numbers import format_number
from certificates.records import service
from courses.enrolment.models import Enrolment
from lms.accounts.models import Person
from lms.extensions import task_context
from lms.kernel.clock import utc_now
from lms.workflows.certificates import make_files


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
    kinds = read(lambda session: set(session.scalars(select(CertificateFile.kind))))
    assert kinds == {"json", "sealed-pdf"}  # the credential stands in the PDF


def test_the_preview_is_light_and_waits_for_no_seal(owner, number, read):
    preview = owner.get(f"/certificates/{number}/preview.webp").data
    assert read(lambda session: session.scalar(select(CertificateFile.id))) is None
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
        first = make_files.get_file(task_context(), certificate.id, "pdf")
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
    store(service.erase_holder, certificate.id, now=now)
    assert number not in owner.get("/certificates").text
    assert owner.get(f"/certificates/{number}").status_code == 410


def test_a_person_without_a_certificate_reads_how_it_comes(stranger):
    assert stranger.get("/certificates").status_code == 200


def suspend(store, certificate, at):
    number = certificate.number
    store(service.suspend, number, reason="under-review", suspended_by=None, now=at)


def revoke(store, certificate, at):
    store(service.revoke, certificate.number, reason="misconduct", revoked_by=None, now=at)


def expire(store, certificate, at):
    ends = {"valid_until": certificate.issued_at + timedelta(seconds=1)}
    store(lambda s: s.execute(update(Certificate).values(**ends)))


def end_soon(store, certificate, at):
    store(lambda s: s.execute(update(Certificate).values(valid_until=utc_now() + timedelta(9))))


def supersede(store, certificate, at):
    holder = Holder("Ratna D. K.", "teacher", "53")
    key_id = store(lambda s: s.get_one(Person, certificate.person_id).data_key_id)
    facts = {"holder": holder, "person_key_id": key_id, "now": at}
    facts["person_id"] = certificate.person_id
    return store(service.supersede, certificate.id, superseded_by=None, **facts)


def renew(store, certificate, at):
    end_soon(store, certificate, at)
    at = utc_now()  # close to the end, whenever this runs
    key_id = store(lambda s: s.get_one(Person, certificate.person_id).data_key_id)
    facts = {"holder": Holder("Ratna D. K.", "teacher", "53"), "person_key_id": key_id, "now": at}
    more = {"valid_years": 3, "completed_on": at.date(), "renewed_by": None}
    return store(service.renew, certificate.number, **facts, **more)


SHOWN = {
    # what became of it: words of the page, the word in the lists, and whether it is to be shared
    suspend: ("untuk sementara tidak berlaku", "Ditangguhkan", False),
    revoke: ("dicabut pada", "Dicabut", False),
    expire: ("Masa berlakunya habis pada", "Kedaluwarsa", True),
    end_soon: ("Kursus penyegaran memperbaruinya", "Berlaku", True),
    supersede: ("Sertifikat ini sudah diganti", "Sudah diganti", False),
    renew: ("sudah diperbarui", "Sudah diperbarui", True),
}


@pytest.fixture
def completed(store, learner):
    ends = update(Enrolment).where(Enrolment.id == learner.enrolment_id)
    store(lambda s: s.execute(ends.values(completed_at=utc_now())))


@pytest.mark.parametrize("change", SHOWN, ids=lambda change: change.__name__)
def test_page_list_and_home_say_what_became_of_it(
    owner, certificate, number, store, completed, now, change
):
    said, word, is_shared = SHOWN[change]
    page = owner.get(f"/certificates/{number}").text
    assert (said in page, 'id="share"' in page) == (False, True)
    assert all(">Berlaku<" in owner.get(path).text for path in ("/certificates", "/home"))
    later_id = change(store, certificate, now)
    page = owner.get(f"/certificates/{number}").text
    assert (said in page, 'id="share"' in page) == (True, is_shared)
    for path in ("/certificates", "/home"):
        text = owner.get(path).text
        assert f">{word}<" in text, path
        assert (">Berlaku<" in text) == (change in (end_soon, supersede, renew)), path
    if later_id:
        assert "Lihat yang baru" in page


def test_the_home_page_leaves_out_what_was_withdrawn(owner, certificate, store, completed, now):
    assert format_number(certificate.number) in owner.get("/home").text
    store(service.erase_holder, certificate.id, now=now)
    assert format_number(certificate.number) not in owner.get("/home").text
