"""The form that creates and edits items, built from the parts of the item type.

If the input is invalid or a row is added, the form is shown again with the input.
"""

from dataclasses import dataclass, field
from http import HTTPStatus

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from assessments.errors import ItemChangedMeanwhile, ItemCodeTaken, ItemNotFound
from assessments.items.authoring import MAX_CODE, WrittenItem, save_item
from assessments.items.authoring_queries import get_draft
from assessments.items.draft_entries import TYPE_OF_KIND, build_draft_entry
from assessments.items.pictures import PICTURE, find_picture_flaws
from assessments.items.types.form_parts import Rows, build_form_fields, count_rows, field_name
from assessments.items.vignette_queries import CaseRow, list_cases
from assessments.items.vignettes import AUTHORED_TYPES, VIGNETTE, get_case_code
from courses.catalogue.objectives import Objective, objectives
from courses.json_types import JsonMapping
from lms.extensions import db, transaction
from lms.kernel import audit
from lms.kernel.clock import utc_now
from lms.kernel.errors import LmsError
from lms.kernel.texts.texts import clean_text
from lms.web.authoring.blueprint import bp
from lms.web.authoring.course import AuthoredCourse, course_for
from lms.web.authoring.error_messages import FLAWS
from lms.web.authoring.items import cue_texts, page_of, previews
from lms.web.authoring.labels import BLOOM, DIFFICULTY, type_titles
from lms.web.authoring.pictures import (
    entry_with_uploads,
    picture_only_rows,
    previews_of_pictures,
    read_uploads,
    shown_pictures,
)
from lms.web.texts.error_messages import error_message
from lms.web.texts.language import current_language

MAX_TEXT_LENGTH = 5_000
ABOUT = ("objective", "bloom", "difficulty")


