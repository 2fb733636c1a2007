"""The umbrella seen from above: one rib for each module."""

import pytest

from lms.web.assets.umbrella import rib_paths


def test_the_first_of_ten_ribs_starts_at_the_top_and_leans_right():
    assert rib_paths(10)[0] == "M50 50 50 4Q61.37 15 77.04 12.79Z"


@pytest.mark.parametrize("count", [1, 3, 10, 12])
def test_there_are_as_many_ribs_as_modules_and_they_close_the_circle(count):
    paths = rib_paths(count)
    starts = [path.split("Q")[0].removeprefix("M50 50 ") for path in paths]
    assert len(paths) == count
    assert paths[-1].endswith(f" {starts[0]}Z")
