"""Two accounts of one person become one: what moves, what stays, and who can bring it about."""

from dataclasses import replace
from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.exc import DBAPIError

from assessments.attempts.free_text import decrypt_response, encrypt_response
from assessments.attempts.models import ArmAssignment, Attempt
from assessments.attempts.time_limits import get_extra_time
from assessments.service import grant_extra_time, start_attempt
from certificates.errors import OwnCorrection
from certificates.issue_data import Achievement, Holder
from certificates.log.log_audit import check_log
from certificates.models import Certificate
from certificates.records.queries import (
    certificate_page,
    certificate_status,
    certificates_of_person,
    issued_record,
)
from certificates.records.record_queries import open_corrections, running_refresher
from certificates.records.service import issue_certificate, revoke
from courses.action_plans.queries import action_plan
from courses.action_plans.service import save_draft
from courses.block_host.state.models import LearnerBlockState
from courses.block_host.state.page_state import sealing_context
from courses.catalogue.content_models import Unit
from courses.cohorts.queries import learners_of_cohort
from courses.cohorts.reminders.queries import people_opted_out
from courses.cohorts.reminders.service import opt_out
from courses.enrolment.merge_preview import courses_to_merge
from courses.enrolment.models import Enrolment
from courses.enrolment.service import begin_version, enrol_learner, mark_completed
from lms.accounts.contacts import Contact
from lms.accounts.merging.errors import MergeNotFound, MergeOver
from lms.accounts.merging.service import request_merge
from lms.accounts.models import Person
from lms.accounts.provisioning.queries import find_people_by_contact
from lms.accounts.queries import has_permission, person_profile
from lms.accounts.roles.service import grant_role
from lms.accounts.service import end_sessions
from lms.kernel.audit import AuditEvent
from lms.kernel.clock import utc_now
from lms.kernel.outbox import OutboxMessage
from lms.kernel.sealing.personal_keys import open_person_key
from lms.kernel.sealing.sealing import KeyDestroyed
from lms.organisations.members.queries import memberships_of
from lms.organisations.members.service import add_member, join_organisation
from lms.organisations.service import OrganisationDetails, create_organisation
from lms.workflows.accounts.erase_person import erase_person
from lms.workflows.accounts.merge_accounts import merge_accounts
from lms.workflows.accounts.personal_data import personal_data
from lms.workflows.certificates.correct_name import approve_correction
from lms.workflows.certificates.refresh_certificate import begin_refresher, refresher_page
from lms.workflows.certificates.renew_certificate import renew_certificate
from tests.factories import course_files, make_course
from tests.integration.accounts.pages import PASSWORD, is_signed_in, sign_in

CONTENT = {"actions": ["Bicara dengan orang tua"]}
KEPT, OTHER = "sari@contoh.id", "sari.lain@contoh.id"


@pytest.fixture
def people(make_person, app):
    """The account that is kept and the other one, both with passwords."""
    from lms.web.account.security import hash_password

    with app.app_context():
        password_hash = hash_password(PASSWORD)
    kept = make_person(contact=KEPT, password_hash=password_hash, language="en")
    other = make_person(contact=OTHER, password_hash=password_hash, name="Sari Lain")
    return SimpleNamespace(kept=kept, other=other)


@pytest.fixture
def merge(act, people):
    def merge():
        merge_id = act(request_merge, people.kept, other_id=people.other)
        act(merge_accounts, merge_id, person_id=people.kept)

    return merge


@pytest.fixture
def read(new_session):
    def read(function, *positional, **named):
        with new_session() as session:
            return function(session, *positional, **named)

    return read


@pytest.fixture
def version_id(act):
    return act(lambda session, now: make_course(session, now=now))


@pytest.fixture
def learnt(act, people, version_id):
    """The other account has a plan, what a block keeps, an attempt and a certificate."""
    return act(learn, people.other, version_id)


