"""The page that previews what publishing the draft rules changes."""

from collections.abc import Iterator
from typing import NamedTuple

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from courses.grading.changes import RuleChange, rule_changes
from courses.grading.preview import preview_rules
from courses.grading.rules import GradingRules, LessonRules
from lms.extensions import db
from lms.web.authoring.blueprint import bp
from lms.web.authoring.course import course_for
from lms.web.authoring.grading import GradingPage, names_of, opened


class ChangeLine(NamedTuple):
    """A changed rule: lesson (empty for the course), label, old and new value."""

    lesson: str
    what: str
    was: str
    is_now: str


@bp.get("/<code>/grading/changes")
def look_at_grading(code: str) -> ResponseReturnValue:
    """Preview the draft; redirect if it equals the published rules. Writes nothing."""
    page = opened(course_for("course.edit", code))
    if not page.is_new:
        return redirect(url_for(".grading", code=code), 303)
    return render_template(
        "authoring/grading_changes.html",
        page=page,
        course=page.course,
        lines=list(change_lines(page)),
        preview=preview_rules(db.session(), page.course.version_id, page.draft.rules),
    )


def change_lines(page: GradingPage) -> Iterator[ChangeLine]:
    """The differences between the draft and the published rules as texts."""
    before = page.published[0].rules if page.published else GradingRules()
    titles = {
        lesson.code: f"{lesson.code} {lesson.title}" if lesson.title else _("Scenarios to practise")
        for lesson in page.lessons
    }
    names = {
        (lesson.code, block.key): name
        for lesson in page.lessons
        for block, name in zip(lesson.blocks, names_of(lesson), strict=True)
    }
    for change in rule_changes(before, page.draft.rules):
        title = titles.get(change.lesson, change.lesson)
        name = names.get((change.lesson, change.key), change.key)
        sides = change_value(change, change.was), change_value(change, change.is_now)
        yield ChangeLine(title, change_label(change, name), *sides)


def change_label(change: RuleChange, block: str) -> str:
    """The label of a changed rule."""
    if change.part == "block":
        return block
    words = {
        ("at_least", True): _("Grade that completes the course, in per cent"),
        ("drop", True): _("Lessons left out of the grade"),
        ("drop", False): _("Results left out"),
        ("weight", False): _("Weight in the course"),
        ("rule", False): _("The lesson is complete"),
        ("must", False): _("Activities that have to be done"),
    }
    return str(words[change.part, not change.lesson])


def change_value(change: RuleChange, side: int | LessonRules) -> str:
    """A value of a changed rule as text."""
    if isinstance(side, LessonRules):
        return rule_text(side)
    if change.part == "block":
        return str(_("weight %(weight)s", weight=side) if side else _("does not count"))
    if change.part == "at_least":
        return f"{side} %" if side else str(_("none"))
    return str(side)


def rule_text(rules: LessonRules) -> str:
    """The completion rule of a lesson as text."""
    if rules.rule == "grade":
        return str(_("from %(share)s %%", share=rules.at_least))
    return str(_("all activities") if rules.rule == "blocks" else _("once read"))
