"""Suspended, restored, superseded, renewed: what anyone sees, what the lists say, who did it."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from certificates.errors import CertificateNotActive, RenewalTooEarly, UnknownRevocationReason
from certificates.issue_data import Holder
from certificates.models import Certificate
from certificates.numbers import format_number
from certificates.records import queries, record_queries, service
from certificates.status_lists import sign_lists
from lms.extensions import task_context
from lms.kernel.audit import AuditEvent
from lms.kernel.clock import new_id
from lms.kernel.jobs import Job
from lms.tasks import sweep
from lms.workflows.certificates.certificate_status import CertificateStatusService


@pytest.fixture
def suspend(certificate, store, now):
    def suspend(reason="under-review"):
        store(service.suspend, certificate.number, reason=reason, suspended_by=None, now=now)

    return suspend


@pytest.fixture
def bits(read, certificate):
    """Whether the certificate's place is set in each of the two lists."""

    def bits():
        return tuple(
            certificate.status_index
            in read(queries.status_indexes, certificate.list_number, purpose)
            for purpose in ("revocation", "suspension")
        )

    return bits


@pytest.fixture
def supersede(certificate, learner, store, now):
    def supersede(name="Ratna Dewi Kusumaningtyas-Putri"):
        return store(
            service.supersede,
            certificate.id,
            person_id=learner.person_id,
            holder=Holder(name, "teacher", "53"),
            person_key_id=learner.key_id,
            superseded_by=None,
            now=now + timedelta(days=1),
        )

    return supersede


@pytest.fixture
def renew(certificate, learner, store):
    def renew(at):
        return store(
            service.renew,
            certificate.number,
            holder=Holder(learner.name, "teacher", "53"),
            person_key_id=learner.key_id,
            valid_years=3,
            completed_on=at.date(),
            renewed_by=None,
            now=at,
        )

    return renew


def test_a_lesson_tells_the_holder_whether_the_certificate_is_revoked(
    certificate, learner, new_session, store, now
):
    def state():
        with new_session() as session:
            return (
                CertificateStatusService(
                    session,
                    person_id=learner.person_id,
                    enrolment_id=learner.enrolment_id,
                    course_version_id=new_id(),  # asked only while there is none
                    language="en",
                    now=now,
                )
                .status()
                .state
            )

    assert state() == "issued"
    store(service.revoke, certificate.number, reason="misconduct", revoked_by=None, now=now)
    assert state() == "revoked"


def test_a_suspended_certificate_says_so_and_is_valid_again_once_restored(
    certificate, suspend, store, status, bits, now
):
    assert (status(certificate.number).state, bits()) == ("valid", (False, False))
    suspend()
    assert (status(certificate.number).state, bits()) == ("suspended", (True, True))
    assert status(certificate.number).suspended_at == now
    store(service.restore, certificate.number, restored_by=None, now=now)
    assert (status(certificate.number).state, bits()) == ("valid", (False, False))


def test_a_revoked_certificate_is_never_restored(certificate, suspend, store, status, bits, now):
    suspend()
    store(service.revoke, certificate.number, reason="misconduct", revoked_by=None, now=now)
    with pytest.raises(CertificateNotActive):
        store(service.restore, certificate.number, restored_by=None, now=now)
    assert (status(certificate.number).state, bits()) == ("revoked", (True, False))


def test_a_reason_that_is_not_known_is_refused(certificate, suspend, status):
    with pytest.raises(UnknownRevocationReason):
        suspend("because")
    suspend("holder-asked")
    assert status(certificate.number).state == "suspended"


def test_the_reason_stands_in_the_record_and_in_no_answer(certificate, suspend, status, read, now):
    suspend("identity-in-doubt")
    assert "identity" not in repr(status(certificate.number))
    record = read(record_queries.certificate_record, certificate.number, now=now)
    assert (record.reason, [one.event for one in record.events]) == (
        "identity-in-doubt",
        ["issued", "suspended"],
    )


def test_who_suspended_stands_in_the_audit_trail(certificate, make_person, store, read, now):
    admin = make_person(roles=["administrator"])
    store(
        service.suspend,
        certificate.number,
        reason="under-review",
        suspended_by=admin,
        now=now,
    )
    line = read(lambda s: s.scalars(select(AuditEvent).order_by(AuditEvent.id.desc())).first())
    assert (line.action, line.actor_id, line.happened_at) == ("certificate.suspended", admin, now)


def test_a_superseded_certificate_names_its_successor(
    certificate, supersede, status, bits, read, now
):
    later = read(queries.issued_record, supersede())
    earlier = status(certificate.number, now=now + timedelta(days=2))
    assert (earlier.state, earlier.replaced_by, bits()) == (
        "superseded",
        later.number,
        (True, False),
    )
    assert status(later.number, now=now + timedelta(days=2)).state == "valid"
    assert later.holder.name == "Ratna Dewi Kusumaningtyas-Putri"
    assert (later.valid_until, later.issued_at > certificate.issued_at) == (
        certificate.valid_until,
        True,
    )


def test_what_was_issued_does_not_change_when_it_is_superseded(certificate, supersede, read, now):
    before = read(queries.issued_record, certificate.id)
    later = read(queries.issued_record, supersede())
    after = read(queries.issued_record, certificate.id)
    assert (before.qr_text, before.holder) == (after.qr_text, after.holder)
    assert later.qr_text != before.qr_text
    checked = read(queries.check_code, before.qr_text, now=now)
    assert (checked.verdict.outcome, checked.outcome) == ("genuine", "superseded")