def learn(session, person_id, version_id, *, now):
    enrolment_id = enrol_learner(
        session, person_id=person_id, course_version_id=version_id, now=now
    )
    key_id = person_profile(session, person_id).data_key_id
    own = {"enrolment_id": enrolment_id, "person_id": person_id, "person_key_id": key_id}
    save_draft(session, **own, content=CONTENT, now=now)
    unit_id = session.scalars(
        select(Unit.id).where(Unit.course_version_id == version_id).limit(1)
    ).one()
    held = open_person_key(session, person_id).seal_json(
        {"note": "milik saya"}, context=sealing_context(person_id, (unit_id, ""))
    )
    state = {"person_id": person_id, "unit_id": unit_id, "sealed": held}
    session.add(LearnerBlockState(**state, version=1, updated_at=now))
    attempt_id = start_attempt(
        session,
        learner_id=person_id,
        context_id=version_id,
        cohort_id=session.get_one(Enrolment, enrolment_id).cohort_id,
        purpose="pre",
        now=now,
    )
    issue_certificate(
        session,
        **own,
        holder=Holder("Sari Lain", "teacher", "53"),
        achievement=Achievement("POESA-EL", "Kursus", "Course", 8, 0, is_pilot=True),
        completed_on=date(2026, 11, 24),
        now=now,
    )
    typed = {"learner_id": person_id, "attempt_id": attempt_id, "position": 1}
    return SimpleNamespace(
        enrolment_id=enrolment_id,
        unit_id=unit_id,
        attempt_id=attempt_id,
        typed=encrypt_response(session, {"text": "jawaban saya"}, **typed),
        number=certificates_of_person(session, person_id)[0].number,
    )


def test_a_course_comes_along_whole_and_stays_readable(people, learnt, merge, read):
    merge()
    own = {"person_id": people.kept, "person_key_id": read(person_profile, people.kept).data_key_id}
    plan = read(action_plan, enrolment_id=learnt.enrolment_id, **own)
    assert plan.content == CONTENT
    assert read(block_state, people.kept, learnt.unit_id) == {"note": "milik saya"}
    typed = {"learner_id": people.kept, "attempt_id": learnt.attempt_id, "position": 1}
    assert read(decrypt_response, learnt.typed, **typed) == {"text": "jawaban saya"}
    assert read(owners, Attempt, ArmAssignment) == {people.kept}


def block_state(session, person_id, unit_id):
    (row,) = session.scalars(select(LearnerBlockState)).all()
    assert row.person_id == person_id
    context = sealing_context(person_id, (unit_id, ""))
    return open_person_key(session, person_id).unseal_json(row.sealed, context=context)


def owners(session, *tables):
    return {owner for table in tables for owner in session.scalars(select(table.learner_id))}


def named(session, name, *, person_id, now):
    """Puts another name on an account."""
    session.get_one(Person, person_id).name = name


def open_wishes(session):
    return [(one.number, one.person_id, one.name) for one in open_corrections(session)]


def test_a_certificate_in_the_same_name_keeps_number_code_and_record(
    people, learnt, merge, act, read
):
    act(named, "Sari Lain", person_id=people.kept)
    page = {"person_id": people.other, "now": utc_now()}
    before = read(certificate_page, learnt.number, **page)
    merge()
    after = read(certificate_page, learnt.number, person_id=people.kept, now=utc_now())
    assert (after.qr_text, after.status.name) == (before.qr_text, "Sari Lain")
    assert after.status.state == before.status.state
    assert read(open_wishes) == []
    assert read(check_log).findings == ()


def test_a_name_that_only_looks_otherwise_is_issued_again_at_once(people, learnt, merge, act, read):
    """The old number names the new one, which belongs to the kept account."""
    act(named, "SARI LAIN", person_id=people.kept)
    merge()
    newest, old = read(certificates_of_person, people.kept)
    status = read(certificate_status, old.number, now=utc_now())
    assert (old.number, status.state) == (learnt.number, "superseded")
    assert status.replaced_by == newest.number
    page = read(certificate_page, newest.number, person_id=people.kept, now=utc_now())
    assert (page.status.name, page.status.state) == ("SARI LAIN", "valid")
    owner = select(Certificate.person_id).where(Certificate.number == newest.number)
    assert read(lambda session: session.scalar(owner)) == people.kept
    assert read(check_log).findings == ()


def test_another_name_waits_for_somebody_else(people, learnt, merge, act, read, make_person):
    """Who knows the password of an account does not get its certificate in their own name."""
    merge()
    assert read(open_wishes) == [(learnt.number, people.kept, "Ratna Dewi")]
    assert [one.number for one in read(certificates_of_person, people.kept)] == [learnt.number]
    (wish,) = read(open_corrections)
    with pytest.raises(OwnCorrection):
        act(approve_correction, wish.id, approved_by=people.kept)
    later = act(approve_correction, wish.id, approved_by=make_person())
    assert read(issued_record, later).holder.name == "Ratna Dewi"
    status = read(certificate_status, learnt.number, now=utc_now())
    assert status.state == "superseded"


