"""A coordinator brings a roster, corrects it, confirms, undoes; nobody else can."""

import io
import re
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from werkzeug.datastructures import FileStorage
from werkzeug.test import stream_encode_multipart
from xlsxwriter import Workbook

from lms.accounts.models import Person
from lms.accounts.roles.service import grant_role
from lms.accounts.service import set_password
from lms.kernel.audit import AuditEvent
from lms.organisations.members.models import Membership
from lms.organisations.members.service import join_organisation
from lms.organisations.roster.models import RosterImport, RosterRow
from lms.organisations.roster.service import delete_expired_rows
from lms.organisations.service import OrganisationDetails, create_organisation
from lms.tasks import sweep

MEGABYTE = 1024 * 1024
GOOD = "Nama\tHP\tPeran\nSiti Aminah\t081234567890\tguru\n"
MIXED = GOOD + "Budi\tbudi@contoh,id\tcso\nDewi\t6.28E+11\t\nSiti\t0812 3456 7890\t\n"


@pytest.fixture
def coordinator(act, make_person, school):
    person_id = make_person()
    scope = {"scope_type": "organisation", "scope_id": school}
    act(grant_role, person_id=person_id, role="coordinator", granted_by=None, **scope)
    return person_id


@pytest.fixture
def desk(sign_in, coordinator):
    return sign_in(coordinator)


@pytest.fixture
def address(school):
    return f"/organisations/{school}/roster"


@pytest.fixture
def count(new_session):
    def count(table, *conditions):
        with new_session() as session:
            return session.scalar(select(func.count()).select_from(table).where(*conditions))

    return count


@pytest.fixture
def brought(desk, address):
    """Pastes a text and gives the address of the draft."""

    def brought(text):
        answer = desk.post(address, data={"pasted": text})
        assert answer.status_code == 303
        return answer.location

    return brought


def test_roster_is_looked_at_confirmed_taken_in_and_undone(app, desk, brought, count, school):
    people = count(Person)
    draft = brought(GOOD)
    assert "Masukkan 1 orang" in desk.get(draft).text
    assert count(Membership) == 0
    assert desk.post(f"{draft}/confirm").status_code == 303
    sweep(app)
    assert "Siti Aminah" in desk.get(f"/organisations/{school}/members").text
    assert "Ya, tarik kembali 1 orang" in desk.get(draft).text
    assert desk.post(f"{draft}/undo").status_code == 303
    sweep(app)
    undone = desk.get(draft).text
    assert "Dibatalkan" in undone
    assert "1 orang ditarik kembali." in undone
    assert (count(Person), count(Membership)) == (people, 0)


def test_wrong_rows_are_shown_with_reason_and_proposal_and_put_right(desk, brought):
    draft = brought(MIXED)
    page = desk.get(draft).text
    assert 'value="budi@contoh.id"' in page
    assert "<legend>Baris 3: Budi</legend>" in page
    assert "<legend>Baris 4: Dewi</legend>" in page
    assert "Nomor seperti 1,23E+15" in page
    assert "Baris 5: Siti, +6281234567890, sama dengan baris 2" in page
    assert "Siti Aminah</th>" in page
    cells = {
        "cell-3-contact": "budi@contoh,id",
        "take-3-contact": "budi@contoh.id",
        "cell-4-contact": "081234567891",
        "cell-9-nothing": "x",
    }
    assert desk.post(f"{draft}/cells", data=cells).status_code == 303
    assert 'name="cell-' not in desk.get(draft).text


