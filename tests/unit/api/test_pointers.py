"""JSON pointers (RFC 6901) as fragments, for what does not fit in a body."""

import pytest

from lms.api.v1.request_parsing import json_pointer


@pytest.mark.parametrize(
    ("place", "text"),
    [((), "#"), (("a", 0), "#/a/0"), (("a/b", "m~n"), "#/a~1b/m~0n"), (("",), "#/")],
)
def test_pointer_names_the_place(place, text):
    assert json_pointer(place) == text
