"""How tiles are shaded: equal steps up to the largest number, each number in the legend's range."""

import pytest

from lms.web.awareness.map import SHADES, shade, shades


@pytest.mark.parametrize("most", [1, 2, 3, 4, 5, 7, 12, 100, 12_345])
def test_each_number_has_the_shade_of_its_range(most):
    for number in {1, min(2, most), most // 2, most - 1, most} - {0}:
        step = shade(number, most)
        low, high = next((low, high) for one, low, high in shades(most) if one == step)
        assert low <= number <= high
    assert shade(most, most) == SHADES


def test_nothing_has_no_shade():
    assert shade(0, 0) == 0
    assert shade(0, 9) == 0
    assert shades(0) == ()
