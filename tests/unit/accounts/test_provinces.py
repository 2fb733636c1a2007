"""The 38 provinces, their names and zones."""

import pytest

from lms.accounts.errors import ProvinceUnknown
from lms.accounts.provinces import PROVINCES, province


def test_there_are_38_provinces_with_two_names_and_a_zone():
    assert len(PROVINCES) == 38
    assert all(place.name("id") and place.name("en") for place in PROVINCES.values())
    assert {place.time_zone for place in PROVINCES.values()} == {
        "Asia/Jakarta",
        "Asia/Makassar",
        "Asia/Jayapura",
    }


def test_unknown_code_is_refused():
    assert province("53").name_id == "Nusa Tenggara Timur"
    with pytest.raises(ProvinceUnknown):
        province("99")
