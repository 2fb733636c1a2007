"""Administrators choose how certificates look, and see it before anybody gets one."""

from io import BytesIO

import pytest
from PIL import Image
from sqlalchemy import select

from certificates.designs import queries as designs
from certificates.designs.models import CertificateDesign, DesignPicture

PAGES = (
    "/admin/certificates/templates",
    "/admin/certificates/templates/design",
    "/admin/certificates/templates/preview/usual.webp",
)
FORM = {"template": "payung", "language": "id"}
SIGNATORY = {
    "signatory_1_name": "Dr. Wulan Prameswari",
    "signatory_1_title_id": "Ketua Program",
    "signatory_1_title_en": "Programme Chair",
}
POST = "/admin/certificates/templates/design"


def picture_file(size=(300, 120), form="PNG", **more):
    file = BytesIO()
    Image.new("RGB", size, "#1c4f6b").save(file, form, **more)
    file.seek(0)
    return file


@pytest.mark.parametrize("page", PAGES)
def test_only_administrators_see_designs(administrator, owner, page):
    assert administrator.get(page).status_code == 200
    assert owner.get(page).status_code == 403


@pytest.mark.parametrize("has_picture", [True, False])
def test_a_saved_signatory_is_shown_with_and_without_a_signature(administrator, has_picture):
    picture = {"signatory_1_picture": (picture_file(), "tanda.png")} if has_picture else {}
    sent = {**FORM, **SIGNATORY, **picture}
    saved = administrator.post(POST, data=sent, content_type="multipart/form-data")
    assert saved.status_code == 303
    page = administrator.get(POST)
    assert page.status_code == 200
    assert "Dr. Wulan Prameswari" in page.text
    assert ("/templates/pictures/" in page.text) is has_picture


@pytest.mark.parametrize("sample", ["usual", "short", "long", "apostrophe", "javanese", "arabic"])
def test_names_of_every_kind_are_shown_as_specimens(administrator, sample):
    picture = administrator.get(f"/admin/certificates/templates/preview/{sample}.webp")
    assert Image.open(BytesIO(picture.data)).size == (640, 452)


def test_a_design_is_saved_as_a_new_version_and_holds_from_then_on(administrator, new_session, now):
    picture = (picture_file(), "tanda.png")
    sent = {**FORM, **SIGNATORY, "signatory_1_picture": picture}
    answer = administrator.post(POST, data=sent, content_type="multipart/form-data")
    assert answer.status_code == 303
    with new_session() as session:
        row = session.scalars(select(CertificateDesign)).one()
        assert (row.course_code, row.version, row.language) == ("", 1, "id")
        design = designs.design_at(session, "POESA-EL", row.set_at)
        assert design.signatories[0].name == "Dr. Wulan Prameswari"
        assert (design.signatories[0].picture.width, design.language) == (300, "id")
        assert designs.design_at(session, "POESA-EL", now.replace(year=2000)).language == "both"


def test_a_kept_picture_stays_until_it_is_left_out(administrator, new_session):
    sent = {**FORM, "logo_1_name": "Lembaga", "logo_1_picture": (picture_file(), "logo.png")}
    administrator.post(POST, data=sent, content_type="multipart/form-data")
    with new_session() as session:
        picture_id = session.scalar(select(DesignPicture.id))
    shown = administrator.get(f"/admin/certificates/templates/pictures/{picture_id}.png")
    assert shown.content_type == "image/png"
    kept = {**FORM, "logo_1_name": "Lembaga", "logo_1_kept": str(picture_id)}
    administrator.post(POST, data=kept)
    administrator.post(POST, data={**kept, "logo_1_drop": "y", "logo_1_name": ""})
    with new_session() as session:
        versions = session.scalars(select(CertificateDesign).order_by(CertificateDesign.version))
        assert [len(row.logos) for row in versions] == [1, 1, 0]


def test_what_a_camera_wrote_into_a_picture_is_not_kept(administrator, new_session):
    exif = Image.Exif()
    exif[0x010F] = "CAMERA-OF-SOMEBODY"
    picture = (picture_file(form="JPEG", exif=exif), "logo.jpg")
    sent = {**FORM, "logo_1_name": "Lembaga", "logo_1_picture": picture}
    administrator.post(POST, data=sent, content_type="multipart/form-data")
    with new_session() as session:
        kept = session.scalars(select(DesignPicture)).one()
    assert kept.png.startswith(b"\x89PNG")
    assert b"CAMERA" not in kept.png


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>", "logo.svg"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 40, "cut.png"),
        (b"GIF89a" + b"\0" * 40, "logo.gif"),
        (b"\xff" * 400_000, "large.png"),
    ],
)
def test_a_file_that_is_no_picture_is_refused_with_a_sentence(
    administrator, new_session, content, name
):
    sent = {**FORM, "logo_1_name": "Lembaga", "logo_1_picture": (BytesIO(content), name)}
    answer = administrator.post(POST, data=sent, content_type="multipart/form-data")
    assert answer.status_code == 422
    assert "320 kB" in answer.text
    with new_session() as session:
        assert session.scalar(select(CertificateDesign.id)) is None


@pytest.mark.parametrize(
    "sent",
    [
        {"signatory_1_name": "Dr. Wulan Prameswari"},
        {"logo_1_picture": (picture_file(), "logo.png")},
        {"language": "de"},
        {"template": "../payung"},
    ],
    ids=["half a signatory", "a logo without a name", "another language", "another folder"],
)
def test_what_is_incomplete_is_refused(administrator, new_session, sent):
    answer = administrator.post(POST, data={**FORM, **sent}, content_type="multipart/form-data")
    assert answer.status_code == 422
    with new_session() as session:
        assert session.scalar(select(CertificateDesign.id)) is None


def test_a_course_that_is_not_there_has_no_design(administrator):
    assert administrator.get(f"{POST}?course=NONE").status_code == 404
    assert administrator.get("/admin/certificates/templates/preview/nobody.webp").status_code == 404