def test_of_two_certificates_of_a_course_that_of_the_kept_account_counts(
    people, learnt, merge, act, read, version_id
):
    own = act(learn, people.kept, version_id)
    merge()
    found = {
        one.number: read(certificate_status, one.number, now=utc_now())
        for one in read(certificates_of_person, people.kept)
    }
    assert found.keys() == {own.number, learnt.number}
    assert (found[learnt.number].state, found[own.number].replaced_at) == ("superseded", None)
    assert found[learnt.number].replaced_by == own.number
    assert read(open_wishes) == []
    assert read(check_log).findings == ()


@pytest.mark.parametrize("whose", ["kept", "other"])
def test_what_was_revoked_replaces_nothing_and_is_not_replaced(
    people, learnt, merge, act, read, version_id, whose
):
    act(named, "Sari Lain", person_id=people.kept)
    own = act(learn, people.kept, version_id)
    number = own.number if whose == "kept" else learnt.number
    act(revoke, number, reason="issued-in-error", revoked_by=None)
    merge()
    states = {one.number: one.replaced_for for one in read(certificates_of_person, people.kept)}
    assert states == {own.number: None, learnt.number: None}


def test_its_refresher_is_that_of_the_course_they_have_now(people, learnt, act, version_id, merge):
    act(enrol_learner, person_id=people.kept, course_version_id=version_id)
    merge()
    act(lambda s, now: s.execute(update(Certificate).values(valid_until=now + timedelta(9))))
    found = act(refresher_page, learnt.number, person_id=people.kept)
    assert (found.course_code, found.record.may_be_renewed) == ("POESA-EL", True)
    act(begin_refresher, learnt.number, person_id=people.kept)
    begun = act(refresher_page, learnt.number, person_id=people.kept)
    assert begun.wanted > 0
    running = {"person_id": people.kept, "course_code": "POESA-EL"}
    assert act(lambda s, now: running_refresher(s, **running)) == learnt.number


def test_who_renews_after_a_merger_keeps_the_name_that_was_issued(people, learnt, act, merge, read):
    merge()
    act(lambda s, now: s.execute(update(Certificate).values(valid_until=now + timedelta(9))))
    renewed_id = act(renew_certificate, learnt.number, renewed_by=people.kept)
    assert read(issued_record, renewed_id).holder.name == "Sari Lain"


def test_what_both_learn_stays_two_and_counts_once(people, learnt, act, version_id, merge, read):
    own = act(enrol_learner, person_id=people.kept, course_version_id=version_id)
    merge()
    assert read(owners, Attempt) == {people.other}
    cohort_id = read(lambda session: session.get_one(Enrolment, own).cohort_id)
    assert read(learners_of_cohort, cohort_id) == [(own, people.kept)]
    assert [one.number for one in read(certificates_of_person, people.kept)] == [learnt.number]
    kept_data = read(personal_data, people.kept)
    assert [plan["content"] for plan in kept_data["action_plan"]] == [CONTENT]
    assert len(kept_data["enrolment"]) == 2


@pytest.fixture
def next_version(act, version_id):
    """A newer version of the course that `version_id` is of."""
    files = course_files()
    newer = replace(files, content_hash="sha256:next")
    return act(lambda session, now: make_course(session, files=newer, now=now))


def versions_of(session, person_id):
    """Each version that a person began, and whether it is the active one."""
    rows = session.scalars(select(Enrolment).where(Enrolment.person_id == person_id))
    return {row.course_version_id: row.superseded_at is None for row in rows}


def test_an_older_version_with_its_certificate_comes_beside_the_own_one(
    people, learnt, act, version_id, next_version, merge, read
):
    act(mark_completed, learnt.enrolment_id)
    act(enrol_learner, person_id=people.kept, course_version_id=next_version)
    own = act(learn_again, people.kept, next_version)
    merge()
    assert read(versions_of, people.kept) == {version_id: False, next_version: True}
    assert read(owners, Attempt, ArmAssignment) == {people.kept}
    assert read(block_state_in, people.kept, learnt.unit_id) == {"note": "milik saya"}
    held = {one.number: one.replaced_for for one in read(certificates_of_person, people.kept)}
    assert held == {own: None, learnt.number: None}


