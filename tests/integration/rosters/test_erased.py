"""Erasing a person empties what rosters say about them, whatever became of the row."""

import pytest

from lms.organisations.members.service import join_organisation
from lms.organisations.roster import queries
from lms.workflows import bulk_enrolment
from lms.workflows.erase_person import erase_person

NAME, CONTACT, PHONE = "Wulandari Kertanegara", "wulandari@contoh.id", "081234567890"
OTHER = ("Budi Santoso", "budi@contoh.id")


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
            return [texts[0] for _line, texts in queries.stored_lines(session, roster)]

    return names


def test_draft_names_them_no_more(act, bring, person_id, names):
    draft = bring((NAME, " Wulandari@Contoh.ID "), OTHER, (NAME, "wulandari@contoh,id"))
    act(erase_person, person_id, certificate_choices={})
    assert names(draft) == ["Budi Santoso"]
    act(bulk_enrolment.confirm_roster, draft, cohort_id=None, is_sent=False, confirmed_by=None)


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
    draft = bring((NAME, CONTACT, "", "Kampus 2"), OTHER)
    act(bulk_enrolment.confirm_roster, draft, cohort_id=None, is_sent=False, confirmed_by=None)
    act(erase_person, person_id, certificate_choices={})
    assert step(draft).is_over
    found = view(draft)
    assert (found.state, found.counts) == ("done", {"new": 1})
    assert names(draft) == ["Budi Santoso"]