def workbook(**sheets):
    file = io.BytesIO()
    with Workbook(file, {"in_memory": True}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for line, row in enumerate(rows):
                sheet.write_row(line, 0, row)
    return file.getvalue()


def test_one_of_several_sheets_is_chosen_and_the_page_says_what_was_not_read(desk, address):
    heads, siti = ("Nama", "HP"), ("SITI AMINAH, S.PD", "081234567890")
    rows = (heads, siti, ("", ""), ("Mengetahui,", ""), ("Kepala Sekolah", ""))
    content = workbook(Guru=rows, TU=(heads, ("Budi", "081234567891")))

    def send(**fields):
        data = {"file": (io.BytesIO(content), "guru.xlsx"), **fields}
        return desk.post(address, data=data, content_type="multipart/form-data")

    refused = send()
    assert refused.status_code == 422
    assert '<option value="Guru">' in refused.text
    page = desk.get(send(sheet="Guru").location).text
    assert "Siti Aminah, S.Pd.</th>" in page
    assert "Tidak dibaca: lembar TU." in page
    assert "Tidak dibaca: baris 4 sampai 5" in page


def test_file_and_what_was_not_read_of_it_are_told_until_the_rows_are_deleted(
    app, desk, address, act, new_session
):
    heads, siti = ("Nama", "HP"), ("Siti", "081234567890")
    content = workbook(Guru=(heads, siti, ("Mengetahui,", "")), Rekap=(("Jumlah", "1"),))
    data = {"file": (io.BytesIO(content), "guru-2026.xlsx")}
    draft = desk.post(address, data=data, content_type="multipart/form-data").location
    told = ("Berkas: guru-2026.xlsx, lembar Guru", "lembar Rekap.", "baris 3 sampai 3")
    assert all(text in desk.get(draft).text for text in told)
    desk.post(f"{draft}/confirm")
    sweep(app)
    assert all(text in desk.get(draft).text for text in told)
    assert "guru-2026.xlsx: Sudah masuk" in desk.get(address).text
    with new_session() as session, session.begin():
        roster = session.scalar(select(RosterImport))
        roster.expires_at = roster.brought_at + timedelta(seconds=1)
        delete_expired_rows(session, roster.id, now=roster.expires_at)
    assert "guru-2026.xlsx" not in desk.get(draft).text + desk.get(address).text


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"data": {}},
        {"data": {"cells": "x", "cell-": "x", "cell-3": "x", "cell-x-contact": "x"}},
        {"data": {"take-3-contact": "budi@contoh.id"}},
        {"json": {"cells": {"3": {"contact": "budi@contoh.id"}}}},
        {"data": b"--a\r\nbroken", "content_type": "multipart/form-data; boundary=a"},
    ],
)
def test_corrections_without_a_cell_are_refused_and_change_nothing(
    desk, brought, new_session, sent
):
    draft = brought(MIXED)
    before = cells_on(desk.get(draft).text)

    answer = desk.post(f"{draft}/cells", **sent)

    assert answer.status_code == 422
    refusal = "Tidak ada sel yang dikirim"
    assert refusal in (answer.json["title"] if answer.is_json else answer.text)
    assert len(before) == 2
    assert cells_on(desk.get(draft).text) == before


def cells_on(page):
    return re.findall(r'<input[^>]* name="cell-[^>]*>', page)


def test_everybody_is_listed_page_by_page_and_found_by_name_or_number(desk, brought):
    rows = "".join(f"Guru {n}\tguru{n}@contoh.id / 0812000{n:05d}\t\n" for n in range(1, 54))
    draft = brought(f"Nama\tSurel\tPeran\n{rows}")
    page = desk.get(draft).text
    assert "53 baris, halaman 1 dari 3" in page
    assert "Guru 25<" in page
    assert "Guru 26<" not in page
    assert "Guru 53<" in desk.get(f"{draft}?page=3").text
    for text in ("guru 41", "guru41@", "0812 0000 0041"):
        found = desk.get(draft, query_string={"q": text}).text
        assert "Guru 41</th>" in found, text
        assert "1 baris<" in found
    assert "Tidak ada orang di daftar ini yang cocok" in desk.get(f"{draft}?q=Zulkifli&page=9").text
    assert desk.get(f"{draft}?page=-3&q=%00").status_code == 200


def test_whoever_is_wrong_or_twice_is_found_in_the_list_too(desk, brought):
    draft = brought(MIXED)
    for text, state in {"dewi": "keliru", "budi@contoh,id": "keliru", "siti": "ganda"}.items():
        listed = desk.get(draft, query_string={"q": text}).text.partition('id="people"')[2]
        assert f"<span>{state}</span>" in listed, text


