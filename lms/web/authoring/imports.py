"""The page that previews items of a file and imports all of them as drafts, or none."""

from http import HTTPStatus

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from assessments.analysis.cues import find_item_cues, find_set_cues
from assessments.errors import DraftsExist
from assessments.exchange.guess import guess_format
from assessments.exchange.model import NeutralItem
from assessments.exchange.reading import FileRejected, Reading, Remark
from assessments.exchange.registry import FORMATS, read_items
from assessments.items.drafts import ItemFile
from lms.extensions import transaction
from lms.item_texts import CUES, FILE_REJECTED, ITEM_REJECTED, NOTES
from lms.kernel import audit
from lms.kernel.clock import utc_now
from lms.web.authoring.blueprint import bp
from lms.web.authoring.course import AuthoredCourse, course_for
from lms.web.texts.error_messages import error_message
from lms.web.texts.translation import gettext
from lms.workflows.course_import.item_files import import_drafts

UNFIT = HTTPStatus.UNPROCESSABLE_ENTITY
MAX_SHOWN = 200  # items and remarks of a page
LABELS = {
    "xlsx": "XLSX",
    "csv": "CSV",
    "gift": "GIFT",
    "aiken": "Aiken",
    "moodle-xml": "Moodle XML",
    "qti3": "QTI 3.0",
    "qti2": "QTI 2.x",
    "olx": "OLX",
}


@bp.get("/<code>/import")
def import_items(code: str) -> ResponseReturnValue:
    """Show the form that imports items from a file."""
    return page(course_for("item.edit", code))


@bp.post("/<code>/import")
def read_file(code: str) -> ResponseReturnValue:
    """Preview a file; import its items if `do` is "import" and none is rejected."""
    course = course_for("item.edit", code)
    sent = request.files.get("file")
    if not sent or not sent.filename:
        return page(course, problem=_("Choose a file.")), UNFIT
    content = sent.read()
    format_name = request.form.get("format") or guess_format(content, sent.filename)
    if format_name not in FORMATS:
        return page(course, is_kind_unclear=True), UNFIT
    language = "en" if request.form.get("language") == "en" else "id"
    try:
        reading = read_items(content, format_name, language=language)
        if reading.rejected or request.form.get("do") != "import":
            status = UNFIT if reading.rejected else HTTPStatus.OK
            return page(course, reading, kind=format_name), status
        count = store_drafts(course, reading.items, ItemFile(sent.filename, content, format_name))
    except FileRejected as refused:
        problem = remark_text(FILE_REJECTED, refused.remark)
        return page(course, problem=f"{LABELS[format_name]}: {problem}"), UNFIT
    except DraftsExist as refused:
        return page(course, reading, error_message(refused), format_name), UNFIT
    flash(_("%(count)s new drafts. Look through each of them and save it.", count=count))
    return redirect(url_for(".items", code=course.code), 303)


def store_drafts(course: AuthoredCourse, items: tuple[NeutralItem, ...], source: ItemFile) -> int:
    """Store the items as drafts, record it in the audit log, and return their number."""
    now = utc_now()
    with transaction() as session:
        count = import_drafts(session, items, source, course_code=course.code, now=now)
        audit.record(
            session,
            action="item.imported",
            actor_id=course.person.id,
            subject_type="course",
            subject_id=course.ids.id,
            now=now,
            details={"drafts": count, "file": source.hash},
        )
    return count


def page(
    course: AuthoredCourse,
    reading: Reading | None = None,
    problem: str = "",
    kind: str = "",
    *,
    is_kind_unclear: bool = False,
) -> str:
    """Render the page; `kind` is the format in which the file was read."""
    if is_kind_unclear:
        problem = _(
            "Neither its name nor its content says what kind of file this is. Choose the kind."
        )
    cues = []
    if reading is not None:
        cues = [cue for item in reading.items for cue in find_item_cues(item)]
        cues += find_set_cues(reading.items)
    return render_template(
        "authoring/import.html",
        course=course,
        labels=LABELS,
        read_as=LABELS.get(kind),
        problem=problem,
        is_kind_unclear=is_kind_unclear,
        has_errors=bool(problem or (reading and reading.rejected)),
        reading=reading,
        shown=MAX_SHOWN,
        refused=lines(ITEM_REJECTED, reading.rejected if reading else ()),
        notes=lines(NOTES, reading.notes if reading else ()),
        cues=[
            (
                cue.item,
                remark_text(
                    CUES, Remark(cue.code, cue.item, f"{cue.language} {cue.detail}".strip())
                ),
            )
            for cue in cues
        ],
    )


def lines(words: dict[str, str], remarks: tuple[Remark, ...]) -> list[tuple[str, str]]:
    """Pairs of item code and text of each remark."""
    return [(remark.item, remark_text(words, remark)) for remark in remarks]


def remark_text(words: dict[str, str], remark: Remark) -> str:
    """The text of a remark with its detail."""
    text = gettext(words[remark.code])
    return f"{text} ({remark.detail})" if remark.detail else text