def learn_again(session, person_id, version_id, *, now):
    return learn(session, person_id, version_id, now=now).number


def block_state_in(session, person_id, unit_id):
    query = select(LearnerBlockState).where(LearnerBlockState.unit_id == unit_id)
    row = session.scalars(query).one()
    context = sealing_context(person_id, (unit_id, ""))
    return open_person_key(session, person_id).unseal_json(row.sealed, context=context)


def test_a_newer_version_goes_on_once_the_own_one_is_completed(
    people, act, version_id, next_version, merge, read
):
    own = act(enrol_learner, person_id=people.kept, course_version_id=version_id)
    act(mark_completed, own)
    act(enrol_learner, person_id=people.other, course_version_id=next_version)
    (course,) = read(courses_to_merge, people.kept, people.other, language="en")
    assert (course.moves, course.becomes_active, course.superseded_id) == (True, True, own)
    merge()
    assert read(versions_of, people.kept) == {version_id: False, next_version: True}


def test_who_is_half_way_in_the_own_version_goes_on_with_it(
    people, act, version_id, next_version, merge, read
):
    act(enrol_learner, person_id=people.kept, course_version_id=version_id)
    act(enrol_learner, person_id=people.other, course_version_id=next_version)
    merge()
    assert read(versions_of, people.kept) == {version_id: True, next_version: False}


def test_both_took_both_versions_and_one_of_each_stays(
    people, act, version_id, next_version, merge, read
):
    for person_id in (people.kept, people.other):
        act(enrol_learner, person_id=person_id, course_version_id=version_id)
        act(begin_version, person_id=person_id, course_version_id=next_version)
    merge()
    assert read(versions_of, people.kept) == {version_id: False, next_version: True}


def test_places_roles_refusals_and_time_follow(people, act, merge, read):
    both, only = (act(found, name) for name in ("SDN Satu", "SDN Dua"))
    act(add_member, person_id=people.kept, organisation_id=both, added_by=None)
    for school in (both, only):
        act(join_organisation, person_id=people.other, organisation_id=school)
    scope = {"scope_type": "organisation", "scope_id": only}
    act(grant_role, person_id=people.other, role="coordinator", granted_by=None, **scope)
    act(opt_out, people.other)
    act(grant_extra_time, learner_id=people.other, percent=50, granted_by=people.kept)
    merge()
    places = read(memberships_of, people.kept)
    assert {place.organisation_id for place in places} == {both, only}
    assert read(memberships_of, people.other) == []
    assert read(has_permission, people.kept, "roster.import", "organisation", only)
    assert not read(has_permission, people.other, "roster.import", "organisation", only)
    assert read(people_opted_out, [people.kept]) == {people.kept}
    assert read(get_extra_time, people.kept) == 50


def found(session, name, *, now):
    return create_organisation(
        session,
        kind="school",
        facts=OrganisationDetails(name, "", "53"),
        parent_id=None,
        founded_by=None,
        is_approved=True,
        now=now,
    )


def test_the_closed_account_is_closed_and_told(people, app, merge, read):
    other = app.test_client()
    sign_in(other, contact=OTHER)
    assert is_signed_in(other)
    merge()
    assert not is_signed_in(other)
    assert sign_in(app.test_client(), contact=OTHER).status_code == 422
    told = read(lambda session: session.scalars(select(OutboxMessage.template)).all())
    assert told == ["accounts-merged"]
    done = select(func.count()).where(AuditEvent.action == "person.merged")
    assert read(lambda session: session.scalar(done)) == 1


def test_a_roster_with_the_old_contact_finds_the_kept_account(people, merge, read):
    merge()
    (known,) = read(find_people_by_contact, [Contact(email=OTHER)])
    assert (known.id, known.contact.email, known.is_active) == (people.kept, OTHER, True)


def test_merged_again_all_belongs_to_the_last(people, learnt, merge, make_person, act, read):
    merge()
    last = make_person()
    merge_id = act(request_merge, last, other_id=people.kept)
    act(merge_accounts, merge_id, person_id=last)
    own = {"person_id": last, "person_key_id": read(person_profile, last).data_key_id}
    assert read(action_plan, enrolment_id=learnt.enrolment_id, **own).content == CONTENT
    assert [one.number for one in read(certificates_of_person, last)] == [learnt.number]


