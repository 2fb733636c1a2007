"""A roster becomes people once, and can be taken back."""

import hashlib
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from courses.cohorts.live_sessions.queries import enrolment_in_cohort
from courses.cohorts.live_sessions.service import LiveSessionDetails, mark_present
from courses.enrolment.models import Enrolment
from lms.accounts.contacts import Contact
from lms.accounts.models import Person
from lms.accounts.roles import service as roles
from lms.accounts.roles.models import RoleGrant
from lms.accounts.service import change_contact, set_password
from lms.kernel.clock import utc_now
from lms.kernel.jobs import Job
from lms.kernel.outbox import OutboxMessage, claim_message
from lms.kernel.sealing.sealing import DataKey, KeyDestroyed
from lms.organisations.invitations.models import Invitation
from lms.organisations.members.models import Membership
from lms.organisations.members.service import join_organisation
from lms.organisations.roster import queries, service
from lms.organisations.roster.errors import (
    RosterHasNothingToDo,
    RosterNotDone,
    RosterNotDraft,
    RosterUndoExpired,
)
from lms.organisations.roster.models import RosterRow
from lms.organisations.service import OrganisationDetails, create_organisation
from lms.workflows.accounts.erase_person import erase_person
from lms.workflows.cohorts.live_sessions import make_live_session
from lms.workflows.organisations.join_organisation import invite_person
from lms.workflows.rosters import batches, drafts, import_rows
from lms.workflows.rosters.undo import request_undo

SITI = ("Siti Aminah", "081234567890", "guru", "Kelas 7", "A", "Jawa Barat")
BUDI = ("Budi Santoso", "budi@contoh.id", "cso")
CHANGED = ("Siti Aminah, S.Pd.", "0812-3456-7890", "", "Kelas 8")
TABLES = (Person, Membership, Invitation, Enrolment, RoleGrant, OutboxMessage)


@pytest.fixture
def fingerprint(new_session):
    """Of people, memberships, invitations, enrolments, grants and messages."""

    def fingerprint():
        digest = hashlib.sha256()
        with new_session() as session:
            for table in TABLES:
                for row in session.execute(select(table.__table__).order_by(table.id)):
                    digest.update(repr(tuple(row)).encode())
        return digest.hexdigest()

    return fingerprint


@pytest.fixture
def person(new_session):
    def person(contact):
        with new_session() as session:
            mine = (Person.email == contact) | (Person.phone == contact)
            return session.scalar(select(Person).where(mine))

    return person


@pytest.fixture
def ask_in_elsewhere(act, make_person):
    """Another school asks somebody in by hand."""

    def ask_in_elsewhere(contact):
        facts = {"facts": OrganisationDetails("SMP Lain"), "parent_id": None, "founded_by": None}
        other = act(create_organisation, kind="school", is_approved=True, **facts)
        asked = {"name": "Budi", "contact": Contact(contact), "made_by": make_person()}
        act(invite_person, organisation_id=other, cohort_id=None, is_sent=False, **asked)

    return ask_in_elsewhere


@pytest.fixture
def coordinator(act, make_person, school):
    person_id = make_person()
    scope = {"scope_type": "organisation", "scope_id": school}
    act(roles.grant_role, person_id=person_id, role="coordinator", granted_by=None, **scope)
    return person_id


@pytest.fixture
def count(new_session):
    def count(table, *conditions):
        with new_session() as session:
            return session.scalar(select(func.count()).select_from(table).where(*conditions))

    return count


def test_nobody_is_written_down_before_it_is_confirmed(bring, fingerprint, preview):
    before = fingerprint()
    assert preview(SITI, BUDI).counts["new"] == 2
    bring(SITI, BUDI)
    assert fingerprint() == before


def test_newcomers_are_written_down_without_a_password_and_asked_in(take_in, person, count):
    done = take_in(SITI, BUDI)
    siti = person("+6281234567890")
    assert (siti.name, siti.audience, siti.province_code) == ("Siti Aminah", "teacher", "32")
    assert (siti.password, siti.active) == (None, True)
    assert count(Membership, Membership.joined_at.is_(None)) == 2
    assert (count(Invitation), done.state, done.counts) == (2, "done", {"new": 2})


def test_newcomers_are_enrolled_in_the_cohort(take_in, cohort, count):
    take_in(SITI, BUDI, cohort_id=cohort)
    assert count(Enrolment, Enrolment.cohort_id == cohort) == 2


def test_messages_go_only_when_asked_for_and_hold_a_personal_link(take_in, new_session, count):
    take_in(SITI)
    assert count(OutboxMessage) == 0
    take_in(BUDI, is_sent=True)
    with new_session() as session:
        message = claim_message(session, now=utc_now())
    assert (message.address, message.template) == ("budi@contoh.id", "invitation")
    assert "/invitation/" in message.parameters["address"]


