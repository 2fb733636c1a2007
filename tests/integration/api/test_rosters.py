"""Rosters by programs: the same workflow as on pages, for one's own organisations only."""

import io
from base64 import b64encode
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select
from xlsxwriter import Workbook

from lms.accounts.api_tokens.models import ApiIdempotency
from lms.accounts.models import Person
from lms.accounts.roles.service import grant_role
from lms.adapters.spreadsheets.roster_files import roster_xlsx
from lms.kernel.clock import utc_now
from lms.organisations.members.service import join_organisation
from lms.organisations.roster.service import discard_draft
from lms.organisations.service import OrganisationDetails, create_organisation
from lms.tasks import sweep

SITI = {"name": "Siti Aminah", "contact": "0812-3456-7890", "audience": "guru", "unit": "Kelas 7"}
BUDI = {"name": "Budi Santoso", "contact": "budi@contoh.id"}
WRONG = {"name": "", "contact": "rina@contoh.id", "province": "Atlantis"}


@pytest.fixture
def found(store):
    def found(name="SDN Harapan 01", *, parent_id=None, is_approved=True):
        return store(
            create_organisation,
            kind="office" if parent_id is None else "school",
            facts=OrganisationDetails(name, "", "53"),
            parent_id=parent_id,
            founded_by=None,
            is_approved=is_approved,
            now=utc_now(),
        )

    return found


@pytest.fixture
def school(found):
    return found()


@pytest.fixture
def path(school):
    return f"/organisations/{school}/roster"


@pytest.fixture
def service(program):
    return program("rosters:write")


@pytest.fixture
def of_coordinator(program, make_person, store):
    """A program with a token of somebody who coordinates this organisation."""

    def of_coordinator(organisation_id, role="coordinator"):
        person_id = make_person()
        scope = {"scope_type": "organisation", "scope_id": organisation_id}
        named = {"role": role, "granted_by": None, "now": utc_now()}
        store(grant_role, person_id=person_id, **named, **scope)
        return program("rosters:write", person_id=person_id)

    return of_coordinator


@pytest.fixture
def people(new_session):
    """How many people there are."""

    def people():
        with new_session() as session:
            return session.scalar(select(func.count(Person.id)))

    return people


def bring(caller, path, *rows, **more):
    answer = caller.post(path, {"rows": list(rows), **more}, key=uuid4().hex)
    assert answer.status_code == 200, answer.json
    return answer.json


def test_roster_is_brought_looked_at_confirmed_and_undone(app, service, path, people):
    before = people()
    draft = bring(service, path, SITI, BUDI)
    assert draft["state"] == "draft"
    assert (draft["counts"]["new"], draft["total"], people()) == (2, 2, before)
    place = f"{path}/{draft['id']}"
    assert service.get(place).json == draft
    confirmed = service.post(f"{place}/confirmation", {}, key="c").json
    assert (confirmed["state"], confirmed["done"], confirmed["total"]) == ("importing", 0, 2)
    sweep(app)
    done = service.get(place).json
    assert (done["state"], done["counts"]["new"], people()) == ("done", 2, before + 2)
    assert done["can_be_undone_until"]
    assert service.post(f"{place}/undo", {}, key="u").json["state"] == "undoing"
    sweep(app)
    undone = service.get(place).json
    assert (undone["state"], undone["kept"], people()) == ("undone", 0, before)


def test_dry_run_says_what_would_change_and_keeps_nothing(service, path, people):
    before = people()
    would = service.post(path, {"rows": [SITI, WRONG, SITI], "dry_run": True}, key="k").json
    assert would["id"] is None
    assert would["counts"] == {
        "new": 1,
        "updated": 0,
        "unchanged": 0,
        "duplicate": 1,
        "wrong": 1,
        "missing": 0,
    }
    codes = {(one["row"], one["column"], one["code"]) for one in would["problems"]}
    assert (2, "name", "name-missing") in codes
    assert (2, "province", "province-unknown") in codes
    assert (3, "contact", "roster-row-twice") in codes
    assert people() == before
    kept = service.post(path, {"rows": [SITI]}, key="k")  # a dry run uses up no key
    assert kept.json["id"]


def test_file_is_read_as_on_the_page(service, path):
    rows = [("Siti Aminah", "081234567890", "guru", "Kelas 7", "A", "53")]
    file = b64encode(roster_xlsx(rows, language="en")).decode()
    draft = service.post(path, {"file": file}, key="f").json
    assert (draft["counts"]["new"], draft["problems"]) == (1, [])


