"""Reads the files in the folder `static/` of an archive, and reports missing ones."""

from collections.abc import Iterator, Mapping
from hashlib import sha256

from courses.olx.model import CourseContent, CourseUnit
from courses.olx.report import ReportWriter
from courses.olx.write import STATIC
from courses.static_files.kinds import StaticFileUnfit, media_type_of
from courses.static_files.links import MARK, missing_files
from courses.static_files.queries import CourseFile


def read_files(files: Mapping[str, bytes], report: ReportWriter) -> Iterator[CourseFile]:
    """Yield allowed files by name; rejected ones are added to the report."""
    for path in sorted(files):
        if not path.startswith(STATIC):
            continue
        data, name = files[path], path.removeprefix(STATIC)
        try:
            media_type = media_type_of(name, data)
        except StaticFileUnfit as unfit:
            report.add_remark("left-out", unfit.reason, path)
            report.count("static", "left-out")
        else:
            report.count("static")
            yield CourseFile(name, sha256(data).hexdigest(), media_type, data)


def report_missing_files(content: CourseContent, report: ReportWriter) -> None:
    """Report files that blocks reference and the archive lacks, once per block."""
    names = {file.name for file in content.files}
    for unit in _units(content):
        missing = {name for text in _texts(unit) for name in missing_files(text, names)}
        for name in sorted(missing):
            report.add_remark("left-out", "static-missing", f"{MARK}{name}", unit.key)


def _units(content: CourseContent) -> Iterator[CourseUnit]:
    pending = [
        unit for module in content.modules for lesson in module.lessons for unit in lesson.units
    ]
    pending += [scenario.unit for scenario in content.scenarios]
    pending += [content.plan] if content.plan else []
    while pending:
        unit = pending.pop(0)
        yield unit
        pending[:0] = unit.children


def _texts(unit: CourseUnit) -> Iterator[str]:
    pending: list[object] = [unit.content]
    while pending:
        value = pending.pop()
        if isinstance(value, str):
            yield value
        elif isinstance(value, dict):
            pending.extend(value.values())
        elif isinstance(value, list):
            pending.extend(value)