def test_existing_account_is_only_asked_and_looks_like_a_newcomer(
    take_in, make_person, preview, person, count
):
    make_person(name="Nama Sendiri", contact="budi@contoh.id")
    assert preview(BUDI).counts["new"] == 1
    assert take_in(BUDI).counts == {"new": 1}
    assert person("budi@contoh.id").name == "Nama Sendiri"
    assert (count(Membership), count(Invitation)) == (0, 1)
    assert preview(BUDI).counts["unchanged"] == 1


def test_same_roster_again_changes_nothing(take_in, preview, bring, act):
    take_in(SITI, BUDI)
    assert (preview(SITI, BUDI).counts["unchanged"], preview(SITI, BUDI).to_do) == (2, ())
    with pytest.raises(RosterHasNothingToDo):
        act(
            drafts.confirm_roster,
            bring(SITI),
            cohort_id=None,
            is_sent=False,
            confirmed_by=None,
        )


def test_what_a_row_says_is_set_right_and_what_it_leaves_out_stays(take_in, preview, person):
    take_in(SITI)
    (one,) = preview(CHANGED).updated
    assert (one.outcome, set(one.changes)) == ("updated", {"name", "unit"})
    take_in(CHANGED)
    siti = person("+6281234567890")
    assert (siti.name, siti.audience) == ("Siti Aminah, S.Pd.", "teacher")


def test_whoever_has_come_keeps_their_own_name(take_in, act, person, preview, school):
    take_in(SITI)
    siti = person("+6281234567890").id
    act(join_organisation, person_id=siti, organisation_id=school)
    act(set_password, siti, password_hash="x")
    (one,) = preview(CHANGED).updated
    assert one.changes == ("unit",)


def test_same_contact_twice_counts_once_and_is_named(preview):
    found = preview(SITI, ("Siti A.", "+62 812 3456 7890"))
    (twice,) = found.duplicates
    assert (found.counts["new"], twice.number, twice.parameters) == (1, 3, {"line": 2})


def test_people_who_are_not_in_the_roster_are_shown_and_stay(take_in, preview, count):
    take_in(SITI, BUDI)
    assert [one.name for one in preview(BUDI).missing] == ["Siti Aminah"]
    assert count(Membership, Membership.left_at.is_(None)) == 2


def test_wrong_rows_are_left_out_until_they_are_corrected(bring, new_session):
    draft = bring(BUDI, ("", "0812"))
    act_on = {3: {0: "Dewi", 1: "081234567891"}}
    with new_session() as session, session.begin():
        drafts.correct_lines(session, draft, act_on)
    with new_session() as session:
        assert drafts.preview_draft(session, draft).counts["new"] == 2


def test_piece_that_is_done_is_not_done_again(bring, act, step, count, monkeypatch):
    monkeypatch.setattr(import_rows, "BATCH_SIZE", 1)
    draft = bring(SITI, BUDI)
    options = {"cohort_id": None, "is_sent": True, "confirmed_by": None}
    act(drafts.confirm_roster, draft, **options)
    assert step(draft) == batches.Progress(1, 2)
    assert step(draft).is_over
    assert step(draft).is_over
    assert (count(Membership), count(OutboxMessage)) == (2, 2)
    with pytest.raises(RosterNotDraft):
        act(service.confirm_roster, draft.id, lines=[2], **options)


def test_coordinator_who_lost_the_role_takes_nobody_in(act, bring, step, make_person, view, school):
    coordinator = make_person()
    draft = bring(SITI, brought_by=coordinator)
    options = {"cohort_id": None, "is_sent": False, "confirmed_by": coordinator}
    act(drafts.confirm_roster, draft, **options)
    assert step(draft).is_over
    assert (view(draft).state, view(draft).counts) == ("stopped", {})


def test_coordinator_of_an_organisation_above_may_take_in(take_in, coordinator):
    assert take_in(SITI, brought_by=coordinator).state == "done"


def test_undo_puts_everything_back_as_it_was(take_in, undo, fingerprint, cohort, make_person):
    make_person(contact="budi@contoh.id")
    take_in(SITI)
    before = fingerprint()
    changed = take_in(CHANGED, BUDI, ("Dewi", "081234567891"), cohort_id=cohort, is_sent=True)
    assert fingerprint() != before
    undone = undo(changed)
    assert (undone.state, undone.counts["kept"]) == ("undone", 0)
    assert fingerprint() == before


def test_undone_newcomer_leaves_no_key_behind(take_in, undo, count):
    done = take_in(SITI)
    keys = count(DataKey)
    undo(done)
    assert count(DataKey) == keys - 1