def test_sheet_is_chosen_and_what_is_left_out_is_noted(service, path):
    file = io.BytesIO()
    with Workbook(file, {"in_memory": True}) as book:
        for name in ("Guru", "TU"):
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, ("Nama", "Surel", "HP", "Jabatan"))
            sheet.write_row(1, 0, (name, "siti@gmial.com", "081234567890", "Bendahara"))
    sent = {"file": b64encode(file.getvalue()).decode()}
    refused = service.post(path, sent, key="s")
    assert refused.json["code"] == "roster-has-several-sheets"
    draft = service.post(path, sent | {"sheet": "TU"}, key="t").json
    assert (draft["counts"]["new"], draft["problems"]) == (1, [])
    noted = [(note["column"], note["text"], note["code"]) for note in draft["notes"]]
    assert noted == [
        ("contact", "siti@gmial.com", "mail-domain-misspelled"),
        ("audience", "Bendahara", "audience-unknown"),
    ]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, "request-unfit"),
        ({"rows": [BUDI], "file": "eA=="}, "request-unfit"),
        ({"file": "not base64!"}, "request-unfit"),
        ({"rows": []}, "table-empty"),
        ({"file": b64encode(b"\x89PNG\r\n\x1a\n" + b"\0" * 60).decode()}, "not-a-table"),
        ({"file": b64encode(b"Nama,Surel\n").decode()}, "roster-has-no-rows"),
        ({"file": b64encode(b"a,b\n1,2\n").decode()}, "roster-headings-missing"),
        ({"rows": [BUDI | {"nik": "1"}]}, "request-unfit"),
        ({"rows": [BUDI | {"name": "x" * 1001}]}, "request-unfit"),
    ],
)
def test_what_is_no_roster_is_refused_by_name(service, path, people, body, code):
    before = people()
    answer = service.post(path, body, key="k")
    assert (answer.status_code, answer.json["code"]) == (422, code)
    assert answer.json["errors"]
    assert people() == before


def test_wrong_rows_hold_it_up_unless_they_are_left_out(app, service, path, people):
    before = people()
    place = f"{path}/{bring(service, path, SITI, WRONG)['id']}"
    held = service.post(f"{place}/confirmation", {}, key="a")
    assert (held.status_code, held.json["code"]) == (409, "roster-has-wrong-rows")
    assert service.get(place).json["state"] == "draft"
    assert service.post(f"{place}/confirmation", {"leave_out": True}, key="b").status_code == 200
    sweep(app)
    assert people() == before + 1


def test_repeated_call_is_done_once(app, service, path, people):
    before, body = people(), {"rows": [BUDI]}
    first = service.post(path, body, key="same")
    again = service.post(path, body, key="same")
    assert again.json == first.json
    assert again.headers["Idempotency-Replayed"] == "true"
    assert service.post(path, {"rows": [SITI]}, key="same").status_code == 422
    place = f"{path}/{first.json['id']}/confirmation"
    assert service.post(place, {}, key="c").json == service.post(place, {}, key="c").json
    refused = service.post(place, {}, key="another")
    assert (refused.status_code, refused.json["code"]) == (409, "roster-not-draft")
    sweep(app)
    assert people() == before + 1
    assert service.post(path, body).json["code"] == "idempotency-key-needed"


def test_what_stands_in_cells_is_not_kept_with_the_answer(service, path, new_session):
    body = {"rows": [SITI, SITI, WRONG, {"name": "Rina 081298765432", "contact": "tak ada"}]}
    first = service.post(path, body, key="same")
    assert "tak ada" in first.text
    again = service.post(path, body, key="same")
    assert (again.data, again.headers["Idempotency-Replayed"]) == (first.data, "true")
    with new_session() as session:
        (kept,) = session.scalars(select(ApiIdempotency.body)).all()
    cells = [text for row in body["rows"] for text in row.values() if text]
    assert [text for text in [*cells, "Siti", "Rina"] if text in kept] == []


def test_answer_comes_again_without_cells_once_the_draft_is_gone(service, path, store):
    body = {"rows": [SITI, WRONG]}
    first = service.post(path, body, key="same").json
    assert first["problems"]
    store(discard_draft, UUID(first["id"]), now=utc_now())
    again = service.post(path, body, key="same")
    assert again.json == first | {"problems": []}


