"""Contact cells of a crafted file take no long time and make no long lists."""

from time import process_time

import pytest

from lms.accounts.errors import ContactUnreadable
from lms.adapters.spreadsheets.roster_ending import end_of_people
from lms.workflows.rosters.contact_cells import parse_contact_cell

MAX_SECONDS = 1  # of the processor; quadratic patterns took several


def test_long_runs_of_blanks_are_split_in_linear_time():
    begun = process_time()
    for _ in range(300):
        cell = parse_contact_cell("guru@contoh.id /" + " " * 980 + "081234567890")
        assert cell.second is not None
        with pytest.raises(ContactUnreadable):
            parse_contact_cell("a" + " " * 990 + "b")
    assert process_time() - begun < MAX_SECONDS


def test_a_cell_with_many_parts_is_no_contact():
    assert len(parse_contact_cell("guru@contoh.id / a / b").left_out) == 2
    with pytest.raises(ContactUnreadable):
        parse_contact_cell("guru@contoh.id" + "/a" * 400)


def test_signatures_are_recognised_in_linear_time():
    rows = [["Kepala sekolah" + " " * 980 + "@"]] * 5_000
    begun = process_time()
    assert end_of_people(rows, names=[0], contacts=[1]) == len(rows)
    assert process_time() - begun < MAX_SECONDS
