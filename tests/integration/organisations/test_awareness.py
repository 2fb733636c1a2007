"""Awareness sessions: reported, corrected, withdrawn; summed up for those above, and only them."""

import csv
import io
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from python_calamine import load_workbook
from sqlalchemy import select

from courses.awareness.models import AwarenessSession
from courses.awareness.queries import kit_titles
from courses.catalogue.reference import kits
from courses.cohorts.service import CohortDetails, open_cohort
from courses.enrolment.join_course import join_course
from courses.enrolment.queries import enrolment_of
from lms.accounts.roles.service import grant_role
from lms.kernel.audit import AuditEvent
from lms.kernel.clock import utc_now
from lms.organisations.members.service import join_organisation
from lms.workflows.accounts.erase_person import erase_person
from lms.workflows.accounts.personal_data import personal_data
from lms.workflows.organisations.join_organisation import enrol_member
from tests.factories import make_course

BASE = "/courses/POESA-EL/awareness"
NEW = f"{BASE}/new"


@pytest.fixture
def version_id(new_session):
    with new_session() as session, session.begin():
        return make_course(session)


@pytest.fixture
def told(new_session, version_id):
    """What a whole form sends."""
    with new_session() as session:
        kit = kits(session, version_id, language="id")[0].code
    return {
        "session_id": str(uuid4()),
        "held_on": (utc_now() - timedelta(days=3)).date().isoformat(),
        "province": "53",
        "district": "Kabupaten Sikka",
        "audience": "parents",
        "children": "",
        "adults": "25",
        "kit": kit,
        "notes": "Ramai dan hangat.",
    }


@pytest.fixture
def in_english(sign_in):
    def in_english(person_id):
        client = sign_in(person_id)
        client.set_cookie("language", "en")
        return client

    return in_english


@pytest.fixture
def participant(make_person, act, version_id, in_english):
    """A client of somebody who learns in the class of an organisation, or alone."""

    def participant(organisation_id=None, **more):
        person_id = make_person(**more)
        if organisation_id is None:
            act(join_course, person_id=person_id, course_code="POESA-EL")
        else:
            facts = {"course_version_id": version_id, "facts": CohortDetails("Kelas")}
            cohort_id = act(open_cohort, organisation_id=organisation_id, **facts)
            act(join_organisation, person_id=person_id, organisation_id=organisation_id)
            act(enrol_member, person_id=person_id, cohort_id=cohort_id)
        client = in_english(person_id)
        client.person_id = person_id
        return client

    return participant


@pytest.fixture
def holder(make_person, act, in_english):
    """A client of somebody with a role in a scope."""

    def holder(role, scope_type="platform", scope_id=None):
        person_id = make_person()
        scope = {"scope_type": scope_type, "scope_id": scope_id}
        act(grant_role, person_id=person_id, role=role, granted_by=None, **scope)
        return in_english(person_id)

    return holder


def test_session_is_reported_shown_changed_and_withdrawn(participant, told):
    client = participant()
    assert "None so far" in client.get(BASE).text
    assert client.post(NEW, data=told).location == BASE
    page = client.get(BASE).text
    assert "Kabupaten Sikka" in page
    assert "25 adults" in page
    assert "Kabupaten Sikka: 25 people" in client.get("/courses/POESA-EL/plan").text
    path = f"{BASE}/{told['session_id']}"
    assert "Ramai dan hangat." in client.get(path).text
    changed = told | {"children": "4", "district": "Kabupaten Ende"}
    assert client.post(path, data=changed).status_code == 303
    assert "29 people came" in client.get(BASE).text
    assert client.post(f"{path}/withdraw").status_code == 303
    assert "None so far" in client.get(BASE).text
    assert client.get(path).status_code == 404
    assert client.post(f"{path}/withdraw").status_code == 404


