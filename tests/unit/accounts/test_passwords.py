"""What makes a password good enough, and one password however it is typed."""

import pytest

from lms.accounts.sign_in.errors import (
    PasswordHasContact,
    PasswordMissing,
    PasswordTooCommon,
    PasswordTooLong,
    PasswordTooShort,
)
from lms.accounts.sign_in.passwords import normalise, validate_password

WORDS = ("Ratna Dewi", "ratna.dewi@contoh.id", "+6281234567890")


@pytest.mark.parametrize(
    "password",
    [
        "kuda lumping hijau",
        "    spasi    banyak",
        "ꦱꦸꦫꦠ꧀ꦱꦸꦫꦠ꧀",
        "tempe goreng di beranda",
        "x9!kQ2#vLm",
    ],
)
def test_length_is_enough_and_nothing_else_is_asked(password):
    validate_password(password, own_words=WORDS)


@pytest.mark.parametrize(
    ("password", "error"),
    [
        ("", PasswordMissing),
        (" ", PasswordTooShort),
        ("lumping12", PasswordTooShort),
        ("a" * 201, PasswordTooLong),
        ("1234567890", PasswordTooCommon),
        ("Password123!", PasswordTooCommon),
        ("sayang123456", PasswordTooCommon),
        ("aaaaaaaaaaaa", PasswordTooCommon),
        ("Ratna Dewi 1990", PasswordHasContact),
        ("081234567890", PasswordHasContact),
        ("ratna.dewi@contoh.id", PasswordHasContact),
    ],
)
def test_weak_passwords_are_refused_for_their_reason(password, error):
    with pytest.raises(error):
        validate_password(password, own_words=WORDS)


def test_a_too_short_password_says_how_many_characters_are_missing():
    with pytest.raises(PasswordTooShort) as refusal:
        validate_password("abcdef")
    assert refusal.value.parameters == {"length": 6, "missing": 4}


def test_one_letter_composed_in_two_ways_is_one_password():
    assert normalise("caf\u00e9") == normalise("cafe\u0301")
