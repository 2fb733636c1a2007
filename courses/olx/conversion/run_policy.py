"""The policy of the run of a course: settings of its elements by type and name.

    policies/2026/policy.json    {"chapter/c1": {"display_name": "First", "start": "2026-01-01"}}

As in Open edX, a value of the policy replaces the attribute of the element.
"""

import json
from collections.abc import Mapping
from typing import Final

from lxml import etree
from lxml.etree import _Element

from courses.json_types import JsonMapping
from courses.olx.block_xml import NAME, UNFIT, URL_NAME
from courses.olx.errors import CourseArchiveRejected
from courses.olx.report import ReportWriter

STAFF_ONLY: Final = "visible_to_staff_only"
RESERVED: Final = frozenset({URL_NAME, STAFF_ONLY, "filename", "org", "course", "slug"})
OWN: Final = "payung_"
MAX_SETTINGS: Final = 500  # of one element; setting attributes takes the square of their number
Policy = Mapping[str, JsonMapping]


def read_policy(files: Mapping[str, bytes], run: str, used: set[str]) -> Policy:
    """The policy of a run, empty without one; adds its file to `used`.

    Raises CourseArchiveRejected if it cannot be read.
    """
    names = (f"policies/{run}/policy.json", f"policies/{run}.json")
    name = next((name for name in names if name in files), None)
    if name is None:
        return {}
    used.add(name)
    try:
        policy = json.loads(files[name])
    except (ValueError, RecursionError) as error:
        raise CourseArchiveRejected("policy-broken", f"{name}: {error}") from error
    if not isinstance(policy, dict) or not all(isinstance(row, dict) for row in policy.values()):
        raise CourseArchiveRejected("policy-broken", name)
    if any(len(row) > MAX_SETTINGS for row in policy.values()):
        raise CourseArchiveRejected("policy-broken", f"{name}: > {MAX_SETTINGS}")
    return policy


def apply_policy(root: _Element, policy: Policy, report: ReportWriter) -> None:
    """Set the values of the policy as attributes; report entries for elements that are missing."""
    entries = dict(policy)
    for node in root.iter(etree.Element):
        for name, value in entries.pop(f"{node.tag}/{node.get(URL_NAME)}", {}).items():
            if NAME.fullmatch(name) and name not in RESERVED and not name.startswith(OWN):
                node.set(name, _text(value))
    for entry in entries:
        report.add_repeated("left-out", "policy-unused", entry.partition("/")[0], entry)


def _text(value: object) -> str:
    """Texts as they are, other values as JSON."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return UNFIT.sub("", text)