def test_report_with_an_old_token_is_not_taken_and_not_lost(app, participant, told, new_session):
    client = participant()
    path = f"{BASE}/{told['session_id']}"
    assert client.post(NEW, data=told).status_code == 303
    app.config["WTF_CSRF_ENABLED"] = True
    other = {"session_id": str(uuid4()), "notes": "Banyak tanya jawab.", "csrf_token": "old"}
    for address in (NEW, path):
        page = client.post(address, data=told | other)
        assert page.status_code == 422
        assert "Banyak tanya jawab." in page.text
        assert "send it once more" in page.text
    with new_session() as session:
        assert len(session.scalars(select(AwarenessSession)).all()) == 1
    assert "Banyak tanya jawab." not in client.get(path).text


def test_form_sent_twice_is_one_session(participant, told, new_session):
    client = participant()
    for _time in range(2):
        assert client.post(NEW, data=told).status_code == 303
    with new_session() as session:
        assert len(session.scalars(select(AwarenessSession)).all()) == 1


def test_two_forms_at_once_are_one_session(app, participant, told, new_session, sign_in):
    first = participant()
    clients = [first, sign_in(first.person_id)]
    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(lambda client: client.post(NEW, data=told).status_code, clients))
    assert answers == [303, 303]
    with new_session() as session:
        assert len(session.scalars(select(AwarenessSession)).all()) == 1


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"held_on": ""}, "Write the day"),
        ({"held_on": "yesterday"}, "Write the day"),
        ({"held_on": "2999-01-01"}, "still to come"),
        ({"held_on": "1999-01-01"}, "three years back"),
        ({"province": "99"}, "province"),
        ({"district": ""}, 'class="err"'),
        ({"district": "x" * 5000}, 'class="err"'),
        ({"district": "a\u202eb"}, 'class="err"'),
        ({"audience": "aliens"}, "for whom"),
        ({"adults": "", "children": ""}, "Say how many"),
        ({"adults": "-5"}, "whole number"),
        ({"adults": "many"}, "whole number"),
        ({"adults": "9999"}, "at most 5000"),
        ({"notes": "x" * 1001}, 'class="err"'),
    ],
)
def test_wrong_entry_is_told_and_the_rest_is_kept(participant, told, new_session, wrong, sentence):
    client = participant()
    answer = client.post(NEW, data=told | wrong)
    assert answer.status_code == 422
    assert sentence in answer.text
    if "notes" not in wrong:
        assert "Ramai dan hangat." in answer.text
    with new_session() as session:
        assert session.scalars(select(AwarenessSession)).all() == []


def test_numbers_of_people_become_dots_and_markup_stays_text(participant, told):
    client = participant()
    written = {
        "district": "<script>alert(1)</script>",
        "notes": "NIK 3174010101010001, WA 0812 3456 7890, a@contoh.id\n=HYPERLINK(1)",
    }
    answer = client.post(NEW, data=told | written, follow_redirects=True).text
    assert "NIK •••, WA •••, •••" in answer
    assert "replaced by dots" in answer
    assert "<script>alert(1)" not in answer


def test_kit_that_the_course_does_not_have_counts_as_none(participant, told):
    client = participant()
    assert client.post(NEW, data=told | {"kit": "no-such"}).status_code == 303
    assert "None of the kits" in client.get(BASE).text


def test_session_of_another_is_not_found(participant, told):
    participant().post(NEW, data=told)
    other = participant()
    path = f"{BASE}/{told['session_id']}"
    assert other.get(path).status_code == 404
    assert other.post(path, data=told).status_code == 404
    assert other.post(f"{path}/withdraw").status_code == 404
    assert other.post(NEW, data=told).status_code == 404  # its id is taken


def test_whoever_has_not_joined_the_course_reports_nothing(in_english, make_person, told):
    client = in_english(make_person())
    assert client.get(BASE).status_code == 404
    assert client.post(NEW, data=told).status_code == 404


def test_sum_counts_for_the_organisation_and_those_above(participant, told, found, holder):
    office = found("Dinas", kind="office")
    school = found("SDN", parent_id=office)
    other = found("SMP Lain")
    participant(school).post(NEW, data=told)
    for place in (school, office):
        page = holder("coordinator", "organisation", place).get(f"/organisations/{place}/awareness")
        assert "East Nusa Tenggara" in page.text
        assert "Most: East Nusa Tenggara, 1." in page.text
        assert "Kabupaten Sikka" not in page.text
        assert "Ramai" not in page.text
    foreign = holder("coordinator", "organisation", other)
    assert "Nobody has reported" in foreign.get(f"/organisations/{other}/awareness").text
    assert foreign.get(f"/organisations/{school}/awareness").status_code == 404
    below = holder("coordinator", "organisation", school)
    assert below.get(f"/organisations/{office}/awareness").status_code == 404
    assert below.get("/admin/awareness").status_code == 403


