"""Checks the form of the action plan: its requirements must be possible to meet."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Final

from courses.course_files.documents import Document
from courses.course_files.lookups import collect_names, entries, is_unknown, mappings, value_at
from courses.course_files.problems import Problem, problem

RESERVED_PART: Final = "self-review"  # the part for the rubric, which follows all others


def plan_problems(template: Document) -> Iterator[Problem]:
    """Report unknown rubric lines, totals out of reach, impossible numbers of rows, and parts.

    Each field must be in exactly one part, if there are parts.
    """
    yield from _part_problems(template)
    yield from _sentence_problems(template)
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


def _part_problems(template: Document) -> Iterator[Problem]:
    """Unknown fields in parts, fields that are not in one part, and repeated ids of parts."""
    parts = list(mappings(template, "parts"))
    if not parts:
        return
    fields = collect_names(template, "fields")
    seen = {RESERVED_PART}
    count: Counter[str] = Counter()
    for path, part in parts:
        if str(part.get("id")) in seen:
            line = template.line(*path, "id")
            yield problem(template.file, line, "duplicate-id", id=part["id"])
        seen.add(str(part.get("id")))
        for where, field in entries(template, *path, "fields"):
            if is_unknown(field, fields):
                yield problem(template.file, template.line(*where), "unknown-field", id=field)
            count[str(field)] += 1
    for path, field in mappings(template, "fields"):
        if count[str(field.get("id"))] != 1:
            line = template.line(*path)
            yield problem(template.file, line, "field-not-in-one-part", id=field.get("id"))


def _sentence_problems(template: Document) -> Iterator[Problem]:
    """Sentences that do not name each question of their field once."""
    for path, field in mappings(template, "fields"):
        ids = sorted(
            str(question.get("id")) for _p, question in mappings(template, *path, "questions")
        )
        for key in ("sentence_id", "sentence_en"):
            sentence = field.get(key)
            if not ids or not isinstance(sentence, str):
                continue
            if sorted(re.findall(r"\{([^{}]*)\}", sentence)) != ids:
                line = template.line(*path, key)
                names = " ".join(f"{{{name}}}" for name in ids)
                yield problem(template.file, line, "sentence-incomplete", names=names)
