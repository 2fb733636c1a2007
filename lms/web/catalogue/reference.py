"""Reference pages of a course: glossary, helplines, printable kits."""

from uuid import UUID

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup

from courses.block_toolkit.markup import cited_facts, link_citations
from courses.catalogue import queries as outline
from courses.catalogue import reference as reference
from courses.catalogue.errors import CourseClosed
from courses.catalogue.queries import Opening
from courses.catalogue.reference import GlossaryEntry
from courses.enrolment.errors import EnrolmentNotFound
from courses.lessons.course_map import learner_course
from lms.extensions import current_ports, db
from lms.web.access.auth import SignedInPerson, current_person
from lms.web.catalogue.blueprint import bp
from lms.web.texts.language import current_language


@bp.get("/courses/<code>/glossary")
def glossary(code: str) -> ResponseReturnValue:
    """Show the glossary."""
    person = current_person()
    version_id, opening = open_version(person, code)
    return glossary_page(code, version_id, is_draft=opening.is_draft)


def glossary_page(code: str, version_id: UUID, *, is_draft: bool) -> str:
    """Render the glossary of a version."""
    language = current_language()
    entries = [
        (*_headword(entry, language), entry)
        for entry in reference.glossary(db.session(), version_id, language=language)
    ]
    return render_template(
        "catalogue/glossary.html",
        code=code,
        entries=sorted(entries, key=lambda entry: entry[0].casefold()),
        is_draft=is_draft,
        helplines_url=f"/courses/{code}/helplines",
    )


def _headword(entry: GlossaryEntry, language: str) -> tuple[str, str]:
    """The word by which an entry is listed, and the other one.

    English readers find Indonesian words by their meaning, but names and abbreviations as written.
    """
    is_word = entry.term[:1].islower() and entry.term.casefold() not in entry.name.casefold()
    if language == "en" and is_word and entry.name:
        return entry.name, entry.term
    return entry.term, entry.name


@bp.get("/courses/<code>/helplines")
def helplines(code: str) -> ResponseReturnValue:
    """Helplines, shown even while the course is closed."""
    person = current_person()
    version_id, opening = version_of(person, code)
    return helplines_page(person, code, version_id, is_draft=opening.is_draft)


def helplines_page(person: SignedInPerson, code: str, version_id: UUID, *, is_draft: bool) -> str:
    """Render the helplines of a version, those of the person's province first."""
    lines = reference.helplines(db.session(), version_id, language=current_language())
    own = [line for line in lines if line.province_code == person.province_code]
    return render_template(
        "catalogue/helplines.html",
        code=code,
        national=[line for line in lines if line.province_code is None],
        own=own if person.province_code else [],
        others=[line for line in lines if line.province_code and line not in own],
        is_draft=is_draft,
    )


@bp.get("/courses/<code>/kits/<kit_code>")
def kit(code: str, kit_code: str) -> ResponseReturnValue:
    """Show a printable kit."""
    person = current_person()
    version_id, opening = open_version(person, code)
    return page_of_kit(code, version_id, kit_code, is_draft=opening.is_draft)


def page_of_kit(code: str, version_id: UUID, kit_code: str, *, is_draft: bool) -> str:
    """Render a kit of a version."""
    session, language = db.session(), current_language()
    page = reference.kit_page(session, version_id, kit_code, language=language)
    cited = cited_facts(page.markdown)
    sources = reference.cited_facts(session, version_id, cited, language=language)
    return render_template(
        "catalogue/kit.html",
        code=code,
        kit=page,
        body=printed(page.markdown),
        sources=sources,
        is_draft=is_draft,
        helplines_url=f"/courses/{code}/helplines",
    )


def printed(markdown: str) -> Markup:
    """Safe HTML with each citation as a link to its source note."""
    from courses.block_toolkit.markdown import render_markdown

    html = link_citations(render_markdown(markdown), _("Source"))
    return Markup(html)  # noqa: S704  cleaned by render_markdown


def open_version(person: SignedInPerson, code: str) -> tuple[UUID, Opening]:
    """The version and opening for the person. Raises CourseClosed."""
    version_id, opening = version_of(person, code)
    if not opening.is_open:
        raise CourseClosed(course=code)
    return version_id, opening


def version_of(person: SignedInPerson, code: str) -> tuple[UUID, Opening]:
    """The version that the person is on, or else the one they would join."""
    session = db.session()
    language, is_loopback = current_language(), current_ports().is_loopback
    try:
        mine = learner_course(session, person.id, code, language=language, is_loopback=is_loopback)
    except EnrolmentNotFound:
        offered = outline.current_course(session, code, language=language, is_loopback=is_loopback)
        return offered.version_id, offered.opening
    return mine.course_version_id, mine.opening
