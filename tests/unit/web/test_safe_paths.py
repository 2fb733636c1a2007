"""The language switch and the sign-in send people on: only to pages of ours."""

import pytest

from lms.web.pages.safe_paths import validate_own_path


@pytest.mark.parametrize(
    "address", ["/", "/home", "/courses/POESA-EL/lessons/M01-L1?step=2#top", "/verify?next=//evil"]
)
def test_a_path_of_ours_stays_as_it_is(address):
    assert validate_own_path(address) == address


@pytest.mark.parametrize(
    "address",
    [
        "",
        "home",
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "/\t/evil.example",
        "\t//evil.example",
        "/ /evil.example",
        "javascript:alert(1)",
        "/" + "a" * 1000,
        "/x\r\nSet-Cookie: a=b",
    ],
)
def test_any_other_address_is_refused(address):
    assert validate_own_path(address) is None
