"""Which domains of accounts elsewhere may sign in."""

import pytest

from lms.accounts.oidc.providers import allows_domain, parse_domains


@pytest.mark.parametrize(
    ("domain", "is_allowed"),
    [
        ("guru.sd.belajar.id", True),
        ("Guru.SD.Belajar.ID", True),
        ("belajar.id", False),
        ("sd.belajar.id", False),
        ("x.guru.sd.belajar.id", False),
        ("sdn1.sch.id", True),
        ("a.sdn1.sch.id", True),
        ("sch.id", False),
        (".sch.id", False),
        ("evilsch.id", False),
        ("sch.id.evil.example", False),
        ("*.sch.id", False),
        ("", False),
    ],
)
def test_listed_domains(domain, is_allowed):
    assert allows_domain(("guru.sd.belajar.id", "*.sch.id"), domain) is is_allowed


def test_without_a_list_all_accounts_may_sign_in():
    assert allows_domain((), "")
    assert allows_domain((), "evil.example")


def test_lines_are_normalised():
    lines = [" Belajar.ID ", "", "*.sch.id", "belajar.id"]
    assert parse_domains(lines) == ("belajar.id", "*.sch.id")


@pytest.mark.parametrize(
    "text",
    ["*", "*.", "*.*.id", "a b", "@belajar.id", "-a.id", "a-.id", "a..id", ".id", "a.id.", "é.id"],
)
def test_lines_that_are_no_domains(text):
    with pytest.raises(ValueError):  # noqa: PT011  it has no message
        parse_domains([text])


def test_list_that_is_too_long():
    with pytest.raises(ValueError):  # noqa: PT011
        parse_domains([f"school-{number}.sch.id" for number in range(200)])
