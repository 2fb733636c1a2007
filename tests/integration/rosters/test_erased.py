"""Erasing a person empties what rosters say about them, whatever became of the row."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Event
from time import sleep

import pytest
from sqlalchemy import select, update

from lms.accounts.contacts import Contact
from lms.accounts.merging.service import request_merge
from lms.accounts.models import Person
from lms.accounts.sign_in.service import request_account
from lms.extensions import transaction
from lms.kernel.clock import utc_now
from lms.organisations.members.service import join_organisation, leave_organisation
from lms.organisations.roster import queries, service
from lms.organisations.roster.errors import RosterHasNothingToDo
from lms.organisations.roster.models import RosterRow
from lms.workflows.accounts.erase_person import erase_person
from lms.workflows.accounts.merge_accounts import merge_accounts
from lms.workflows.accounts.tidy_accounts import erase_unfinished_account
from lms.workflows.organisations.join_organisation import invite_person
from lms.workflows.rosters import drafts

NAME, CONTACT, PHONE = "Wulandari Kertanegara", "wulandari@contoh.id", "081234567890"
OTHER = ("Budi Santoso", "budi@contoh.id")
MOVED = (NAME, CONTACT, "", "Kampus 2")  # a change for a member
TO_CONFIRM = {"cohort_id": None, "is_sent": False, "confirmed_by": None}


@pytest.fixture
def person_id(make_person, act, school):
    person_id = make_person(name=NAME, contact=CONTACT, audience="teacher")
    act(join_organisation, person_id=person_id, organisation_id=school)
    return person_id


@pytest.fixture
def names(new_session):
    """The names that stand in the rows of a roster."""

    def names(roster):
        with new_session() as session:
            return [line.texts[0] for line in queries.stored_lines(session, roster)]

    return names


def test_draft_names_them_no_more(act, bring, person_id, names):
    draft = bring((NAME, " Wulandari@Contoh.ID "), OTHER, (NAME, "wulandari@contoh,id"))
    act(erase_person, person_id, certificate_choices={})
    assert names(draft) == ["Budi Santoso"]
    act(drafts.confirm_roster, draft, **TO_CONFIRM)


def test_contact_that_was_typed_wrongly_is_theirs_all_the_same(act, bring, person_id, names):
    draft = bring(("Wulan", "wulandari@contoh,id"), (NAME, ""), (NAME, "lain@contoh.id"), OTHER)
    act(erase_person, person_id, certificate_choices={})
    assert names(draft) == [NAME, "Budi Santoso"]  # somebody else of this name


def test_number_is_found_however_it_was_typed(act, bring, make_person, names):
    person_id = make_person(name=NAME, contact=PHONE)
    draft = bring(("W", "+62 812-3456-7890"), ("W", "81234567890.0"), ("W", "081234567891"))
    act(erase_person, person_id, certificate_choices={})
    assert len(names(draft)) == 1


def test_rows_that_changed_nothing_or_stood_twice_go_too(act, take_in, person_id, names):
    roster = take_in((NAME, CONTACT), (NAME, CONTACT), OTHER)
    assert names(roster).count(NAME) == 2
    act(erase_person, person_id, certificate_choices={})
    assert names(roster) == ["Budi Santoso"]


def test_row_that_waits_is_not_taken_in_and_the_rest_is(act, bring, person_id, names, step, view):
    draft = bring(MOVED, OTHER)
    act(drafts.confirm_roster, draft, **TO_CONFIRM)
    act(erase_person, person_id, certificate_choices={})
    assert step(draft).is_over
    found = view(draft)
    assert (found.state, found.counts) == ("done", {"new": 1})
    assert names(draft) == ["Budi Santoso"]


@pytest.fixture
def row_counts(new_session):
    def row_counts(roster):
        with new_session() as session:
            return queries.row_counts(session, roster.id)

    return row_counts


@pytest.fixture
def beside(app):
    """Does the second while the first is done and not yet committed."""

    def beside(first, second):
        def do(work, begun, seconds):
            with app.app_context(), transaction() as session:
                work(session)
                begun.set()
                sleep(seconds)

        begun = Event()
        with ThreadPoolExecutor(2) as pool:
            one = pool.submit(do, first, begun, 1)
            begun.wait(60)
            two = pool.submit(do, second, Event(), 0)
            one.result(60)
            two.result(60)

    return beside


def confirm(draft):
    return lambda session: drafts.confirm_roster(session, draft, **TO_CONFIRM, now=utc_now())


def erase(person_id):
    return lambda session: erase_person(session, person_id, certificate_choices={}, now=utc_now())


def test_who_confirms_beside_an_erasure_reads_what_it_left(beside, bring, make_person):
    draft = bring((NAME, CONTACT))
    with pytest.raises(RosterHasNothingToDo):
        beside(erase(make_person(contact=CONTACT)), confirm(draft))


def test_who_is_erased_beside_a_confirmation_is_not_taken_in(
    beside, bring, person_id, names, row_counts, step
):
    draft = bring(MOVED, OTHER)
    beside(confirm(draft), erase(person_id))
    assert (names(draft), row_counts(draft)) == (["Budi Santoso"], {"waiting": 1, "left-out": 1})
    assert step(draft).is_over


def test_taking_in_ends_where_a_row_that_waits_is_empty(act, bring, new_session, step, view):
    draft = bring((NAME, CONTACT), OTHER)
    act(drafts.confirm_roster, draft, **TO_CONFIRM)
    with new_session() as session, session.begin():
        session.execute(update(RosterRow).where(RosterRow.line == 2).values(sealed=None))
    assert any(step(draft).is_over for _piece in range(2))
    assert (view(draft).state, view(draft).counts) == ("done", {"new": 1})


def test_emptied_row_never_waits(act, bring, new_session, row_counts):
    draft = bring((NAME, CONTACT), OTHER)
    with new_session() as session, session.begin():
        session.execute(update(RosterRow).where(RosterRow.line == 2).values(sealed=None))
    act(service.confirm_roster, draft.id, lines=[2, 3], **TO_CONFIRM)
    assert row_counts(draft) == {"left-out": 1, "waiting": 1}


def test_more_lines_than_a_statement_holds_are_emptied(bring, new_session, names):
    draft = bring((NAME, CONTACT), OTHER)
    with new_session() as session, session.begin():
        service.erase_lines(session, draft.id, range(3, 300_000))
    assert names(draft) == [NAME]


def test_contact_that_nobody_has_proved_empties_nothing(act, bring, new_session, names):
    draft = bring((NAME, CONTACT), (NAME, ""))
    with new_session() as session, session.begin():
        request_account(
            session,
            name=NAME,
            contact=Contact(CONTACT),
            audience="teacher",
            province_code="53",
            language="id",
            token="t" * 32,
            now=utc_now() - timedelta(days=8),
        )
        beginner = session.scalars(select(Person.id).where(Person.email == CONTACT)).one()
    act(erase_unfinished_account, beginner)
    with new_session() as session:
        assert session.get(Person, beginner).erased_at
    assert names(draft) == [NAME, NAME]


def test_stranger_of_the_same_name_empties_no_row_by_it(act, bring, make_person, names):
    draft = bring((NAME, ""), (NAME, "wulandari"), (NAME, CONTACT))
    act(erase_person, make_person(name=NAME, contact=CONTACT), certificate_choices={})
    assert names(draft) == [NAME, NAME]


def test_name_counts_where_they_were_asked_in_or_have_left(
    act, bring, school, make_person, person_id, names
):
    asked, inviter = make_person(name="Sri Rahayu", contact="sri@contoh.id"), make_person()
    act(
        invite_person,
        organisation_id=school,
        cohort_id=None,
        name="Sri",
        contact=Contact("sri@contoh.id"),
        made_by=inviter,
        is_sent=False,
    )
    act(leave_organisation, person_id=person_id, organisation_id=school, ended_by=inviter)
    draft = bring((NAME, ""), ("Sri Rahayu", ""), OTHER)
    for gone in (asked, person_id):
        act(erase_person, gone, certificate_choices={})
    assert names(draft) == ["Budi Santoso"]


def test_accounts_that_were_merged_count_as_one_person(act, bring, make_person, person_id, names):
    other = make_person(name="Wulan Lain", contact="wulan@contoh.id")
    merge_id = act(request_merge, person_id, other_id=other)
    act(merge_accounts, merge_id, person_id=person_id)
    draft = bring((NAME, CONTACT), ("W", "wulan@contoh.id"), ("Wulan Lain", ""), OTHER)
    act(erase_person, person_id, certificate_choices={})
    assert names(draft) == ["Budi Santoso"]