def test_erasing_the_kept_account_erases_the_closed_one(people, learnt, merge, act, read):
    merge()
    act(erase_person, people.kept, certificate_choices={})
    for person_id in (people.kept, people.other):
        assert read(person_profile, person_id).erased_at
        with pytest.raises(KeyDestroyed):
            read(open_person_key, person_id)
    (certificate,) = read(certificates_of_person, people.kept)
    assert certificate.withdrawn_at


def test_a_wish_ends_with_time_use_or_another_epoch(people, act, new_session, make_person):
    merge_id = act(request_merge, people.kept, other_id=people.other)
    late = utc_now() + timedelta(minutes=31)
    with new_session() as session, pytest.raises(MergeOver):
        merge_accounts(session, merge_id, person_id=people.kept, now=late)
    with pytest.raises(MergeNotFound):
        act(merge_accounts, merge_id, person_id=make_person())
    act(end_sessions, people.other, ended_by=people.other)
    with pytest.raises(MergeOver):
        act(merge_accounts, merge_id, person_id=people.kept)
    again = act(request_merge, people.kept, other_id=people.other)
    act(merge_accounts, again, person_id=people.kept)
    with pytest.raises(MergeOver):
        act(merge_accounts, again, person_id=people.kept)


def test_attempts_follow_nobody_but_their_learner(people, learnt, new_session):
    """Without a merge the database itself refuses another learner; the same one is no change."""
    with new_session() as session, session.begin():
        for table in (Attempt, ArmAssignment):
            session.execute(update(table).values(learner_id=people.other))
            elsewhere = update(table).values(learner_id=people.kept)
            with pytest.raises(DBAPIError, match="its learner"), session.begin_nested():
                session.execute(elsewhere)


@pytest.fixture
def sari(people, app):
    client = app.test_client()
    sign_in(client, contact=KEPT)
    client.set_cookie("language", "en")
    return client


def test_on_the_pages(sari, people, learnt, read):
    asked = sari.post("/account/merge", data={"contact": OTHER, "password": PASSWORD})
    assert asked.status_code == 303
    page = sari.get(asked.location)
    assert all(words in page.text for words in ("Sari Lain", OTHER, "bears the name Sari Lain"))
    assert "may still wait on a phone. Send them first" in page.text
    unsure = sari.post(asked.location)
    assert unsure.status_code == 422
    assert "Tick this if you are sure" in unsure.text
    assert read(certificates_of_person, people.kept) == ()
    done = sari.post(asked.location, data={"sure": "y"}, follow_redirects=True)
    assert "The two accounts are merged" in done.text
    assert learnt.number.replace("-", "")[:4] in sari.get("/certificates").text.replace("-", "")
    over = sari.post(asked.location, data={"sure": "y"})
    assert over.status_code == 410


def test_who_does_not_prove_both_gets_nowhere(sari, read):
    for contact, password, said in (
        (OTHER, "salah", "Contact and password do not match"),
        ("nobody@contoh.id", PASSWORD, "Contact and password do not match"),
        (KEPT, PASSWORD, "the account in which you are now"),
        ("", "", "Write an e-mail address or a mobile number"),
    ):
        answer = sari.post("/account/merge", data={"contact": contact, "password": password})
        assert answer.status_code == 422
        assert said in answer.text
    assert read(lambda session: session.scalars(select(Person.active)).all()) == [True, True]


def test_an_old_sign_in_is_proved_again(sari, people, new_session):
    from lms.accounts.sessions.models import SignInSession

    old = utc_now() - timedelta(hours=1)
    with new_session() as session, session.begin():
        session.execute(update(SignInSession).values(proved_at=old, begun_at=old))
    form = {"contact": OTHER, "password": PASSWORD}
    assert sari.post("/account/merge", data=form).status_code == 422
    assert sari.post("/account/merge", data=form | {"present": PASSWORD}).status_code == 303


def test_another_persons_wish_is_not_found(sari, people, make_person, act):
    merge_id = act(request_merge, make_person(), other_id=people.other)
    assert sari.get(f"/account/merge/{merge_id}").status_code == 404
    assert sari.post(f"/account/merge/{merge_id}", data={"sure": "y"}).status_code == 404
