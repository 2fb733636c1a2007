"""Route of the search in a course."""

from flask import request
from flask.typing import ResponseReturnValue

from lms.web.access.auth import current_person
from lms.web.learning.scenarios import open_course
from lms.web.offline.blueprint import bp
from lms.web.offline.keep import is_pre_test_first
from lms.web.offline.pack import pack_of
from lms.web.offline.search_page import MAX_TEXT, form_only, render_search, search_pages
from lms.web.texts.language import current_language


@bp.get("/courses/<code>/search")
def search(code: str) -> ResponseReturnValue:
    """Show the form, and what its words find in lessons, scenarios, kits and glossary."""
    person = current_person()
    course = open_course(person, code)
    text = request.args.get("q", "")[:MAX_TEXT].strip()
    if not text:
        return render_search(course, form_only())
    pack = pack_of(course, current_language())
    result = search_pages(pack.indexes, text, is_pre_test_first=is_pre_test_first(person, course))
    return render_search(course, result)
