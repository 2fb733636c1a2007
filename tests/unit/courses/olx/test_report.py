"""The report of an import, apart from what is imported."""

import pytest

from courses.olx.report import MAX_LOCATIONS, ReportWriter


@pytest.mark.parametrize(
    ("count", "ending"),
    [(MAX_LOCATIONS, f"unit-{MAX_LOCATIONS}"), (MAX_LOCATIONS + 1, f"unit-{MAX_LOCATIONS}, …")],
)
def test_a_repeated_remark_says_when_it_leaves_out_locations(count, ending):
    writer = ReportWriter()
    for number in range(1, count + 1):
        writer.add_repeated("kept", "hint", "hint", f"unit-{number}")
    (remark,) = writer.build().remarks
    assert remark.location.endswith(ending)
    assert remark.count == count
