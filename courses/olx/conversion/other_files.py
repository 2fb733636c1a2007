"""Files of an archive beside its elements: pages about the course, grading, drafts, the rest."""

import json
from collections.abc import Iterator, Mapping
from typing import Final

from courses.olx.conversion.html_text import html_to_markdown
from courses.olx.errors import CourseArchiveRejected
from courses.olx.report import ReportWriter
from courses.olx.safe_xml import parse_xml

SHORT_DESCRIPTION: Final = "about/short_description.html"
MAX_SUMMARY: Final = 1_000  # characters
PAGES: Final = ("about/", "info/", "tabs/")
DRAFTS: Final = "drafts/"
READ_ELSEWHERE: Final = ("static/", "payung/")
PERCENT: Final = 100


def read_summary(files: Mapping[str, bytes], report: ReportWriter) -> str:
    """The short description of the course as plain text; empty if it has none."""
    content = files.get(SHORT_DESCRIPTION)
    if content is None or len(content) > MAX_SUMMARY * 4:
        return ""
    markdown, _lost = html_to_markdown(content.decode("utf-8", errors="replace"))
    summary = " ".join(markdown.split())
    if not summary or len(summary) > MAX_SUMMARY:
        return ""
    report.used.add(SHORT_DESCRIPTION)
    report.add_remark("changed", "about-as-summary", SHORT_DESCRIPTION)
    return summary


def report_grading(files: Mapping[str, bytes], run: str, report: ReportWriter) -> None:
    """Name the grading policy, whose rules Payung does not take over."""
    name = f"policies/{run}/grading_policy.json"
    if name in files and name not in report.used:
        report.used.add(name)
        report.add_remark("left-out", "grading-policy", name, ", ".join(_rules(files[name])))


def report_unused(files: Mapping[str, bytes], report: ReportWriter) -> None:
    """Name each file that no part of the course has read."""
    for name in sorted(files):
        if name in report.used or name.startswith(READ_ELSEWHERE) or not files[name].strip():
            continue
        folder = f"{name.partition('/')[0]}/" if "/" in name else name
        if name.startswith(PAGES):
            report.add_remark("left-out", "page-elsewhere", name)
        elif name.startswith(DRAFTS):
            report.add_repeated("left-out", "draft", DRAFTS, _titled(name, files[name]))
        else:
            report.add_repeated("left-out", "file-unused", folder, name)


def _titled(name: str, content: bytes) -> str:
    """The name of a file, with the title of its element."""
    try:
        title = parse_xml(name, content).get("display_name", "")
    except CourseArchiveRejected:
        return name
    return f"{name} {title}".strip()


def _rules(content: bytes) -> Iterator[str]:
    """The kinds of graded parts with their weights, and the marks, as far as they can be read."""
    try:
        policy = json.loads(content)
        for row in policy["GRADER"]:
            yield f"{row['type']} {float(row['weight']) * PERCENT:.0f} %"
        for mark, share in policy["GRADE_CUTOFFS"].items():
            yield f"{mark} ≥ {float(share) * PERCENT:.0f} %"
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError):
        return
