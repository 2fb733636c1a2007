"""Pages of a course's items: the list, and an item with versions, preview and key."""

from dataclasses import asdict, fields

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from markupsafe import Markup

from assessments.analysis.cues import Cue, find_item_cues
from assessments.exchange.bank_items import READERS, to_neutral_item
from assessments.items import authoring_queries as queries
from assessments.items.bank import BankItem
from assessments.items.item_list import SORTS, ItemFilter, count_pages, get_item_list, slice_page
from assessments.items.pictures import get_stem_picture, with_choice_pictures
from assessments.items.types.base import Control
from assessments.items.vignette_queries import list_items_of_case
from assessments.items.vignettes import AUTHORED_TYPES, VIGNETTE, Case, get_case
from courses.catalogue.objectives import objectives
from courses.catalogue.role_scopes import courses_as_scopes
from lms.extensions import db
from lms.item_texts import CUES
from lms.kernel.errors import NotAllowed
from lms.web.access.auth import current_person
from lms.web.authoring.blueprint import bp
from lms.web.authoring.course import AuthoredCourse, course_for, may_somewhere
from lms.web.authoring.labels import BLOOM, DIFFICULTY, FORMS, ITEM_SORTS, STATES, type_titles
from lms.web.texts.language import LANGUAGES, current_language
from lms.web.texts.translation import gettext

MAX_WORD_LENGTH = 80
MAX_DIGITS = 6  # of the number of a page
QUERY_NAMES = {"text": "q"}


@bp.get("")
def courses() -> ResponseReturnValue:
    """List courses whose items the person may see, and whose lessons they may write."""
    person = current_person()
    if not may_somewhere(person, "item.see"):
        raise NotAllowed(permission="item.see")
    scopes = courses_as_scopes(db.session(), language=current_language())
    readable = [scope for scope in scopes if person.may("item.see", "course", scope.id)]
    return render_template(
        "authoring/courses.html",
        courses=readable,
        editable={scope.id for scope in readable if person.may("course.edit", "course", scope.id)},
        may_bring=person.may("course.import"),
    )


@bp.get("/<code>")
def items(code: str) -> ResponseReturnValue:
    """List the items and drafts of a course."""
    course = course_for("item.see", code)
    item_filter, page = read_filter()
    drafts = queries.list_draft_rows(db.session(), bank_code=course.code)
    draft_page = min(read_page_number("drafts"), count_pages(len(drafts)))
    return render_template(
        "authoring/items.html",
        course=course,
        listing=get_item_list(
            db.session(),
            bank_code=course.code,
            context_id=course.version_id,
            criteria=item_filter,
            page=page,
        ),
        item_filter=item_filter,
        filter_parameters=filter_query(item_filter),
        drafts=slice_page(drafts, draft_page),
        draft_count=len(drafts),
        draft_page=draft_page,
        draft_pages=count_pages(len(drafts)),
        objectives=objectives(db.session(), course.version_id, language=current_language()),
        types=type_titles(),
        states=STATES,
        bloom=BLOOM,
        sorts=ITEM_SORTS,
        forms_of=FORMS,
    )


def read_filter() -> tuple[ItemFilter, int]:
    """The filter and page number of the query string; invalid values are ignored."""
    names = [field.name for field in fields(ItemFilter)]
    values = {name: request.args.get(QUERY_NAMES.get(name, name), "") for name in names}
    cleaned = {name: value.strip()[:MAX_WORD_LENGTH] for name, value in values.items()}
    cleaned["sort"] = cleaned["sort"] if cleaned["sort"] in SORTS else SORTS[0]
    return ItemFilter(**cleaned), read_page_number("page")


def read_page_number(name: str) -> int:
    """The page number in a query parameter; 1 if it is invalid."""
    given = request.args.get(name, "")
    return (
        max(1, int(given))
        if given.isascii() and given.isdecimal() and len(given) <= MAX_DIGITS
        else 1
    )


def filter_query(item_filter: ItemFilter) -> dict[str, str]:
    """The filter as query parameters, for links to other pages."""
    values = asdict(item_filter) | ({"sort": ""} if item_filter.sort == SORTS[0] else {})
    return {QUERY_NAMES.get(name, name): value for name, value in values.items() if value}


@bp.get("/<code>/items/<item_code>")
def item(code: str, item_code: str) -> ResponseReturnValue:
    """Show a version of an item."""
    course = course_for("item.see", code)
    item_page = page_of(course, item_code, request.args.get("version", type=int))
    return render_template(
        "authoring/item.html",
        course=course,
        page=item_page,
        previews=previews(item_page.item),
        cues=cue_texts(item_page.item),
        feedback={
            language: AUTHORED_TYPES[item_page.item.type_code].feedback(
                item_page.item.content, item_page.item.answer_key, None, language
            )
            for language in ("id", "en")
        },
        types=type_titles(),
        asking=items_of_case(course, item_page.item),
        states=STATES,
        bloom=BLOOM,
        difficulty=DIFFICULTY,
        forms_of=FORMS,
    )


def page_of(course: AuthoredCourse, item_code: str, number: int | None = None) -> queries.ItemPage:
    """Raises ItemNotFound."""
    return queries.get_item_page(
        db.session(),
        item_code,
        bank_code=course.code,
        context_id=course.version_id,
        number=number,
    )


def items_of_case(course: AuthoredCourse, bank_item: BankItem) -> tuple[str, ...] | None:
    """Codes of items that refer to a case; None if the item is no case."""
    if bank_item.type_code != VIGNETTE:
        return None
    return list_items_of_case(db.session(), bank_item.code, bank_code=course.code)


def previews(bank_item: BankItem) -> dict[str, Markup]:
    """Previews of the item by language, with nothing chosen and options in order."""
    return {language: _preview(bank_item, language) for language in LANGUAGES}


def _preview(bank_item: BankItem, language: str) -> Markup:
    """Render the preview with surrounding texts in the same language."""
    with force_locale(language):
        page = render_template(
            "authoring/_preview.html",
            one=_shown(bank_item, language),
            prefix=f"preview-{language}-",
        )
    return Markup(page)  # noqa: S704  a template has made it


def _shown(bank_item: BankItem, language: str) -> dict[str, object]:
    kind = AUTHORED_TYPES[bank_item.type_code]
    options = [[option, option] for option in kind.option_ids(bank_item.content)]
    controls: tuple[Control, ...] = with_choice_pictures(
        kind.controls(bank_item.content, options, None, language),
        bank_item.content,
        options,
        language,
    )
    stem = bank_item.content[f"stem_{language}"]
    picture = get_stem_picture(bank_item.content, language)
    if bank_item.type_code == VIGNETTE:
        return {"case": Case(bank_item.code, stem, picture), "controls": ()}
    case = get_case(bank_item.content, language)
    return {"stem": stem, "controls": controls, "case": case, "picture": picture}


def cue_texts(bank_item: BankItem) -> list[str]:
    """Texts on cues of the item that give away the key."""
    if bank_item.type_code not in READERS:
        return []
    return [_cue_text(cue) for cue in find_item_cues(to_neutral_item(bank_item))]


def _cue_text(cue: Cue) -> str:
    about = ", ".join(part for part in (cue.language, cue.detail) if part)
    text = gettext(CUES[cue.code])
    return f"{text} ({about})" if about else text