def test_session_stays_with_the_organisation_it_was_held_for(participant, told, found, act, holder):
    first, second = found("A"), found("B")
    client = participant(first)
    client.post(NEW, data=told)
    act(join_organisation, person_id=client.person_id, organisation_id=second)
    client.post(f"{BASE}/{told['session_id']}", data=told | {"adults": "30"})
    pages = [
        holder("coordinator", "organisation", one).get(f"/organisations/{one}/awareness").text
        for one in (first, second)
    ]
    assert ["Nobody has reported" in page for page in pages] == [False, True]


@pytest.mark.parametrize("role", ["administrator"])
def test_platform_sees_everything_by_year_and_as_a_file(participant, told, holder, role):
    participant().post(NEW, data=told | {"children": "5"})
    client = holder(role)
    page = client.get("/admin/awareness").text
    assert page.count('<g class="lv') == 38
    assert 'role="img"' in page
    year = told["held_on"][:4]
    assert "East Nusa Tenggara" in client.get(f"/admin/awareness?year={year}").text
    assert "Nobody has reported" in client.get("/admin/awareness?year=2001").text
    assert client.get("/admin/awareness?year=abc").status_code == 200
    rows = list(
        csv.reader(io.StringIO(client.get("/admin/awareness.csv").data.decode("utf-8-sig")))
    )
    assert rows[1] == ["All", "", "1", "5", "25", "30"]
    assert ["Province", "East Nusa Tenggara", "1", "5", "25", "30"] in rows
    sheet = load_workbook(io.BytesIO(client.get("/admin/awareness.xlsx").data)).get_sheet_by_index(
        0
    )
    assert [[str(cell) for cell in row] for row in sheet.to_python()] == rows


def test_taking_the_file_is_recorded(participant, told, holder, new_session):
    holder("administrator").get("/admin/awareness.csv")
    with new_session() as session:
        actions = session.scalars(select(AuditEvent.action)).all()
    assert "awareness.exported" in actions


@pytest.mark.parametrize("path", ["/admin/awareness", "/admin/awareness.csv"])
@pytest.mark.parametrize("role", ["coordinator", "facilitator", "expert", "author"])
def test_roles_elsewhere_do_not_open_the_sum_of_all(holder, found, path, role):
    assert holder(role, "organisation", found()).get(path).status_code == 403


def test_own_data_has_the_report_in_clear(participant, told, new_session):
    client = participant()
    client.post(NEW, data=told)
    with new_session() as session:
        rows = personal_data(session, client.person_id)["awareness_session"]
    assert rows[0]["content"] == {"district": "Kabupaten Sikka", "notes": "Ramai dan hangat."}
    assert rows[0]["adults"] == 25


def test_erasure_leaves_the_figures_and_nothing_written(
    participant, told, new_session, act, holder
):
    client = participant()
    client.post(NEW, data=told)
    act(erase_person, client.person_id, certificate_choices={})
    assert "East Nusa Tenggara" in holder("administrator").get("/admin/awareness").text
    with new_session() as session:
        row = session.get_one(AwarenessSession, UUID(told["session_id"]))
        assert b"Sikka" not in row.sealed


def test_what_was_written_is_sealed_in_the_table(participant, told, new_session):
    client = participant()
    client.post(NEW, data=told)
    with new_session() as session:
        sealed = session.scalars(select(AwarenessSession.sealed)).one()
        assert enrolment_of(session, client.person_id, "POESA-EL")
    assert b"Sikka" not in sealed
    assert b"Ramai" not in sealed


def test_kits_are_named_in_both_languages(new_session, told):
    with new_session() as session:
        names = {
            kit_titles(session, [told["kit"]], language=one)[told["kit"]] for one in ("id", "en")
        }
    assert len(names) == 2