@dataclass(slots=True)
class Draft:
    """The state of the form: a new item, a draft from a file, or the newest version of an item."""

    course: AuthoredCourse
    type_code: str
    code: str = ""
    is_new: bool = True
    version: int = 0
    fields: dict[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def goals(self) -> tuple[Objective, ...]:
        return objectives(db.session(), self.course.version_id, language=current_language())

    @property
    def cases(self) -> dict[str, CaseRow]:
        """Cases that the item may refer to; empty for items that are not scored."""
        if not AUTHORED_TYPES[self.type_code].is_scored:
            return {}
        return {case.code: case for case in list_cases(db.session(), bank_code=self.course.code)}

    @property
    def case(self) -> CaseRow | None:
        return self.cases.get(self.fields.get(VIGNETTE, ""))


@bp.get("/<code>/new")
def new_item(code: str) -> ResponseReturnValue:
    """Choose the item type, then show its form."""
    course = course_for("item.edit", code)
    chosen = request.args.get("type_code", "")
    if chosen not in AUTHORED_TYPES:
        return render_template("authoring/new.html", course=course, types=type_titles())
    return show(Draft(course, chosen, fields=build_form_fields(AUTHORED_TYPES[chosen].form(), {})))


@bp.post("/<code>/new")
def create_item(code: str) -> ResponseReturnValue:
    """Create an item."""
    course = course_for("item.edit", code)
    chosen = request.form.get("type_code", "")
    if chosen not in AUTHORED_TYPES:
        raise ItemNotFound(item=chosen[:MAX_CODE])
    return save(
        Draft(course, chosen, code=request.form.get("code", "").strip(), fields=submitted_fields())
    )


@bp.get("/<code>/items/<item_code>/edit")
def edit_item(code: str, item_code: str) -> ResponseReturnValue:
    """Show the newest version of an item in the form."""
    course = course_for("item.edit", code)
    page = page_of(course, item_code)
    bank_item = page.item
    kind = AUTHORED_TYPES[bank_item.type_code]
    fields = build_form_fields(kind.form(), page.entry) | {
        **shown_pictures(kind, page.entry),
        "objective": bank_item.objective_code,
        "bloom": bank_item.bloom,
        "difficulty": bank_item.difficulty,
        "sources": "\n".join(page.sources),
        VIGNETTE: get_case_code(bank_item.content),
    }
    return show(Draft(course, bank_item.type_code, item_code, False, page.number, fields))


@bp.post("/<code>/items/<item_code>/edit")
def save_version(code: str, item_code: str) -> ResponseReturnValue:
    """Save a new version of an item."""
    course = course_for("item.edit", code)
    page = page_of(course, item_code)
    seen = request.form.get("version", type=int) or 0
    return save(Draft(course, page.item.type_code, item_code, False, seen, submitted_fields()))


@bp.get("/<code>/drafts/<item_code>")
def take_up(code: str, item_code: str) -> ResponseReturnValue:
    """Open a draft from a file in the form; saving it creates the item."""
    course = course_for("item.edit", code)
    stored = get_draft(db.session(), item_code, bank_code=course.code)
    chosen = TYPE_OF_KIND[stored.kind]
    entry = build_draft_entry(stored)
    kind = AUTHORED_TYPES[chosen]
    fields = build_form_fields(kind.form(), entry) | {
        **shown_pictures(kind, entry),
        "objective": stored.objective,
        "bloom": stored.bloom,
        "difficulty": stored.difficulty,
        "sources": "\n".join(stored.sources),
        VIGNETTE: stored.vignette,
    }
    return show(Draft(course, chosen, stored.code, fields=fields))


def save(shown: Draft) -> ResponseReturnValue:
    """Validate the form, then preview or save the item."""
    read_uploads(shown.fields, shown.errors, str(FLAWS["item-picture-unfit"]))
    grown = request.form.get("add", "")
    if grown:
        add_row(shown, grown)
        return show(shown)
    written = read(shown)
    if shown.errors or written is None:
        return show(shown), HTTPStatus.UNPROCESSABLE_ENTITY
    if request.form.get("do") == "preview":
        return show(shown, written)
    try:
        store(shown, written)
    except (ItemCodeTaken, ItemChangedMeanwhile) as refused:
        shown.errors["code"] = error_message(refused)
        return show(shown), HTTPStatus.UNPROCESSABLE_ENTITY
    flash(_("Saved. Learners under way keep the version that they began with."))
    return redirect(url_for(".item", code=shown.course.code, item_code=shown.code), 303)


def store(shown: Draft, written: WrittenItem) -> None:
    """Save the item and record it in the audit log."""
    now = utc_now()
    with transaction() as session:
        number = save_item(
            session,
            written,
            bank_code=shown.course.code,
            is_new=shown.is_new,
            seen_version=shown.version,
            now=now,
        )
        audit.record(
            session,
            action="item.saved",
            actor_id=shown.course.person.id,
            subject_type="course",
            subject_id=shown.course.ids.id,
            now=now,
            details={"item": written.code, "version": number},
        )


def read(shown: Draft) -> WrittenItem | None:
    """The submitted item; None if it has flaws, which are added to `errors`."""
    clean_values(shown)
    kind = AUTHORED_TYPES[shown.type_code]
    entry = entry_with_uploads(kind, kind.form_entry(shown.fields), shown.fields)
    for flaw in (*kind.flaws(entry), *find_picture_flaws(kind, entry)):
        shown.errors.setdefault(field_name(flaw.path), str(FLAWS[flaw.code]))
    for empty in picture_only_rows(kind, shown.fields):
        shown.errors.setdefault(empty, str(FLAWS["item-text-missing"]))
    if not shown.code or len(shown.code) > MAX_CODE or not is_code(shown.code):
        shown.errors["code"] = str(FLAWS["item-id-missing"])
    about = {name: shown.fields.get(name, "") if kind.is_scored else "" for name in ABOUT}
    if kind.is_scored and about["objective"] not in {goal.code for goal in shown.goals}:
        shown.errors["objective"] = str(FLAWS["item-objective-unknown"])
    if shown.fields.get(VIGNETTE) and shown.case is None:
        shown.errors[VIGNETTE] = str(FLAWS["item-vignette-unknown"])
    if shown.errors:
        return None
    return WrittenItem(
        shown.code,
        shown.type_code,
        entry,
        about["objective"],
        about["bloom"] if about["bloom"] in BLOOM else "",
        about["difficulty"] if about["difficulty"] in DIFFICULTY else "",
        tuple(shown.fields.get("sources", "").split()),
        shown.fields.get(VIGNETTE, ""),
    )


def clean_values(shown: Draft) -> None:
    """Normalise all texts of the form; add errors for invalid ones."""
    for name, text in shown.fields.items():
        if name.endswith(f"{PICTURE}-kept"):
            continue  # checked as a picture
        try:
            shown.fields[name] = clean_text(text, max_length=MAX_TEXT_LENGTH)
        except LmsError as refused:
            shown.errors[name] = error_message(refused)


def is_code(text: str) -> bool:
    """Whether a text has only ASCII letters, digits, hyphens, underscores and points."""
    return all(
        character.isascii() and (character.isalnum() or character in "-_.") for character in text
    )


def add_row(shown: Draft, name: str) -> None:
    """Add an empty row to a part of the form."""
    for part in AUTHORED_TYPES[shown.type_code].form():
        if isinstance(part, Rows) and part.name == name:
            shown.fields[f"{name}-rows"] = str(count_rows(shown.fields, name) + 1)


def submitted_fields() -> dict[str, str]:
    """All fields of the form; a check box that is not ticked is absent."""
    own = {"csrf_token", "code", "version", "type_code", "do", "add"}
    return {name: text for name, text in request.form.items() if name not in own}


def show(shown: Draft, written: WrittenItem | None = None) -> str:
    """Render the form, with a preview of `written` if given."""
    about: JsonMapping = {"previews": {}, "cues": []}
    if written is not None:
        preview_item = written.as_bank_item(shown.case.content if shown.case else None)
        about = {"previews": previews(preview_item), "cues": cue_texts(preview_item)}
    return render_template(
        "authoring/edit.html",
        course=shown.course,
        shown=shown,
        parts=AUTHORED_TYPES[shown.type_code].form(),
        counts={
            part.name: count_rows(shown.fields, part.name)
            for part in AUTHORED_TYPES[shown.type_code].form()
            if isinstance(part, Rows)
        },
        pictures=previews_of_pictures(shown.fields),
        has_errors=bool(shown.errors),
        is_scored=AUTHORED_TYPES[shown.type_code].is_scored,
        side=1 if current_language() == "en" else 0,
        types=type_titles(),
        bloom=BLOOM,
        difficulty=DIFFICULTY,
        **about,
    )
