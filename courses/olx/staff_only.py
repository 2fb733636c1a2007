"""Removes parts of a course that are visible to staff only, and reports them.

`visible_to_staff_only` hides an element and all its descendants. It is given as an
attribute, as an `option:` element, or in the policy of the run:

    policies/2026/policy.json    {"chapter/c1": {"visible_to_staff_only": true}}
"""

from collections.abc import Iterator
from typing import Final

from lxml import etree
from lxml.etree import _Element

from courses.olx.attributes import iter_parts
from courses.olx.block_xml import OPTION, URL_NAME
from courses.olx.conversion.run_policy import STAFF_ONLY, Policy
from courses.olx.report import ReportWriter

NO: Final = frozenset({"", "0", "false", "no", "none", "null"})


def remove_staff_only(root: _Element, policy: Policy, report: ReportWriter) -> None:
    """Remove hidden elements from the tree. Any value that is not clearly false hides."""
    if _is_hidden(root, policy):
        _report(root, report)
        for child in list(root):
            _remove(child)
    else:
        _remove_below(root, policy, report)


def _remove_below(node: _Element, policy: Policy, report: ReportWriter) -> None:
    for child in list(node):
        if not isinstance(child.tag, str):
            continue
        if _is_hidden(child, policy):
            _report(child, report)
            _remove(child)
        else:
            _remove_below(child, policy, report)


def _is_hidden(node: _Element, policy: Policy) -> bool:
    return any(not _is_no(value) for value in _values(node, policy))


def _values(node: _Element, policy: Policy) -> Iterator[object]:
    """The values from the attribute, the option elements and the policy."""
    yield node.get(STAFF_ONLY, "")
    for option in node.iterchildren(f"{{{OPTION}}}{STAFF_ONLY}"):
        yield option.text or ""
    yield policy.get(f"{node.tag}/{node.get(URL_NAME)}", {}).get(STAFF_ONLY, "")


def _is_no(value: object) -> bool:
    return str(value).strip(" \t\r\n\"'").lower() in NO


def _remove(node: _Element) -> None:
    """Remove an element and keep the text that follows it."""
    parent, before = node.getparent(), node.getprevious()
    if before is None:
        parent.text = (parent.text or "") + (node.tail or "")
    else:
        before.tail = (before.tail or "") + (node.tail or "")
    parent.remove(node)


def _report(node: _Element, report: ReportWriter) -> None:
    """Report the element with its removed chapters and sequentials."""
    below = [_name(part) for part in node.iterdescendants("chapter", "sequential")]
    report.add_remark("left-out", "staff-only", _name(node), ", ".join(below), node=node)
    for part in iter_parts(node):
        report.count(part.tag, "left-out")


def _name(node: _Element) -> str:
    title = node.get("display_name") or node.get(URL_NAME) or ""
    return f"{etree.QName(node).localname} {title}".strip()