def test_a_mail_domain_is_corrected_or_kept_as_it_was_typed(desk, brought, count):
    draft = brought("Nama\tSurel\nAyu\tayu@gmial.com\nBudi\tbudi@gmial.com\n")
    page = desk.get(draft).text
    assert 'name="take-2-contact" value="ayu@gmail.com"' in page
    assert 'name="take-3-contact" value="budi@gmial.com!"' in page
    cells = {
        "cell-2-contact": "ayu@gmial.com",
        "take-2-contact": "ayu@gmail.com",
        "cell-3-contact": "budi@gmial.com",
        "take-3-contact": "budi@gmial.com!",
    }
    assert desk.post(f"{draft}/cells", data=cells).status_code == 303
    page = desk.get(draft).text
    assert 'name="cell-' not in page
    assert "<span>ayu@gmail.com</span>" in page
    assert "<span>budi@gmial.com</span>" in page


def test_what_was_left_out_stays_readable_after_the_import(app, desk, brought):
    draft = brought(MIXED + "Ayu\tayu@contoh.id / 6.1E+9\t\n")
    desk.post(f"{draft}/confirm")
    sweep(app)
    page = desk.get(draft).text
    assert "4 baris dilewati, seluruhnya atau sebagian" in page
    assert "Baris 4: Dewi" in page
    assert "6.1E+9: " in page
    file = desk.get(f"{draft}/wrong.csv").text
    assert "budi@contoh,id" in file
    assert "ayu@contoh.id / 6.1E+9" in file


def test_organisation_without_a_class_is_told_to_open_one(desk, address, school, request):
    hint = f'href="/organisations/{school}/classes/new">Buka kelas'
    assert hint in desk.get(address).text
    request.getfixturevalue("cohort")
    assert hint not in desk.get(address).text


def test_undo_says_how_many_it_takes_back_and_who_stays(
    app, desk, brought, new_session, act, school
):
    draft = brought("Nama\tSurel\nSiti\tsiti@contoh.id\nBudi\tbudi@contoh.id\n")
    desk.post(f"{draft}/confirm")
    sweep(app)
    with new_session() as session:
        siti = session.scalar(select(Person.id).where(Person.email == "siti@contoh.id"))
    act(join_organisation, person_id=siti, organisation_id=school)
    page = desk.get(draft).text
    assert "1 orang yang belum bergabung ditarik kembali" in page
    assert "1 orang sudah bergabung dan tetap ada." in page
    desk.post(f"{draft}/undo")
    sweep(app)
    assert "1 orang ditarik kembali." in desk.get(draft).text


def test_what_was_typed_is_kept_when_somebody_confirms_at_once(desk, brought, count):
    draft = brought(MIXED)
    unchanged = {"cell-3-contact": "budi@contoh,id"}
    typed = {**unchanged, "cell-4-contact": "081234567891"}
    assert desk.post(f"{draft}/confirm", data=typed).status_code == 303
    assert count(RosterRow, RosterRow.state == "waiting") == 0
    page = desk.get(draft).text
    assert 'name="cell-4-contact"' not in page
    assert desk.post(f"{draft}/confirm", data=unchanged).status_code == 303
    assert count(RosterRow, RosterRow.state == "waiting") == 2


def test_a_noted_contact_is_imported_at_the_first_press_and_stands_there_once(
    app, act, desk, brought, new_session, count
):
    desk.post(f"{brought(GOOD)}/confirm")
    sweep(app)
    with new_session() as session:
        siti = session.scalar(select(Person.id).where(Person.phone == "+6281234567890"))
    act(set_password, siti, password_hash="x")
    typed = "0812 3456 7890 / 6.1E+9"
    draft = brought(f"Nama\tHP\nHASAN BASRI\t{typed}\nBudi\tbudi@contoh.id\n")
    page = desk.get(draft).text
    fields = dict(re.findall(r'<input[^>]* name="(cell-[^"]*)" value="([^"]*)"', page))
    assert fields == {"cell-2-contact": typed}
    assert len(cells_on(page)) == page.count("<legend>Baris 2") == 1
    assert "6.1E+9: " in page
    assert "Kontak ini milik Siti Aminah" in page
    assert desk.post(f"{draft}/confirm", data=fields).status_code == 303
    assert "Perbaikan Anda tersimpan" not in desk.get(draft).text
    assert count(RosterImport, RosterImport.confirmed_at.is_not(None)) == 2


