"""Pages on which authors edit and publish grading rules."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from http import HTTPStatus

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from courses.catalogue.errors import LessonNotFound
from courses.grading import queries
from courses.grading.blocks import BlocksOfLesson, disambiguate_titles
from courses.grading.errors import GradingDraftChanged, NothingToPublish
from courses.grading.rules import RULES, GradingRules, LessonRules, RuleProblem, rule_problems
from lms.block_names import block_name
from lms.extensions import db, transaction
from lms.kernel.clock import utc_now
from lms.web.authoring.blueprint import bp
from lms.web.authoring.course import AuthoredCourse, course_for
from lms.web.authoring.labels import RULE_PROBLEMS
from lms.web.texts.error_messages import error_message
from lms.web.texts.language import current_language
from lms.web.texts.translation import gettext
from lms.workflows.completion import recalculate_grades as workflow

UNFIT = HTTPStatus.UNPROCESSABLE_ENTITY
MAX_DIGITS = 6
Problems = Mapping[str, str]  # text by field id; "" for problems without a field
UNREADABLE = -1  # out of every range, so rule_problems reports it


@dataclass(frozen=True, slots=True)
class GradingPage:
    """The draft, the blocks of the course version, and the published rules."""

    course: AuthoredCourse
    draft: queries.Draft
    lessons: tuple[BlocksOfLesson, ...]
    published: tuple[queries.RulesInForce, ...]

    @property
    def is_new(self) -> bool:
        """Whether the draft differs from the published rules."""
        saved = self.draft.changed_at is not None
        return saved and not (self.published and self.published[0].rules == self.draft.rules)

    def lesson(self, code: str) -> BlocksOfLesson:
        """Raises LessonNotFound."""
        match = next((lesson for lesson in self.lessons if lesson.code == code), None)
        if match is None:
            raise LessonNotFound(lesson=code)
        return match


@bp.get("/<code>/grading")
def grading(code: str) -> ResponseReturnValue:
    """Show the grading rules of a course."""
    return show_course(opened(course_for("course.edit", code)))


@bp.post("/<code>/grading")
def save_grading(code: str) -> ResponseReturnValue:
    """Save the rules of the course, or count all gradable blocks (`do` is "all")."""
    page = opened(course_for("course.edit", code))
    if request.form.get("do") == "all":
        rules = workflow.count_all_blocks(db.session(), page.course.version_id, page.draft.rules)
    else:
        rules = replace(
            page.draft.rules, drop=read_number("drop"), at_least=read_number("at_least")
        )
    problems = [problem for problem in rule_problems(rules) if not problem.lesson]
    try:
        if not problems:
            save(page, rules)
    except GradingDraftChanged as refused:
        return show_course(page, {"": error_message(refused)}, request.form), UNFIT
    if problems:
        return show_course(page, problem_texts(problems), request.form), UNFIT
    flash(_("The draft is saved. Learners are graded by it once you publish it."))
    return redirect(url_for(".grading", code=code), 303)


@bp.get("/<code>/grading/<lesson>")
def lesson_grading(code: str, lesson: str) -> ResponseReturnValue:
    """Show the grading rules of a lesson."""
    page = opened(course_for("course.edit", code))
    blocks = page.lesson(lesson)
    return show_lesson(page, blocks, page.draft.rules.lessons.get(lesson, LessonRules()))


@bp.post("/<code>/grading/<lesson>")
def save_lesson_grading(code: str, lesson: str) -> ResponseReturnValue:
    """Save the rules of a lesson to the draft."""
    page = opened(course_for("course.edit", code))
    blocks = page.lesson(lesson)
    wanted = lesson_rules(blocks)
    rules = replace(page.draft.rules, lessons={**page.draft.rules.lessons, lesson: wanted})
    problems = [problem for problem in rule_problems(rules) if problem.lesson in (lesson, "")]
    try:
        if not problems:
            save(page, rules)
    except GradingDraftChanged as refused:
        return show_lesson(page, blocks, wanted, {"": error_message(refused)}), UNFIT
    if problems:
        return show_lesson(page, blocks, wanted, problem_texts(problems, blocks)), UNFIT
    flash(_("The draft is saved. Learners are graded by it once you publish it."))
    return redirect(url_for(".grading", code=code) + f"#{lesson}", 303)


@bp.post("/<code>/grading/publish")
def publish_grading(code: str) -> ResponseReturnValue:
    """Publish the draft."""
    course = course_for("course.edit", code)
    try:
        with transaction() as session:
            workflow.publish_rules(
                session,
                course.version_id,
                seen_version=read_number("seen"),
                published_by=course.person.id,
                now=utc_now(),
            )
    except (NothingToPublish, GradingDraftChanged) as refused:
        return show_course(opened(course), {"": error_message(refused)}), UNFIT
    flash(_("Published. Existing grades are recalculated in the background."))
    return redirect(url_for(".grading", code=code), 303)


def opened(course: AuthoredCourse) -> GradingPage:
    """Load the data of the grading pages."""
    session = db.session()
    return GradingPage(
        course,
        workflow.draft_rules(session, course.version_id),
        workflow.gradable_blocks(session, course.version_id, language=current_language()),
        queries.published_rules(session, course.version_id),
    )


def save(page: GradingPage, rules: GradingRules) -> None:
    """Raises GradingDraftChanged."""
    db.session().rollback()
    with transaction() as session:
        workflow.save_rules(
            session,
            page.course.version_id,
            rules,
            seen_version=read_number("seen"),
            changed_by=page.course.person.id,
            now=utc_now(),
        )


def lesson_rules(lesson: BlocksOfLesson) -> LessonRules:
    """The submitted rules of a lesson; unreadable numbers become UNREADABLE."""
    rule = next((known for known in RULES if known == request.form.get("rule")), RULES[0])
    counts = {
        block.key: read_number(f"weight-{number}", default=1)
        for number, block in enumerate(lesson.blocks)
        if request.form.get(f"counts-{number}")
    }
    return LessonRules(
        counts,
        read_number("drop"),
        read_number("weight", default=1),
        rule,
        read_number("at_least") if rule == "grade" else 0,
    )


def names_of(lesson: BlocksOfLesson) -> tuple[str, ...]:
    """Unique names of the lesson's blocks."""
    return disambiguate_titles(
        [block.title or block_name(block.block_type, gettext) for block in lesson.blocks]
    )


