"""Typing errors of mail domains are proposed, and nothing else is."""

import pytest

from lms.workflows.rosters.mail_domains import TYPING_ERRORS, corrected_domain


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("gmial.com", "gmail.com"),
        ("gmail.con", "gmail.com"),
        ("yahooo.co.id", "yahoo.co.id"),
        ("guru.smp.belajar.com", "guru.smp.belajar.id"),
    ],
)
def test_typing_error_has_the_domain_that_was_meant(typed, meant):
    assert corrected_domain(typed) == meant


@pytest.mark.parametrize(
    "domain", [*TYPING_ERRORS, "mail.com", "guru.smp.belajar.id", "contoh.id", ""]
)
def test_a_right_domain_is_no_typing_error(domain):
    assert corrected_domain(domain) is None