def test_wrong_rows_come_as_a_file_that_can_be_brought_again(desk, brought, address):
    draft = brought(MIXED)
    file = desk.get(f"{draft}/wrong.csv")
    assert file.headers["Content-Disposition"].endswith('.csv"')
    again = desk.post(address, data={"file": (io.BytesIO(file.data), "a.csv")})
    assert again.status_code == 303
    assert 'name="cell-2-contact"' in desk.get(again.location).text


def sent_as(name, content):
    """A form with one file or text. In memory: the client would leave a large one open."""
    part = FileStorage(io.BytesIO(content), filename="guru.xlsx")
    values = {name: part if name == "file" else content.decode()}
    body, _size, boundary = stream_encode_multipart(values, use_tempfile=False)
    return {"data": body.read(), "content_type": f"multipart/form-data; boundary={boundary}"}


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("pasted", b""),
        ("pasted", b"a\tb\n1\t2"),
        ("file", b"\x89PNG\r\n\x1a\n"),
        ("file", b"x" * 11 * MEGABYTE),
        ("file", b"x" * 50 * MEGABYTE),
    ],
    ids=["nothing", "wrong headings", "picture", "11 MB", "50 MB"],
)
def test_what_cannot_be_read_is_named_and_nothing_is_kept(desk, address, name, content, count):
    answer = desk.post(address, **sent_as(name, content))
    assert answer.status_code == 422
    assert 'id="error-summary"' in answer.text
    assert count(RosterImport) == 0


def test_thrown_away_draft_leaves_nothing(desk, brought, count):
    draft = brought(GOOD)
    assert desk.post(f"{draft}/throw-away").status_code == 303
    assert (count(RosterImport), count(RosterRow)) == (0, 0)
    assert desk.get(draft).status_code == 404


def test_template_and_people_come_as_files_and_who_takes_people_is_recorded(desk, address, count):
    for name in ("template.xlsx", "template.csv", "people.xlsx", "people.csv"):
        answer = desk.get(f"{address}/{name}")
        assert answer.status_code == 200, name
        assert answer.headers["Cache-Control"] == "no-store"
    assert count(AuditEvent, AuditEvent.action == "roster.exported") == 2


def test_nothing_new_is_not_confirmed(app, desk, brought):
    draft = brought(GOOD)
    desk.post(f"{draft}/confirm")
    sweep(app)
    assert desk.post(f"{brought(GOOD)}/confirm").status_code == 409


def test_another_organisation_is_not_found(sign_in, make_person, desk, brought, address):
    draft = brought(GOOD)
    stranger = sign_in(make_person())
    paths = [address, draft, f"{draft}/wrong.csv", f"{address}/people.csv"]
    assert {stranger.get(path).status_code for path in paths} == {404}
    posts = [address, *(f"{draft}/{what}" for what in ("cells", "confirm", "undo", "throw-away"))]
    assert {stranger.post(path).status_code for path in posts} == {404}
    assert desk.get(draft).status_code == 200


def test_draft_of_one_organisation_is_not_found_under_another(desk, brought, address, act, school):
    other = act(
        create_organisation,
        kind="school",
        facts=OrganisationDetails("SMP"),
        parent_id=school,
        founded_by=None,
        is_approved=True,
    )
    draft = brought(GOOD)
    assert desk.get(draft.replace(str(school), str(other))).status_code == 404


def test_roster_needs_the_token_of_its_form(app, desk, address):
    app.config["WTF_CSRF_ENABLED"] = True
    assert desk.post(address, data={"pasted": GOOD}).status_code == 400
    token = re.search(r'name="csrf_token" value="([^"]+)"', desk.get(address).text)[1]
    assert desk.post(address, data={"pasted": GOOD, "csrf_token": token}).status_code == 303
