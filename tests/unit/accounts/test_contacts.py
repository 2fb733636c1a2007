"""E-mail addresses and mobile numbers, in the one form in which they are kept."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.accounts.contacts import Contact, parse_contact
from lms.accounts.errors import ContactMissing, ContactUnreadable
from lms.kernel.errors import Invalid


@pytest.mark.parametrize(
    "typed",
    ["0812 3456 7890", "+62 812-3456-7890", "6281234567890", "81234567890", "(0812) 3456.7890"],
)
def test_ways_to_write_one_mobile_number_are_one_contact(typed):
    assert parse_contact(typed) == Contact(phone="+6281234567890")


def test_number_of_another_country_stays():
    assert parse_contact("+670 7723 4567") == Contact(phone="+67077234567")


def test_address_is_kept_in_lower_case():
    assert parse_contact(" Ratna.Dewi@Contoh.ID ") == Contact(email="ratna.dewi@contoh.id")


@pytest.mark.parametrize(
    "typed",
    [
        "ratna",
        "ratna@",
        "@contoh.id",
        "a@b@contoh.id",
        "ratna@contoh..id",
        "ratna\x00@contoh.id",
        "021 1234",
        "+62 21 5550123",
        "٠٨١٢٣٤٥٦٧٨٩٠",
        "+" + "1" * 40,
        "a" * 1_000_000 + "@contoh.id",
    ],
)
def test_what_cannot_be_read_is_refused(typed):
    with pytest.raises(ContactUnreadable):
        parse_contact(typed)


def test_nothing_is_missing_rather_than_unreadable():
    with pytest.raises(ContactMissing):
        parse_contact("  ")


@pytest.mark.slow
@given(st.text(max_size=60))
def test_whatever_is_typed_is_read_or_refused(text):
    try:
        contact = parse_contact(text)
    except Invalid:
        return
    assert parse_contact(contact.address) == contact
