"""The editor of a step: its text in both languages, checks, preview, conflicts, history."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from courses.course_files.steps.times import count_words
from courses.course_files.two_languages import LANGUAGES
from courses.step_edits import queries
from courses.step_edits.checks import Flaw, find_flaws
from courses.step_edits.differences import word_differences
from courses.step_edits.errors import StepChanged
from courses.step_edits.service import NewEdit, add_edit
from courses.step_edits.texts import (
    FIELDS,
    MAX_TEXT_BYTES,
    StepText,
    stale_language,
    text_bytes,
)
from lms.extensions import db, transaction
from lms.kernel.clock import utc_now
from lms.kernel.errors import LmsError
from lms.kernel.texts.texts import clean_line, clean_text
from lms.web.authoring.blueprint import bp
from lms.web.authoring.course import AuthoredCourse, course_for
from lms.web.authoring.outline import names_of_authors
from lms.web.authoring.step_preview import render_previews
from lms.web.texts.error_messages import error_message
from lms.web.texts.language import current_language
from lms.workflows.course_import.publish_steps import is_replaced_since

MAX_TYPED = 20_000  # characters of a field, above every limit that a sentence names
MAX_DIGITS = 9


@dataclass(slots=True)
class OpenStep:
    """A step in its editor: the published one, the edits, and what stands in the fields."""

    course: AuthoredCourse
    published: queries.PublishedStep
    history: tuple[queries.Edit, ...]
    text: StepText
    seen: int  # number of the newest edit that the author has seen, 0 before the first
    base: UUID  # the version whose text the author has seen
    errors: dict[str, list[str]] = field(default_factory=dict)

    @property
    def newest(self) -> queries.Edit | None:
        return self.history[0] if self.history else None

    @property
    def draft(self) -> queries.Edit | None:
        """The edit in the draft, if the step is in it."""
        return self.newest if self.newest and self.newest.is_draft else None

    @property
    def current(self) -> StepText:
        """The text of the draft, or else of the newest version."""
        return self.draft.text if self.draft else self.published.text


@bp.get("/<code>/lessons/<lesson>/<step>")
def edit_step(code: str, lesson: str, step: str) -> ResponseReturnValue:
    """Show a step with its draft."""
    return show(open_step(course_for("course.edit", code), lesson, step))


@bp.post("/<code>/lessons/<lesson>/<step>")
def save_step(code: str, lesson: str, step: str) -> ResponseReturnValue:
    """Preview a step (`do` is "preview"), or save it to the draft of the course."""
    opened = open_step(course_for("course.edit", code), lesson, step)
    read_form(opened)
    if request.form.get("do") == "preview":
        return show(opened)
    if opened.errors:
        return show(opened), HTTPStatus.UNPROCESSABLE_ENTITY
    if is_unchanged(opened):
        flash(_("Nothing has changed."))
    else:
        try:
            store(opened)
        except StepChanged:
            stored = open_step(opened.course, lesson, step)
            stored.text = opened.text
            return show(stored, is_conflict=True), HTTPStatus.CONFLICT
        flash(_("Saved to the draft. Learners see it once the draft is published."))
    return redirect(url_for(".edit_step", code=opened.course.code, lesson=lesson, step=step), 303)


@bp.post("/<code>/lessons/<lesson>/<step>/discard")
def discard_step(code: str, lesson: str, step: str) -> ResponseReturnValue:
    """Take a step out of the draft; its history keeps the text."""
    opened = open_step(course_for("course.edit", code), lesson, step)
    read_seen(opened)
    try:
        if opened.draft:
            store(opened, is_discarded=True)
    except StepChanged:
        stored = open_step(opened.course, lesson, step)
        return show(stored, is_conflict=True), HTTPStatus.CONFLICT
    flash(_("The step is as published again. The history keeps your text."))
    return redirect(url_for(".outline", code=opened.course.code) + f"#{lesson}", 303)


def open_step(course: AuthoredCourse, lesson: str, step: str) -> OpenStep:
    """Raises LessonNotFound or StepNotFound."""
    session = db.session()
    published = queries.published_step(session, course.version_id, lesson, step)
    history = queries.step_history(session, course.ids.id, (lesson, step))
    seen = history[0].number if history else 0
    opened = OpenStep(course, published, history, published.text, seen, course.version_id)
    opened.text = opened.current
    return opened


def read_form(opened: OpenStep) -> None:
    """Put the submitted texts into the step, with their errors and what the author has seen."""
    read_seen(opened)
    typed = {name: request.form.get(name, "") for name in FIELDS}
    if not opened.published.has_prose:
        typed |= {"markdown_id": "", "markdown_en": ""}
    for name, value in typed.items():
        clean = clean_line if name.startswith("title") else clean_text
        try:
            typed[name] = clean(value, max_length=MAX_TYPED)
        except LmsError as refused:
            opened.errors[name] = [error_message(refused)]
            typed[name] = value[:MAX_TYPED]
    opened.text = StepText(**typed)
    if opened.errors:
        return  # rules are for texts of some length
    facts = queries.fact_codes(db.session(), opened.course.version_id)
    flaws = find_flaws(
        opened.text,
        kind=opened.published.kind,
        has_prose=opened.published.has_prose,
        facts=facts,
    )
    for flaw in flaws:
        opened.errors.setdefault(flaw.field, []).append(flaw_text(flaw))


def flaw_text(flaw: Flaw) -> str:
    """A flaw in the reader's language, with its line."""
    text = flaw.message.of(current_language())
    return _("Line %(line)s: %(text)s", line=flaw.line, text=text) if flaw.line else text


