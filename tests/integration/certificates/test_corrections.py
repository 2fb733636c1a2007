"""A name is corrected: the learner asks, a coordinator decides, and all that was issued stays."""

import pytest
from sqlalchemy import select, update

from certificates.holder_requests.models import NameCorrection
from certificates.models import Certificate
from certificates.records import queries, record_queries
from courses.enrolment.models import Cohort
from courses.enrolment.queries import enrolment
from lms.accounts.queries import person_profile
from lms.kernel.audit import AuditEvent
from lms.kernel.clock import utc_now
from lms.kernel.jobs import Job
from lms.organisations.service import OrganisationDetails, create_organisation
from lms.workflows.accounts.erase_person import erase_person

WISH = {"name": "Ratna Dewi Kusumaningtyas-Putri", "reason": "Nama belakang kurang."}


@pytest.fixture
def certificate(issuer, issue, learner, read):
    """Of today, since pages ask the clock."""
    certificate_id = issue(learner, now=utc_now())
    return read(lambda session: session.get_one(Certificate, certificate_id))


@pytest.fixture
def coordinator(make_person, sign_in):
    return sign_in(make_person(name="Bu Koordinator", roles=["coordinator"]))


@pytest.fixture
def ask(owner, certificate):
    def ask(client=owner, **changes):
        return client.post(f"/certificates/{certificate.number}/correction", data=WISH | changes)

    return ask


@pytest.fixture
def asked(ask, read):
    assert ask().status_code == 303
    return read(lambda s: s.scalars(select(NameCorrection.id)).one())


def test_the_learner_asks_and_sees_that_it_waits(owner, ask, certificate):
    assert ask().status_code == 303
    page = owner.get(f"/certificates/{certificate.number}/correction").text
    assert "Ratna Dewi Kusumaningtyas-Putri" in page
    assert "Nama belakang kurang." in page


def test_a_request_with_an_old_token_is_not_sent_and_not_lost(app, owner, ask, certificate, read):
    app.config["WTF_CSRF_ENABLED"] = True
    page = ask(csrf_token="old")
    assert page.status_code == 422
    assert WISH["reason"] in page.text
    assert 'class="errsum"' in page.text
    assert read(lambda session: session.scalars(select(NameCorrection)).all()) == []


@pytest.mark.parametrize("name", ["محمد علي", "ꦫꦠ꧀ꦤ"], ids=["arabic", "javanese"])
def test_a_wished_name_is_drawn_for_telephones_without_its_letters(
    owner, ask, certificate, coordinator, name
):
    form = owner.get(f"/certificates/{certificate.number}/correction").text
    assert 'dir="auto"' in next(tag for tag in form.split("<") if 'id="name"' in tag)
    assert ask(name=name).status_code == 303
    asked = owner.get(f"/certificates/{certificate.number}/correction").text
    for page in (asked, coordinator.get("/admin/certificates/corrections").text):
        drawing, told, _rest = page.partition(f'" alt="{name}"></bdi>')
        assert told
        assert drawing.rpartition("<bdi>")[2].startswith(
            '<img class="drawn-name" src="data:image/svg+xml;base64,'
        )


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"name": "Ratna Dewi Kusumaningtyas"}, "correction-changes-nothing"),
        ({"name": ""}, "name-missing"),
        ({"name": "Ratna \u202eiweD"}, "name-direction"),
        ({"name": "Ratna 𝌆"}, "name-not-printable"),
        ({"reason": " "}, "text-missing"),
    ],
)
def test_a_name_that_cannot_stand_there_is_refused_with_a_sentence(ask, read, changes, code):
    refused = ask(**changes)
    assert refused.status_code == 422, code
    assert read(lambda s: s.scalars(select(NameCorrection.id)).all()) == []
    assert ask().status_code == 303


def test_one_request_at_a_time(ask, asked):
    assert ask(name="Nama Lain").status_code == 422


def test_a_stranger_asks_for_nobody(ask, sign_in, make_person, client, certificate):
    stranger = sign_in(make_person(name="Orang Lain"))
    assert ask(stranger).status_code == 404
    assert ask(client).status_code == 401


