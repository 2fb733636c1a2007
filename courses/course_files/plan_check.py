"""Checks the form of the action plan: its requirements must be possible to meet."""

from collections.abc import Iterator

from courses.course_files.documents import Document
from courses.course_files.lookups import collect_names, entries, is_unknown, mappings, value_at
from courses.course_files.problems import Problem, problem


def plan_problems(template: Document) -> Iterator[Problem]:
    """Report unknown rubric lines, totals out of reach, and impossible numbers of rows."""
    lines = collect_names(template, "rubric")
    for path, wanted in entries(template, "self_review", "required_full"):
        if is_unknown(wanted, lines):
            line = template.line(*path)
            yield problem(template.file, line, "unknown-rubric-line", id=wanted)
    points = [criterion.get("max") for _path, criterion in mappings(template, "rubric")]
    highest = sum(point for point in points if isinstance(point, int))
    least = value_at(template, "self_review", "min_total")
    if isinstance(least, int) and least > highest:
        line = template.line("self_review", "min_total")
        yield problem(template.file, line, "total-out-of-reach", least=least, most=highest)
    for path, field in mappings(template, "fields"):
        fewest, max_rows = field.get("min"), field.get("max")
        if isinstance(fewest, int) and isinstance(max_rows, int) and fewest > max_rows:
            line = template.line(*path, "min")
            yield problem(template.file, line, "min-above-max", min=fewest, max=max_rows)
