"""Keys over time: what was signed stays valid after a rotation, and a leak takes nothing along."""

import json

import pytest
from sqlalchemy import select

from certificates.keys.signing import sign_claims
from certificates.models import StatusListCredential, TransparencyLogEntry
from certificates.qr.code import parse_qr_text
from certificates.records import queries, service
from certificates.status_lists import sign_lists
from certificates.verification.code_verification import verify_qr_text
from lms.extensions import task_context
from lms.kernel.audit import AuditEvent
from lms.kernel.clock import utc_now
from lms.kernel.jobs import Job
from lms.tasks import sweep


@pytest.fixture
def check(read):
    def check(code, now=None):
        checked = read(queries.check_code, code, now=now or utc_now())
        return checked.verdict.outcome, checked.outcome

    return check


def test_after_a_rotation_old_and_new_certificates_are_valid(keys, listed, issued, code_of, check):
    before = code_of(issued())
    (old,) = listed(state="active")
    assert keys("rotate")[0] == 0
    (new,) = listed(state="active", signs_now=True)
    after = code_of(issued())
    assert listed(state="retired") == [old] != [new]
    assert check(before) == check(after) == ("genuine", "valid")


def test_keys_are_listed_for_people_with_state_and_use(keys, listed, issued):
    issued()
    keys("rotate", "--only", "ed25519")
    status, output = keys("list")
    lines = {line.split()[0]: line.split(maxsplit=1)[1] for line in output.splitlines()}
    (old,), (new,) = listed(state="retired"), listed(signs_now=True)
    assert (status, len(lines)) == (0, len(json.loads(keys("list", "--json")[1])))
    assert lines[old].startswith("Ed25519  retired")
    assert lines[new].startswith("Ed25519  active")
    assert ("signs now" in lines[old], "signs now" in lines[new]) == (False, True)


def test_a_running_program_signs_with_the_new_key_at_once(keys, listed, issued, read):
    first = read(queries.issued_record, issued())
    assert keys("rotate", "--only", "ed25519")[0] == 0
    assert issued()
    (now_signing,) = listed(signs_now=True)
    in_order = select(TransparencyLogEntry.event).order_by(TransparencyLogEntry.sequence)
    last = read(lambda s: s.scalars(in_order).all())
    assert last[-3:] == ["key-added", "key-retired", "issued"]
    assert first.qr_text
    assert listed("P-256", state="active", signs_now=True)
    assert len(listed("P-256")) == 1
    assert now_signing != listed(state="retired")[0]


def test_what_a_retired_key_would_sign_later_is_forged(
    app, keys, issued, code_of, check, read, new_session
):
    with new_session() as session:
        thief = session.info["ports"].signer  # a copy of the key, taken before the rotation
    code = code_of(issued())
    keys("rotate")
    assert check(code) == ("genuine", "valid")
    assert check(signed_by(thief, code, issued_at=int(utc_now().timestamp()) + 60))[0] == "forged"


def signed_by(signer, code, *, number=None, **changes):
    """The same code with another number or other claims, signed by somebody who holds the key."""
    from dataclasses import replace

    from certificates.keys import cose
    from certificates.qr.code import decode_claims, qr_text

    found = parse_qr_text(code)
    claims = replace(decode_claims(cose.parse_sign1(found.message).payload), **changes)
    number = number or found.number
    message = sign_claims(claims, host=found.host, number=number, signer=signer)
    return qr_text(host=found.host, number=number, message=message)


def test_a_key_that_signs_is_not_retired_but_replaced(keys, listed, issued):
    issued()
    (old,) = listed()
    status, output = keys("retire", old)
    assert (status, "payung keys rotate" in output) == (1, True)
    keys("rotate")
    assert keys("retire", old)[0] == 0
    assert keys("retire", "0badc0de")[0] == 1


def test_retirement_and_leak_of_a_key_are_audited_once(keys, listed, issued, read):
    issued()
    (key,) = listed()
    keys("rotate", "--only", "ed25519")
    for _ in range(2):
        assert keys("compromise", key, "--yes")[0] == 0
    events = select(AuditEvent).where(AuditEvent.action.like("signing-key.%"))
    trail = read(lambda s: s.scalars(events.order_by(AuditEvent.id)).all())
    assert [event.action for event in trail] == ["signing-key.retired", "signing-key.leaked"]
    assert {event.details["kid"] for event in trail} == {key}
    assert len({(event.subject_type, event.subject_id) for event in trail}) == 1


