"""Late rules build the same addresses as Werkzeug's own, and nothing before it is asked for."""

import pytest
from werkzeug.routing import BuildError, Map, Rule

from lms.web.late_rules import LateRule

PATHS = {
    "plain": "/courses/",
    "two": "/courses/<code>/lessons/<int:number>",
    "path": "/static/<path:filename>",
    "defaulted": "/status/<int:number>/revocation",
}


def addresses(kind):
    rules = [kind(path, endpoint=endpoint) for endpoint, path in PATHS.items()]
    return Map([*rules, kind("/first", endpoint="page", defaults={"page": 1})])


@pytest.mark.parametrize(
    ("endpoint", "values"),
    [
        ("plain", {}),
        ("plain", {"page": 2, "q": "a b"}),
        ("plain", {"rule": "1", "self": "2", "values": "3"}),
        ("two", {"code": "POESA-EL", "number": 3}),
        ("two", {"code": "å/ß", "number": 3, "more": ["x", "y"]}),
        ("path", {"filename": "vendor/a b.js"}),
        ("page", {"page": 1}),
    ],
)
def test_addresses_are_those_of_werkzeug(endpoint, values):
    late, own = (addresses(kind).bind("contoh.id") for kind in (LateRule, Rule))
    for _again in range(2):
        assert late.build(endpoint, values) == own.build(endpoint, values)


def test_what_is_missing_is_told_as_werkzeug_tells_it():
    with pytest.raises(BuildError, match="number"):
        addresses(LateRule).bind("contoh.id").build("two", {"code": "POESA-EL"})


def test_nothing_is_compiled_before_it_is_asked_for():
    made = addresses(LateRule)
    (rule,) = made.iter_rules("two")
    late = rule._build_unknown
    made.bind("contoh.id").build("two", {"code": "POESA-EL", "number": 3})
    assert rule._build_unknown != late
    assert late.__func__.__module__ == "lms.web.late_rules"