def test_undo_keeps_whoever_has_joined(take_in, undo, act, person, school, count):
    done = take_in(SITI, BUDI)
    siti = person("+6281234567890").id
    act(join_organisation, person_id=siti, organisation_id=school)
    act(set_password, siti, password_hash="x")
    assert undo(done).counts == {"new": 2, "kept": 1, "taken-back": 1}
    assert (person("+6281234567890").id, person("budi@contoh.id")) == (siti, None)
    assert count(Membership) == 1


def test_undo_keeps_whoever_was_ticked_at_a_session(
    take_in, undo, act, person, cohort, count, make_person
):
    done = take_in(SITI, BUDI, cohort_id=cohort)
    siti = person("+6281234567890").id
    facts = LiveSessionDetails("Hari 1", "Aula", "53", utc_now(), utc_now() + timedelta(hours=8))
    by = make_person()
    live = act(make_live_session, cohort_id=cohort, facts=facts, made_by=by)
    act(tick, siti, live, cohort, by)
    assert undo(done).counts == {"new": 2, "kept": 1, "taken-back": 1}
    assert (person("+6281234567890").id, person("budi@contoh.id")) == (siti, None)
    assert count(Enrolment) == 1


def tick(session, person_id, live_session_id, cohort_id, by, *, now):
    found = enrolment_in_cohort(session, person_id=person_id, cohort_id=cohort_id)
    way = {"way": "hand", "marked_by": by, "now": now}
    mark_present(session, live_session_id, cohort_id=cohort_id, enrolment_id=found, **way)


def test_undo_keeps_what_was_changed_again_since(take_in, undo, person):
    take_in(SITI)
    first = take_in(CHANGED)
    take_in(("Siti Aminah, M.Pd.", "081234567890"))
    assert undo(first).counts["kept"] == 1
    assert person("+6281234567890").name == "Siti Aminah, M.Pd."


def test_undo_ends_after_a_fortnight_and_the_rows_go(take_in, new_session, school):
    done = take_in(SITI)
    later = utc_now() + timedelta(days=15)
    with new_session() as session, session.begin():
        with pytest.raises(RosterUndoExpired):
            request_undo(session, done, undone_by=None, now=later)
        service.delete_expired_rows(session, done.id, now=later)
    with new_session() as session:
        assert session.scalars(select(RosterRow)).all() == []
        with pytest.raises(KeyDestroyed):
            queries.stored_rows(session, done)


def test_erased_person_stands_in_no_row(take_in, act, person, new_session):
    take_in(SITI)
    act(erase_person, person("+6281234567890").id, certificate_choices={})
    with new_session() as session:
        assert session.scalars(select(RosterRow.sealed)).all() == [None]


def test_undo_leaves_the_account_to_another_school_that_has_asked_since(
    take_in, undo, person, ask_in_elsewhere, count
):
    done = take_in(SITI, BUDI)
    ask_in_elsewhere("budi@contoh.id")
    assert undo(done).counts == {"new": 2, "kept": 0, "taken-back": 2}
    assert (person("+6281234567890"), person("budi@contoh.id").name) == (None, "Budi Santoso")
    assert (count(Membership), count(Invitation)) == (0, 1)


def test_asked_person_with_another_contact_since_is_asked_once_more(
    take_in, act, make_person, count
):
    budi = make_person(contact="budi@contoh.id")
    take_in(BUDI)
    act(change_contact, budi, contact=Contact("lain@contoh.id"), changed_by=budi)
    assert take_in(("Budi Santoso", "lain@contoh.id")).state == "done"
    standing = Invitation.revoked_at.is_(None), Invitation.person_id == budi
    assert (count(Invitation), count(Invitation, *standing)) == (2, 1)


def test_roster_is_undone_once(take_in, undo, act, view):
    done = take_in(SITI)
    undo(done)
    with pytest.raises(RosterNotDone):
        act(request_undo, done, undone_by=None)
    assert view(done).state == "undone"


def test_whoever_confirms_answers_for_the_roster(act, bring, step, make_person, view, coordinator):
    draft = bring(SITI, brought_by=make_person())
    options = {"cohort_id": None, "is_sent": False, "confirmed_by": coordinator}
    act(drafts.confirm_roster, draft, **options)
    assert step(draft).is_over
    assert (view(draft).state, view(draft).brought_by) == ("done", coordinator)


def test_roster_that_is_never_finished_is_forgotten_as_well(act, bring, new_session):
    draft = bring(SITI)
    options = {"cohort_id": None, "is_sent": False, "confirmed_by": None}
    act(drafts.confirm_roster, draft, **options)
    with new_session() as session:
        due = session.scalars(select(Job.due_at).where(Job.kind == service.DELETE_JOB)).all()
    assert max(due) > utc_now() + service.DRAFT_LIFETIME