def read_number(name: str, default: int = 0) -> int:
    """The number in a form field; `default` if empty, UNREADABLE if it is no number."""
    text = request.form.get(name, "").strip()
    if not text:
        return default
    is_number = text.isascii() and text.isdigit() and len(text) <= MAX_DIGITS
    return int(text) if is_number else UNREADABLE


def problem_texts(problems: list[RuleProblem], lesson: BlocksOfLesson | None = None) -> Problems:
    """Problem texts by field id of the page; "" for problems of other pages."""
    numbers = {block.key: number for number, block in enumerate(lesson.blocks if lesson else ())}
    texts: dict[str, str] = {}
    for problem in problems:
        name = f"weight-{numbers[problem.key]}" if problem.key else str(problem.field)
        is_here = problem.lesson == (lesson.code if lesson else "")
        texts.setdefault(name if is_here else "", gettext(RULE_PROBLEMS[problem.code]))
    return texts


def show_course(
    page: GradingPage, problems: Problems | None = None, posted: Mapping[str, str] | None = None
) -> str:
    """Render the rules of the course."""
    return render_template(
        "authoring/grading.html",
        page=page,
        course=page.course,
        posted=posted or {},
        problems=problems or {},
        has_errors=bool(problems),
        nothing=LessonRules(),
    )


def show_lesson(
    page: GradingPage,
    lesson: BlocksOfLesson,
    rules: LessonRules,
    problems: Problems | None = None,
) -> str:
    """Render the rules of a lesson."""
    names = names_of(lesson)
    return render_template(
        "authoring/grading_lesson.html",
        page=page,
        course=page.course,
        lesson=lesson,
        rules=rules,
        names=names,
        labels={f"weight-{number}": name for number, name in enumerate(names)},
        posted=request.form if problems else {},
        seen=request.form.get("seen", "") if problems else page.draft.version,
        problems=problems or {},
        has_errors=bool(problems),
    )