def test_after_a_leak_new_artefacts_verify_and_old_paper_is_checked_online_only(
    app, keys, listed, issued, code_of, check, read
):
    certificate_id = issued()
    sweep(app)
    paper = code_of(certificate_id)
    (leaked,) = listed()
    status, output = keys("compromise", leaked, "--yes")
    assert (status, "1 of 1" in output) == (0, True)
    again = code_of(certificate_id)
    assert check(paper) == ("online-only", "valid")
    assert check(again) == ("genuine", "valid")
    assert read(queries.issued_record, certificate_id).generation == 2
    assert listed(state="compromised") == [leaked]


def test_after_a_leak_status_lists_are_signed_by_the_current_key(app, keys, listed, issued, read):
    def signers():
        return set(read(lambda s: s.scalars(select(StatusListCredential.key_id)).all()))

    issued()
    (leaked,) = listed()
    with app.app_context():
        sign_lists.sign_all(task_context())
    assert signers() == {leaked}
    keys("compromise", leaked, "--yes")
    (current,) = listed(signs_now=True)
    assert signers() == {current} != {leaked}


def test_a_scanner_without_a_network_tells_old_paper_apart(keys, listed, issued, code_of, read):
    certificate_id = issued()
    paper = code_of(certificate_id)
    keys("compromise", listed()[0], "--yes")
    known = read(queries.registered_qr_keys)

    def offline(code):
        return verify_qr_text(code, keys=known, hosts={"payung.example"}, now=utc_now()).outcome

    assert (offline(paper), offline(code_of(certificate_id))) == ("online-only", "genuine")


def test_a_thief_of_a_leaked_key_makes_nothing_that_counts(
    app, keys, listed, issued, code_of, check, new_session
):
    with new_session() as session:
        thief = session.info["ports"].signer
    code = code_of(issued())
    keys("compromise", listed()[0], "--yes")
    assert check(signed_by(thief, code)) == ("online-only", "valid")  # the same, so a copy
    assert check(signed_by(thief, code, name="Orang Lain")) == ("online-only", "differs")


def test_signing_anew_may_be_stopped_and_started_again(
    app, keys, listed, issued, code_of, store, read
):
    ids = [issued() for _ in range(3)]
    (leaked,) = listed()
    keys("compromise", leaked, "--yes", "--later")
    store(service.reissue_signatures, ids[0], kid=leaked, now=utc_now())
    first = code_of(ids[0])
    sweep(app)
    job = read(lambda s: s.scalars(select(Job).where(Job.kind == "sign-anew")).one())
    assert (job.state, job.progress) == ("done", 100)
    assert code_of(ids[0]) == first
    assert {read(queries.issued_record, one).generation for one in ids} == {2}
    assert read(queries.certificates_signed_by, leaked) == ()


def test_a_leaked_document_key_opens_a_new_generation_of_its_files(
    keys, listed, issued, store, read, code_of
):
    certificate_id = issued()
    code = code_of(certificate_id)
    (leaked,) = listed("P-256")
    store(
        service.store_file,
        certificate_id,
        kind="jwt",
        file_name="artefacts/00/x.jwt.sealed",
        data=b"a token",
        now=utc_now(),
        key_id=leaked,
    )
    assert keys("compromise", leaked, "--yes")[0] == 0
    assert read(queries.issued_record, certificate_id).generation == 2
    assert code_of(certificate_id) == code


@pytest.mark.parametrize("kid", ["-yJ8Zk", "--l8Zk"])
def test_a_key_whose_name_begins_with_a_hyphen_is_no_option(keys, kid):
    for command in (["retire", kid], ["compromise", kid, "--yes"], ["compromise", "--yes", kid]):
        status, output = keys(*command)
        assert (status, kid in output) == (1, True)  # the name of an unknown key, not a wrong usage


def test_a_certificate_that_was_withdrawn_is_left_alone(keys, listed, issued, store, read):
    certificate_id = issued()
    store(service.erase_holder, certificate_id, now=utc_now())
    assert keys("compromise", listed()[0], "--yes")[0] == 0
    assert read(queries.check_log).findings == ()
