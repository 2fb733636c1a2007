"""Names the settings of elements that courses in Payung do not have.

Dates, grading and presentation are attributes in OLX: `due`, `start`, `graded`, `format`,
`weight`, `max_attempts` and many more. The report has one remark for each name.
"""

import re
from collections.abc import Collection
from typing import Final

from lxml import etree
from lxml.etree import _Element

from courses.olx.block_xml import URL_NAME
from courses.olx.conversion.run_policy import OWN, STAFF_ONLY
from courses.olx.report import ReportWriter

STRUCTURE: Final = ("course", "chapter", "sequential", "vertical")
READ: Final = frozenset({URL_NAME, "display_name", STAFF_ONLY})
READ_OF_COURSE: Final = frozenset({"org", "course", "slug", "language"})
EDITOR: Final = frozenset({"editor", "markdown"})  # the same content for the editor of the host
EMPTY: Final = frozenset({"", "null", "[]", "{}", '""'})
IN_PROBLEMS: Final = re.compile(
    r"\w+response|(?:choice|checkbox|radio)group|optioninput|choice|option|textline"
    r"|formulaequationinput|additional_answer|responseparam"
)
READ_IN_PROBLEMS: Final = frozenset(
    {"correct", "name", "answer", "type", "options", "default", "label", "partial_credit"}
    | {"size", "id", "class"}  # of looks
)
DEFAULTS: Final = {"graded": "false"}


def report_course_settings(root: _Element, report: ReportWriter) -> None:
    """Name the settings of the course, its chapters, sequentials and verticals."""
    for node in root.iter(*STRUCTURE):
        report_settings(node, report, READ_OF_COURSE if node.tag == "course" else ())


def report_settings(node: _Element, report: ReportWriter, read: Collection[str] = ()) -> None:
    """Name the attributes of an element that are not read; `read` are further ones that are."""
    for name, value in node.items():
        label = etree.QName(name).localname
        is_read = label in READ or label in EDITOR or label in read or label.startswith(OWN)
        is_default = value.strip() in EMPTY or DEFAULTS.get(label) == value.strip().lower()
        if not is_read and not is_default:
            report.add_repeated("left-out", "setting", label, report.locate(node))


def report_problem_settings(problem: _Element, report: ReportWriter) -> None:
    """Name the attributes of answers that are not read, such as `shuffle` and `point_value`."""
    for node in problem.iterdescendants(etree.Element):
        if IN_PROBLEMS.fullmatch(str(node.tag)):
            report_settings(node, report, READ_IN_PROBLEMS)