def test_a_certificate_is_superseded_once(supersede):
    assert supersede()
    with pytest.raises(CertificateNotActive):
        supersede()


def test_a_renewal_opens_90_days_before_the_end(certificate, renew, status, read):
    end = certificate.valid_until
    with pytest.raises(RenewalTooEarly):
        renew(end - timedelta(days=91))
    later = read(queries.issued_record, renew(end - timedelta(days=30)))
    assert status(certificate.number, now=end - timedelta(days=1)).state == "valid"
    assert status(certificate.number, now=end).state == "expired"
    assert status(certificate.number, now=end).replaced_by == later.number
    assert status(later.number, now=end).state == "valid"


def test_the_page_says_that_it_was_renewed_and_is_valid(certificate, renew, read, client):
    later = read(queries.issued_record, renew(certificate.valid_until - timedelta(days=30)))
    page = client.get(f"/v/{certificate.number}").text
    assert ("Renewed as" in page, "Replaced by" in page) == (True, False)
    assert 'data-verdict="valid"' in page
    assert format_number(later.number) in page


def test_an_expired_certificate_is_renewed_and_a_retry_gives_the_same(certificate, renew, read):
    at = certificate.valid_until + timedelta(days=400)
    assert renew(at) == renew(at)
    assert len(read(lambda s: list(s.scalars(select(Certificate.id))))) == 2


def test_issuing_again_gives_the_certificate_that_counts_now(issue, learner, certificate, renew):
    later = renew(certificate.valid_until)
    assert issue(learner) == later != certificate.id


def test_each_change_has_its_list_signed_and_each_day_too(
    app, certificate, suspend, read, store, now
):
    assert read(queries.status_list_credential, 1, "suspension") is None
    suspend()
    sweep(app)
    first = read(queries.status_list_credential, 1, "suspension")
    assert first is not None
    store(service.restore, certificate.number, restored_by=None, now=now)
    sweep(app)
    assert read(queries.status_list_credential, 1, "suspension") != first
    daily = read(lambda s: s.scalars(select(Job.key).where(Job.kind == "sign-status-lists")).all())
    assert "sign-status-lists:2026-11-24" in daily


def test_the_daily_job_leaves_the_next_one_first(app, certificate, read):
    with app.app_context():
        sign_lists.sign_all(task_context())
    waiting = read(
        lambda s: list(s.scalars(select(Job.due_at).where(Job.kind == "sign-status-lists")))
    )
    assert len(waiting) == 2 or waiting[0].hour == 18
    assert read(queries.status_list_credential, 1, "revocation") is not None


def test_a_list_that_was_read_earlier_never_hides_a_later_one(certificate, store, read, now):
    def keep(body, signed_at):
        store(
            service.store_status_list,
            1,
            "revocation",
            body=body,
            key_id="00000000",
            signed_at=signed_at,
            valid_until=signed_at + timedelta(days=7),
        )

    keep(b"later", now)
    keep(b"earlier", now - timedelta(seconds=1))
    assert read(queries.status_list_credential, 1, "revocation") == b"later"
    keep(b"latest", now + timedelta(seconds=1))
    assert read(queries.status_list_credential, 1, "revocation") == b"latest"


def test_a_list_past_its_week_is_not_given_out(certificate, app, read, now):
    with app.app_context():
        body = sign_lists.current_list(task_context(), 1, "revocation")
    assert body is not None
    assert read(queries.status_list_credential, 1, "revocation") == body
    much_later = now + timedelta(days=4000)
    assert read(queries.status_list_credential, 1, "revocation", now=much_later) is None


def test_a_list_that_does_not_exist_is_not_signed(certificate, app):
    with app.app_context():
        context = task_context()
        assert sign_lists.current_list(context, 2, "revocation") is None
        assert sign_lists.current_list(context, 1, "refresh") is None
        assert sign_lists.current_list(context, 1, "suspension")


@pytest.mark.parametrize("has_issuer_now", [False, True])
@pytest.mark.parametrize("how", ["superseded", "renewed"])
def test_what_replaces_a_specimen_is_a_specimen(
    issue, learner, store, read, now, has_issuer_now, how
):
    first = read(queries.issued_record, issue(learner))
    assert first.is_specimen  # nobody had named an issuer yet
    if has_issuer_now:
        store(service.set_issuer, name="L", url="", signatories=(), set_by=None, now=now)
    at = first.valid_until - timedelta(days=1)
    facts = {"holder": first.holder, "person_key_id": learner.key_id, "now": at}
    if how == "superseded":
        own = {"person_id": learner.person_id, "superseded_by": None}
        later_id = store(service.supersede, first.id, **own, **facts)
    else:
        more = {"valid_years": 3, "completed_on": at.date(), "renewed_by": None}
        later_id = store(service.renew, first.number, **facts, **more)
    later = read(queries.issued_record, later_id)
    assert (later.is_specimen, later.issuer is not None) == (True, has_issuer_now)
    assert read(queries.check_code, later.qr_text, now=at).outcome == "specimen"
    assert read(queries.check_log).findings == ()


def test_what_replaces_a_genuine_one_is_genuine(certificate, supersede, read):
    assert not read(queries.issued_record, supersede()).is_specimen