def test_approval_issues_a_new_certificate_and_the_old_one_names_it(
    asked, coordinator, certificate, learner, read, owner
):
    approved = coordinator.post(f"/admin/certificates/corrections/{asked}/approve")
    assert approved.status_code == 303
    status = read(queries.certificate_status, certificate.number, now=utc_now())
    later = read(queries.certificate_status, status.replaced_by, now=utc_now())
    assert (status.state, later.state, later.name) == ("superseded", "valid", WISH["name"])
    assert read(person_profile, learner.person_id).name == WISH["name"]
    assert read(record_queries.last_correction, certificate.id).replaced_by == later.number
    assert later.number[:4] in owner.get(f"/certificates/{certificate.number}/correction").text
    kinds = read(lambda s: s.scalars(select(Job.kind)).all())
    assert "make-artefacts" in kinds


def test_an_account_with_another_name_by_now_keeps_it(
    asked, coordinator, learner, store, read, certificate
):
    from lms.accounts.service import correct_person

    store(
        correct_person,
        learner.person_id,
        name="Ratna D. K.",
        audience="teacher",
        province_code="53",
        language="id",
        now=utc_now(),
    )
    coordinator.post(f"/admin/certificates/corrections/{asked}/approve")
    assert read(person_profile, learner.person_id).name == "Ratna D. K."
    status = read(queries.certificate_status, certificate.number, now=utc_now())
    assert status.state == "superseded"


def test_declining_gives_the_learner_an_answer_and_changes_nothing(
    asked, coordinator, certificate, owner, read, ask
):
    path = f"/admin/certificates/corrections/{asked}/decline"
    assert coordinator.post(path, data={"answer": " "}).status_code == 422
    assert coordinator.post(path, data={"answer": "Mohon lampirkan KTP."}).status_code == 303
    page = owner.get(f"/certificates/{certificate.number}/correction").text
    assert "Mohon lampirkan KTP." in page
    assert read(queries.certificate_status, certificate.number, now=utc_now()).state == "valid"
    assert ask().status_code == 303


def test_a_request_is_decided_once(asked, coordinator):
    path = f"/admin/certificates/corrections/{asked}"
    assert coordinator.post(f"{path}/approve").status_code == 303
    assert coordinator.post(f"{path}/approve").status_code == 409
    assert coordinator.post(f"{path}/decline", data={"answer": "Tidak."}).status_code == 409


def test_who_asked_does_not_decide(enrol, issue, issuer, sign_in, read):
    staff = enrol(name="Bu Koordinator", roles=["coordinator"])
    number = read(queries.issued_record, issue(staff, now=utc_now())).number
    client = sign_in(staff.person_id)
    client.post(f"/certificates/{number}/correction", data=WISH)
    asked = read(lambda s: s.scalars(select(NameCorrection.id)).one())
    path = f"/admin/certificates/corrections/{asked}/approve"
    assert client.post(path).status_code == 403


def test_a_learner_decides_about_nobody(asked, owner, client):
    path = f"/admin/certificates/corrections/{asked}/approve"
    assert owner.post(path).status_code == 403
    assert client.post(path).status_code == 401
    assert owner.get("/admin/certificates/corrections").status_code == 403


@pytest.fixture
def other_class(enrol, read):
    return read(enrolment, enrol(name="Orang Lain").enrolment_id).cohort_id


@pytest.fixture
def place_of_class(learner, read, store):
    """What a coordinator may hold: the class, its organisation, or the one above that."""
    cohort_id = read(enrolment, learner.enrolment_id).cohort_id
    facts = {"founded_by": None, "is_approved": True, "now": utc_now()}
    above = store(
        create_organisation,
        kind="office",
        facts=OrganisationDetails(name="Dinas"),
        parent_id=None,
        **facts,
    )
    school = store(
        create_organisation,
        kind="school",
        facts=OrganisationDetails(name="Sekolah"),
        parent_id=above,
        **facts,
    )
    owned = {"organisation_id": school, "is_open": False}
    store(lambda s: s.execute(update(Cohort).where(Cohort.id == cohort_id).values(**owned)))
    return {"cohort": cohort_id, "organisation": school, "above": above}


