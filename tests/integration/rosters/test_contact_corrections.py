"""The contact of somebody who has not joined is corrected by importing the list again."""

import pytest
from sqlalchemy import func, select

from lms.accounts.models import Person
from lms.accounts.service import set_password
from lms.kernel.clock import utc_now
from lms.kernel.outbox import claim_message
from lms.organisations.invitations.models import Invitation
from lms.organisations.members.models import Membership
from lms.workflows.organisations.member_lists import member_list
from lms.workflows.rosters import drafts

BOTH = ("Siti Aminah", "siti@contoh.id / 081234567890")
TYPED = ("Maria Bere", "m.bere@contoh.ld")
RIGHT = ("MARIA BERE, S.PD", "m.bere@contoh.id")
OTHERS = tuple((f"Guru Rekaan {letter}", f"guru.{letter}@contoh.id") for letter in "ABCD")


@pytest.fixture
def contacts(new_session):
    """Contacts of all people by name."""

    def contacts():
        with new_session() as session:
            rows = session.execute(select(Person.name, Person.email, Person.phone))
            return {row.name: row.email or row.phone for row in rows}

    return contacts


@pytest.fixture
def count(new_session):
    def count(table, *conditions):
        with new_session() as session:
            return session.scalar(select(func.count()).select_from(table).where(*conditions))

    return count


def test_both_contacts_are_kept_and_the_address_gets_the_message(
    take_in, new_session, school, contacts
):
    take_in(BOTH, is_sent=True)
    with new_session() as session:
        (member,) = member_list(session, school).members
        message = claim_message(session, now=utc_now())
    assert member.invitation.contact == "siti@contoh.id / +6281234567890"
    assert (message.address, contacts()["Siti Aminah"]) == ("siti@contoh.id", "siti@contoh.id")


def test_the_contact_that_is_wrong_is_left_out_with_a_word(preview):
    shown = preview(("Siti Aminah", "siti@contoh / 081234567890"))
    (note,) = shown.notes
    assert (shown.counts["new"], note.part, note.code) == (1, "siti@contoh", "contact-unreadable")
    assert shown.listed[0].contact == "+6281234567890"


def test_a_typing_error_is_corrected_in_place_with_a_new_invitation(
    take_in, preview, contacts, count
):
    take_in(TYPED, *OTHERS)
    shown = preview(RIGHT)
    assert (shown.counts["new"], shown.counts["updated"]) == (0, 1)
    assert take_in(RIGHT, is_sent=True).counts == {"updated": 1}
    assert contacts()["Maria Bere, S.Pd."] == "m.bere@contoh.id"
    assert count(Person) == 1 + len(OTHERS)
    assert count(Invitation, Invitation.revoked_at.is_(None)) == 1 + len(OTHERS)
    assert preview(RIGHT).counts["unchanged"] == 1


def test_another_contact_is_a_correction_in_the_list_of_the_whole_school_alone(preview, take_in):
    take_in(TYPED, *OTHERS)
    other = (TYPED[0], "081234567899")
    assert preview(other).counts["new"] == 1
    assert preview(other, *OTHERS).counts["updated"] == 1


def test_two_of_one_name_are_not_guessed(preview, take_in):
    take_in(TYPED, (TYPED[0], "maria.b@contoh.id"), *OTHERS)
    assert preview((TYPED[0], "m.bere@contoh.id"), *OTHERS).counts["new"] == 1
    assert preview(RIGHT, (TYPED[0], "maria@contoh.id"), *OTHERS).counts["new"] == 2


def test_the_number_of_a_family_makes_nobody_another_person(preview, take_in):
    take_in(("Yusuf Rahman", "081234567890"))
    shown = preview(("Hasan Rahman", "hasan@contoh.id / 081234567890"))
    assert (shown.counts["new"], shown.counts["updated"]) == (1, 0)


def test_a_number_is_matched_where_the_name_is_the_same(preview, take_in, contacts):
    take_in(("Siti Aminah", "081234567890"))
    assert preview(BOTH).counts["updated"] == 1
    take_in(BOTH)
    assert contacts()["Siti Aminah"] == "siti@contoh.id"


def test_one_person_in_two_rows_with_different_contacts_is_a_duplicate(preview):
    shown = preview(BOTH, ("SITI AMINAH, S.PD", "0812-3456-7890"))
    assert (shown.counts["new"], shown.counts["duplicate"]) == (1, 1)


def test_whoever_has_joined_keeps_the_contact(act, take_in, preview, new_session, contacts):
    take_in(TYPED, *OTHERS)
    with new_session() as session:
        person_id = session.scalar(select(Person.id).where(Person.name == TYPED[0]))
    act(set_password, person_id, password_hash="x")
    assert preview(RIGHT, *OTHERS).counts["new"] == 1
    assert contacts()[TYPED[0]] == TYPED[1]


def test_a_number_of_somebody_who_has_joined_under_another_name_is_pointed_out(
    act, take_in, preview, new_session
):
    take_in(("Yusuf Rahman", "081234567890"))
    with new_session() as session:
        person_id = session.scalar(select(Person.id).where(Person.name == "Yusuf Rahman"))
    act(set_password, person_id, password_hash="x")
    shown = preview(("HASAN BASRI, S.PD", "0812 3456 7890"), ("Budi", "budi@contoh.id"))
    (note,) = shown.notes
    assert (note.number, note.code) == (2, "contact-of-other-name")
    assert (note.name, note.parameters) == ("HASAN BASRI, S.PD", {"name": "Yusuf Rahman"})
    assert preview(("YUSUF R., S.PD", "081234567890")).notes == ()


def test_two_who_import_the_same_file_make_nobody_twice(act, bring, step, view, count):
    drafts_of_both = [bring(TYPED, *OTHERS), bring(TYPED, *OTHERS)]
    for draft in drafts_of_both:
        act(drafts.confirm_roster, draft, cohort_id=None, is_sent=False, confirmed_by=None)
    for draft in (*drafts_of_both, *drafts_of_both):
        step(draft)
    assert [view(draft).counts for draft in drafts_of_both] == [{"new": 5}, {"unchanged": 5}]
    assert count(Person) == count(Membership) == 1 + len(OTHERS)


def test_a_correction_to_the_contact_of_an_account_looks_like_any_other(
    take_in, make_person, count, new_session, school
):
    make_person(name="Nama Sendiri", contact=RIGHT[1])
    take_in(TYPED, *OTHERS)
    people = count(Person)
    assert take_in(RIGHT).counts == {"updated": 1}
    assert (count(Person), count(Membership)) == (people - 1, len(OTHERS))
    with new_session() as session:
        (invited,) = member_list(session, school).invited
    assert (invited.name, invited.contact) == ("Maria Bere, S.Pd.", RIGHT[1])


def test_undo_restores_the_contact(take_in, undo, contacts, count):
    take_in(TYPED, *OTHERS)
    done = take_in((TYPED[0], RIGHT[1]))
    assert undo(done).state == "undone"
    assert contacts()[TYPED[0]] == TYPED[1]


def test_undo_withdraws_the_invitation_of_an_account(take_in, make_person, undo, count):
    make_person(name="Nama Sendiri", contact=RIGHT[1])
    take_in(TYPED, *OTHERS)
    done = take_in(RIGHT)
    undo(done)
    assert count(Invitation, Invitation.revoked_at.is_(None)) == len(OTHERS)
