"""Sheets of texts and tasks by role: those of the learner's own role stand first."""

from typing import TYPE_CHECKING

from courses.blocks.answer_sheets.marks import FIRST, SECOND
from courses.blocks.reading.day_form import DayForm

if TYPE_CHECKING:
    from courses.blocks.reading.role import RoleBlock
    from courses.blocks.reading.role_tasks import RoleTasksBlock

AUDIENCES = ("cso", "teacher", "patbm")


def role_sheet(block: "RoleBlock") -> dict[str, object]:
    """For each audience its text as that of others, and as that of one's own role."""
    return {
        "kind": "role",
        "opening": block.title_html(),
        "variants": [
            [
                audience,
                block.variant_html(audience, is_own=False),
                block.variant_html(audience, is_own=True),
            ]
            for audience in AUDIENCES
        ],
    }


def task_sheet(block: "RoleTasksBlock") -> dict[str, object]:
    """For each audience its task as that of others, as one's own, planned, taken back, and past.

    In those with a planned day, marks stand for the ISO date and the day in words; `months` has
    their names. Where there is no day, the browser asks for one.
    """
    return {
        "kind": "tasks",
        "opening": block.title_html(),
        "months": block.months(),
        "variants": [
            [
                audience,
                block.variant_html(audience, is_own=False),
                block.own_html(audience, DayForm(is_required=True)),
                block.own_html(audience, DayForm(FIRST, SECOND)),
                block.own_html(audience, DayForm(is_removed=True, is_required=True)),
                block.own_html(audience, DayForm(FIRST, SECOND, is_past=True)),
            ]
            for audience in AUDIENCES
        ],
    }