def test_what_waits_is_counted_at_home_for_whoever_decides_it(
    asked, coordinator_of, place_of_class, other_class, coordinator, owner
):
    waits = '/admin/certificates/corrections">'
    for kind in ("cohort", "organisation"):
        home = coordinator_of(place_of_class[kind], kind).get("/home").text
        assert "</a>: <b>1</b>" in home.partition(waits)[2][:60]
    assert waits in coordinator.get("/home").text
    assert waits not in coordinator_of(other_class, "cohort").get("/home").text
    assert waits not in owner.get("/home").text
    coordinator.post(f"/admin/certificates/corrections/{asked}/approve")
    assert waits not in coordinator.get("/home").text


@pytest.mark.parametrize("where", ["cohort", "organisation", "above"])
def test_the_coordinator_of_the_class_decides(
    asked, coordinator_of, place_of_class, certificate, read, where
):
    kind = "cohort" if where == "cohort" else "organisation"
    coordinator = coordinator_of(place_of_class[where], kind)
    assert coordinator.get("/admin/certificates").location.endswith("/corrections")
    assert WISH["name"] in coordinator.get("/admin/certificates/corrections").text
    approved = coordinator.post(f"/admin/certificates/corrections/{asked}/approve")
    assert approved.status_code == 303
    assert read(queries.certificate_status, certificate.number, now=utc_now()).replaced_by


@pytest.mark.parametrize("kind", ["cohort", "organisation"])
def test_a_coordinator_elsewhere_finds_no_request(
    asked, coordinator_of, place_of_class, other_class, certificate, read, store, kind
):
    facts = {"founded_by": None, "is_approved": True, "now": utc_now()}
    elsewhere = store(
        create_organisation,
        kind="school",
        facts=OrganisationDetails(name="Lain"),
        parent_id=None,
        **facts,
    )
    coordinator = coordinator_of(other_class if kind == "cohort" else elsewhere, kind)
    assert WISH["name"] not in coordinator.get("/admin/certificates/corrections").text
    path = f"/admin/certificates/corrections/{asked}"
    assert coordinator.post(f"{path}/approve").status_code == 404
    assert coordinator.post(f"{path}/decline", data={"answer": "Tidak."}).status_code == 404
    assert read(queries.certificate_status, certificate.number, now=utc_now()).state == "valid"


def test_who_asked_and_who_approved_stands_in_the_audit_trail(asked, coordinator, read, learner):
    coordinator.post(f"/admin/certificates/corrections/{asked}/approve")
    lines = read(
        lambda s: s.execute(
            select(AuditEvent.action, AuditEvent.actor_id).where(
                AuditEvent.action.like("certificate.%")
            )
        ).all()
    )
    actors = dict(lines)
    assert actors["certificate.correction-asked"] == learner.person_id
    assert actors["certificate.correction-approved"] == actors["certificate.superseded"]
    assert WISH["name"] not in repr(lines)


def test_after_an_erasure_the_request_is_unreadable_and_gone_from_the_list(
    asked, coordinator, learner, certificate, app, read
):
    from lms.extensions import transaction

    assert "Kusumaningtyas-Putri" in coordinator.get("/admin/certificates/corrections").text
    with app.app_context(), transaction() as session:
        erase_person(
            session,
            learner.person_id,
            certificate_choices={certificate.id: "keep"},
            now=utc_now(),
        )
    assert "Kusumaningtyas-Putri" not in coordinator.get("/admin/certificates/corrections").text
    assert read(record_queries.last_correction, certificate.id) is None


def test_the_holder_takes_name_wish_and_answer_away(owner, certificate, asked, coordinator):
    answer = {"answer": "Tidak sesuai dokumen."}
    coordinator.post(f"/admin/certificates/corrections/{asked}/decline", data=answer)
    kept = owner.get("/account/data.json").json
    (held,) = kept["certificate"]
    assert held["holder"]["name"] in owner.get(f"/certificates/{certificate.number}").text
    assert held["qr"].startswith("HTTP")
    (correction,) = kept["name_correction"]
    assert correction["content"] == WISH
    assert correction["answer"] == "Tidak sesuai dokumen."