def test_nothing_new_is_said_and_nothing_to_undo_too(service, path):
    place = f"{path}/{bring(service, path, WRONG)['id']}"
    nothing = service.post(f"{place}/confirmation", {"leave_out": True}, key="a")
    assert (nothing.status_code, nothing.json["code"]) == (409, "roster-has-nothing-to-do")
    undo = service.post(f"{place}/undo", {}, key="u")
    assert (undo.status_code, undo.json["code"]) == (409, "roster-not-done")


def test_class_of_another_organisation_is_not_there(service, path):
    place = f"{path}/{bring(service, path, SITI)['id']}/confirmation"
    for cohort_id in (str(uuid4()), "nonsense"):
        answer = service.post(place, {"cohort_id": cohort_id}, key=cohort_id)
        assert (answer.status_code, answer.json["code"]) == (404, "cohort-gone")


def every_call(caller, organisation_id, roster_id):
    """The answers of all four operations."""
    path = f"/organisations/{organisation_id}/roster"
    yield caller.post(path, {"rows": [SITI]}, key=uuid4().hex)
    yield caller.post(path, {"rows": [SITI], "dry_run": True}, key=uuid4().hex)
    yield caller.get(f"{path}/{roster_id}")
    yield caller.post(f"{path}/{roster_id}/confirmation", {}, key=uuid4().hex)
    yield caller.post(f"{path}/{roster_id}/undo", {}, key=uuid4().hex)


def test_persons_token_reaches_own_and_below_only(found, of_coordinator, service):
    office = found("Dinas")
    school = found("SDN", parent_id=office)
    group = found("Gugus", parent_id=school)
    place = f"/organisations/{school}/roster"
    draft = bring(service, place, BUDI)["id"]
    for home in (office, school):
        answers = list(every_call(of_coordinator(home), school, draft))
        assert answers[0].status_code == 200
        assert "organisation-not-found" not in {answer.json.get("code") for answer in answers}
        draft = bring(service, place, BUDI)["id"]
    for home in (group, found("SMP Lain")):
        for answer in every_call(of_coordinator(home), school, draft):
            assert (answer.status_code, answer.json["code"]) == (404, "organisation-not-found")
    assert service.get(f"{place}/{draft}").json["state"] == "draft"


def test_roster_of_another_organisation_is_not_found_in_ones_own(found, of_coordinator, service):
    mine, theirs = found("SDN"), found("SMP")
    draft = bring(service, f"/organisations/{theirs}/roster", BUDI)["id"]
    answer = of_coordinator(mine).get(f"/organisations/{mine}/roster/{draft}")
    assert (answer.status_code, answer.json["code"]) == (404, "roster-not-found")


@pytest.mark.parametrize("role", ["facilitator", "learner", "evaluator", "author", "expert"])
def test_other_roles_have_no_such_scope(school, of_coordinator, role):
    for answer in every_call(of_coordinator(school, role), school, uuid4()):
        assert (answer.status_code, answer.json["code"]) == (403, "scope-needed")


def test_without_token_or_scope_nothing_opens(stranger, program, school):
    for answer in every_call(stranger, school, uuid4()):
        assert answer.status_code == 401
    for answer in every_call(program("certificates:read"), school, uuid4()):
        assert answer.status_code == 403


def test_organisation_that_waits_or_is_not_there_takes_nobody(found, service):
    waiting = found("SMA", is_approved=False)
    assert next(every_call(service, waiting, uuid4())).json["code"] == "organisation-not-approved"
    assert next(every_call(service, uuid4(), uuid4())).status_code == 404


def test_person_who_has_joined_stays_when_it_is_undone(app, service, path, school, store, people):
    before = people()
    place = f"{path}/{bring(service, path, SITI, BUDI)['id']}"
    service.post(f"{place}/confirmation", {}, key="c")
    sweep(app)
    with app.app_context():
        from lms.extensions import db

        budi = db.session.scalar(select(Person.id).where(Person.email == "budi@contoh.id"))
    store(join_organisation, person_id=budi, organisation_id=school, now=utc_now())
    service.post(f"{place}/undo", {}, key="u")
    sweep(app)
    assert service.get(place).json["kept"] == 1
    assert people() == before + 1


def test_large_body_is_for_this_operation_and_with_a_token_only(service, stranger, path):
    large = {"file": "A" * (3 * 1024 * 1024)}
    assert service.post(path, large, key="k").json["code"] == "table-empty"
    assert stranger.post(path, large, key="k").status_code == 401
    assert service.post(f"{path}/{uuid4()}/undo", large, key="k").status_code == 413
    assert service.post(path, {"file": "A" * (16 * 1024 * 1024)}, key="k").status_code == 413
