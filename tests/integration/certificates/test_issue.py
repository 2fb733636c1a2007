"""Issuing: once, sealed, with a code that verifies and agrees with the record."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select

from certificates.models import Certificate, StatusList, TransparencyLogEntry
from certificates.records import queries, service
from certificates.status_lists.status_index import MAX_ALLOCATED
from lms.extensions import transaction
from lms.kernel.jobs import Job


def count(session, table):
    return session.scalar(select(func.count()).select_from(table))


def test_a_retry_gives_the_first_certificate(issuer, issue, learner, read):
    assert issue(learner) == issue(learner)
    assert read(count, Certificate) == 1
    in_order = select(TransparencyLogEntry.event).order_by(TransparencyLogEntry.sequence)
    events = read(lambda s: list(s.scalars(in_order)))
    assert events == ["key-added"] * 4 + ["issued"]


def test_of_many_issued_at_once_there_is_one(app, issuer, issue, learner, read, store):
    def issue_in_the_program(_):
        with app.app_context(), transaction() as session:
            return service.issue_certificate(session, **arguments(learner))

    with ThreadPoolExecutor(6) as workers:
        ids = set(workers.map(issue_in_the_program, range(12)))
    assert len(ids) == 1
    assert read(count, Certificate) == 1


def arguments(learner):
    from certificates.issue_data import Achievement, Holder

    return {
        "enrolment_id": learner.enrolment_id,
        "person_id": learner.person_id,
        "person_key_id": learner.key_id,
        "holder": Holder(learner.name, "teacher", "53"),
        "achievement": Achievement("POESA-EL", "Kursus", "Course", 8, 0, False),
        "completed_on": datetime(2026, 11, 24, tzinfo=UTC).date(),
        "now": datetime(2026, 11, 24, tzinfo=UTC),
    }


def test_the_record_stands_for_three_years_and_knows_its_host(certificate):
    assert certificate.issued_at == datetime(2026, 11, 24, 7, 5, 30, tzinfo=UTC)
    assert certificate.valid_until == datetime(2029, 11, 24, 7, 5, 30, tzinfo=UTC)
    assert (certificate.host, certificate.is_specimen) == ("payung.example", False)
    assert (certificate.list_number, len(certificate.number)) == (1, 16)


def test_a_leap_day_and_a_course_without_limit(issuer, issue, enrol, read):
    leap = issue(enrol(), now=datetime(2028, 2, 29, tzinfo=UTC))
    unlimited = issue(enrol(), valid_years=None)
    ends = read(lambda s: {c.id: c.valid_until for c in s.scalars(select(Certificate))})
    assert ends[leap] == datetime(2031, 2, 28, tzinfo=UTC)
    assert ends[unlimited] is None


def test_the_name_stands_nowhere_readable_in_the_row(certificate, learner):
    stored = b"".join(
        value if isinstance(value, bytes) else repr(value).encode()
        for value in vars(certificate).values()
    )
    assert learner.name.encode() not in stored
    assert certificate.number.encode() in stored


@pytest.mark.parametrize(
    ("is_pilot", "level", "shown"), [(False, 0, 0), (True, 0, 2), (True, 1, 3)]
)
def test_the_code_verifies_and_agrees_with_the_record(
    issuer, issue, learner, read, now, is_pilot, level, shown
):
    record = read(queries.issued_record, issue(learner, is_pilot=is_pilot, level=level))
    checked = read(queries.check_code, record.qr_text, now=now)
    assert (checked.outcome, checked.verdict.claims.level) == ("valid", shown)
    assert checked.verdict.claims.name == learner.name
    assert checked.status.issuer_name == "Lembaga Penerbit (contoh)"


def test_without_an_issuer_it_is_a_specimen_and_later_ones_are_genuine(
    issue, enrol, store, read, now
):
    specimen = read(queries.issued_record, issue(enrol()))
    service_arguments = {"name": "Lembaga", "url": "", "signatories": (), "set_by": None}
    store(service.set_issuer, **service_arguments, now=now)
    genuine = read(queries.issued_record, issue(enrol()))
    outcomes = [read(queries.check_code, one.qr_text, now=now) for one in (specimen, genuine)]
    assert [one.outcome for one in outcomes] == ["specimen", "valid"]


def test_on_loopback_it_is_a_specimen_with_an_issuer_too(loopback_app, issuer, learner, read, now):
    with loopback_app.app_context(), transaction() as session:
        certificate_id = service.issue_certificate(session, **arguments(learner))
    record = read(queries.issued_record, certificate_id)
    assert record.is_specimen
    assert record.qr_text.startswith("HTTP://127.0.0.1:8000/V/")
    assert read(queries.check_code, record.qr_text, now=now).outcome == "foreign-host"


def test_a_later_issuer_changes_nothing_that_was_issued(certificate, store, status, now):
    store(service.set_issuer, name="Lain", url="", signatories=(), set_by=None, now=now)
    assert status(certificate.number).issuer_name == "Lembaga Penerbit (contoh)"


def test_places_in_a_list_are_random_and_a_list_is_closed_at_half(
    issuer, issue, enrol, store, read, now
):
    issue(enrol())
    store(lambda session: setattr(session.get_one(StatusList, 1), "allocated", MAX_ALLOCATED - 1))
    issue(enrol())
    issue(enrol())
    lists = read(lambda s: {one.number: one.closed_at for one in s.scalars(select(StatusList))})
    places = read(lambda s: s.execute(select(Certificate.list_number, Certificate.status_index)))
    assert (lists[1], lists[2]) == (now, None)
    assert sorted(number for number, _index in places) == [1, 1, 2]


def test_the_log_is_a_chain_that_a_change_breaks(issuer, issue, enrol, store, read, now):
    for _ in range(3):
        certificate_id = issue(enrol())
    number = read(queries.issued_record, certificate_id).number
    store(service.revoke, number, reason="misconduct", revoked_by=None, now=now)
    assert read(queries.check_log).findings == ()
    with pytest.raises(Exception, match="append-only"):
        store(lambda s: setattr(s.get_one(TransparencyLogEntry, 2), "content_hash", "0" * 64))

    def break_it(session):
        session.get_one(TransparencyLogEntry, 2).content_hash = "0" * 64
        with session.no_autoflush:
            return queries.check_log(session).findings[0]

    found = read(break_it)
    assert (found.problem, found.sequence) == ("chain-broken", 2)


def test_issuing_by_itself_asks_only_for_the_daily_signature(certificate, read):
    assert read(lambda s: list(s.scalars(select(Job.kind)))) == ["sign-status-lists"]
