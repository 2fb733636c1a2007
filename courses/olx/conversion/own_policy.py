"""The policy files that an export writes for other hosts, and an import of it skips.

Open edX hides a course without `start`, and grades by its default without a grading policy. The
rules of Payung itself are in `payung/course.json`.
"""

import json
from collections.abc import Mapping
from typing import Final

from lxml.etree import _Element

from courses.json_types import JsonMapping, JsonObject

START: Final = "start"
DEFAULT_PASS: Final = 50  # percent, of a course that requires no test
PERCENT: Final = 100


def policy_files(version: JsonMapping, run: str) -> dict[str, bytes]:
    """The policy and the grading policy of a version, by name of file."""
    policy = {f"course/{run}": {START: _start(version)}}
    return {
        f"policies/{run}/policy.json": _json(policy),
        f"policies/{run}/grading_policy.json": _json(_grading(version)),
    }


def remove_own_policy(
    root: _Element, version: JsonMapping, files: Mapping[str, bytes], run: str
) -> set[str]:
    """Remove settings from the tree that only an export has written.

    Returns the names of policy files that are as it wrote them.
    """
    if root.get(START) == _start(version):
        del root.attrib[START]
    return {
        name for name, content in policy_files(version, run).items() if files.get(name) == content
    }


def _start(version: JsonMapping) -> str:
    return f"{version['as_of']}T00:00:00Z"


def _grading(version: JsonMapping) -> JsonObject:
    """One kind of graded part; a course passes with the mark of its post-test."""
    test = {"type": "Test", "short_label": "Test", "min_count": 1, "drop_count": 0, "weight": 1}
    mark = (version["post_test_min"] or DEFAULT_PASS) / PERCENT
    return {"GRADER": [test], "GRADE_CUTOFFS": {"Pass": mark}}


def _json(value: JsonObject) -> bytes:
    return json.dumps(value, indent=1).encode()