def stale_after(opened: OpenStep) -> str:
    """The language to mark as stale, unless the author says that it still fits."""
    return "" if request.form.get("fits") else stale_language(opened.published.text, opened.text)


def is_unchanged(opened: OpenStep) -> bool:
    """Whether saving would store what is stored already."""
    if opened.draft is None:
        return opened.text == opened.published.text
    stored = (opened.draft.text, opened.draft.version_id, opened.draft.stale)
    return stored == (opened.text, opened.base, stale_after(opened))


def read_seen(opened: OpenStep) -> None:
    """Read the edit and the version that the author has seen."""
    sent = request.form.get("seen", "")
    is_number = sent.isascii() and sent.isdigit() and len(sent) <= MAX_DIGITS
    opened.seen = int(sent) if is_number else 0
    versions, version = opened.course.ids.version_ids, request.form.get("base", "")
    opened.base = next((known for known in versions if str(known) == version), versions[0])


def store(opened: OpenStep, *, is_discarded: bool = False) -> None:
    """Add the next edit. A text that equals the published one leaves the draft.

    Raises StepChanged.
    """
    published, course = opened.published, opened.course
    text = published.text if is_discarded else opened.text
    edit = NewEdit(
        (published.lesson, published.id),
        text,
        "discarded" if text == published.text else "saved",
        opened.base,
        opened.seen,
        "" if is_discarded else stale_after(opened),
    )
    db.session().rollback()
    with transaction() as session:
        add_edit(session, edit, course_id=course.ids.id, saved_by=course.person.id, now=utc_now())


def show(opened: OpenStep, *, is_conflict: bool = False) -> str:
    """Render the editor; `is_conflict` sets what is stored beside what was typed."""
    draft, published = opened.draft, opened.published
    is_replaced = draft is not None and is_replaced_since(
        db.session(), draft, published, opened.course.version_id
    )
    compared = opened.current if is_conflict else published.text
    return render_template(
        "authoring/step.html",
        course=opened.course,
        opened=opened,
        is_conflict=is_conflict,
        is_replaced=is_replaced,
        differences=differences(compared, opened.text),
        sizes={name: text_bytes(opened.text.of(name)[1]) / 1024 for name in LANGUAGES},
        words={name: count_words(opened.text.of(name)[1]) for name in LANGUAGES},
        limit=MAX_TEXT_BYTES // 1024,
        names=names_of_authors(opened.history),
        previews=render_previews(opened.course, published, opened.text),
        has_errors=bool(opened.errors) or is_conflict,
    )


def differences(before: StepText, after: StepText) -> Mapping[str, object]:
    """Differences in words by language: of the title and of the text."""
    return {
        name: [
            word_differences(*pair) for pair in zip(before.of(name), after.of(name), strict=True)
        ]
        for name in LANGUAGES
        if before.of(name) != after.of(name)
    }
