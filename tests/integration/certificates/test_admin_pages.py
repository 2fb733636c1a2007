"""Certificates in the administration: found by number, revoked, suspended, restored, renewed."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from certificates.models import Certificate
from certificates.records import queries
from lms.kernel.audit import AuditEvent
from lms.kernel.clock import utc_now
from lms.kernel.jobs import Job
from lms.kernel.outbox import OutboxMessage


@pytest.fixture
def admin(make_person, sign_in):
    return sign_in(make_person(name="Admin", roles=["administrator"]))


@pytest.fixture
def coordinator(make_person, sign_in):
    return sign_in(make_person(name="Bu Koordinator", roles=["coordinator"]))


@pytest.fixture
def certificate(issuer, issue, learner, read):
    certificate_id = issue(learner, now=utc_now())
    return read(lambda session: session.get_one(Certificate, certificate_id))


@pytest.fixture
def state(read, certificate):
    return lambda: read(queries.certificate_status, certificate.number, now=utc_now()).state


@pytest.fixture
def post(admin, certificate):
    def post(change, client=admin, **form):
        return client.post(f"/admin/certificates/{certificate.number}/{change}", data=form)

    return post


def test_the_list_names_numbers_and_no_holders(admin, certificate, learner):
    page = admin.get("/admin/certificates").text
    assert certificate.number[:4] in page
    assert learner.name not in page
    assert str(learner.person_id) in page
    of_another = admin.get("/admin/certificates?person=00000000-0000-0000-0000-000000000001")
    assert certificate.number[:4] not in of_another.text


def test_a_number_is_found_however_it_was_typed(admin, certificate):
    found = admin.get(f"/admin/certificates?number={certificate.number.lower()}")
    assert found.status_code == 303
    assert admin.get(found.location).status_code == 200
    assert admin.get("/admin/certificates?number=0000").status_code == 200
    assert admin.get("/admin/certificates/0000000000000000").status_code == 404


def test_who_opens_a_certificate_is_recorded(admin, certificate, learner, read):
    assert learner.name in admin.get(f"/admin/certificates/{certificate.number}").text
    lines = read(lambda s: s.scalars(select(AuditEvent.action)).all())
    assert "certificate.read" in lines


def test_it_is_suspended_restored_and_revoked(post, state):
    assert post("suspend", reason="under-review").status_code == 303
    assert state() == "suspended"
    assert post("restore").status_code == 303
    assert state() == "valid"
    assert post("revoke", reason="misconduct").status_code == 303
    assert state() == "revoked"
    assert post("suspend", reason="under-review").status_code == 409


def test_a_reason_that_is_not_offered_is_refused(post, state):
    assert post("revoke", reason="spite").status_code == 422
    assert state() == "valid"
    assert post("revoke", reason="misconduct").status_code == 303


def test_a_renewal_is_refused_before_it_opens(post, store, certificate, state, read):
    assert post("renew").status_code == 409
    soon = utc_now() + timedelta(days=60)

    def end_soon(session):
        session.get_one(Certificate, certificate.id).valid_until = soon

    store(end_soon)
    renewed = post("renew")
    assert renewed.status_code == 303
    assert state() == "valid"
    later = read(queries.certificate_status, certificate.number, now=utc_now()).replaced_by
    assert renewed.location.endswith(later)


def test_a_repeated_renewal_tells_the_holder_nothing_again(post, store, certificate, read):
    soon = utc_now() + timedelta(days=60)
    store(lambda s: setattr(s.get_one(Certificate, certificate.id), "valid_until", soon))

    def told(session):
        jobs = select(Job.key).where(Job.kind == "make-artefacts")
        return len(session.scalars(select(OutboxMessage.id)).all()), session.scalars(jobs).all()

    addresses = {post("renew").location}
    once = read(told)
    addresses |= {post("renew").location}
    assert (once[0], read(told), len(addresses)) == (1, once, 1)


@pytest.mark.parametrize("change", ["revoke", "suspend", "restore", "renew"])
def test_others_change_nothing(post, coordinator, owner, client, state, change):
    for other in (coordinator, owner):
        assert post(change, other, reason="misconduct").status_code == 403
    assert post(change, client, reason="misconduct").status_code == 401
    assert state() == "valid"


def test_who_only_decides_about_names_is_led_there(coordinator, owner, certificate):
    led = coordinator.get("/admin/certificates")
    assert (led.status_code, led.location) == (303, "/admin/certificates/corrections")
    assert coordinator.get(led.location).status_code == 200
    assert coordinator.get(f"/admin/certificates/{certificate.number}").status_code == 403
    assert owner.get("/admin/certificates").status_code == 403
