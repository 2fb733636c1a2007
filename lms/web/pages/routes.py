"""Public pages: landing, notes, concerns, accessibility, and the language switch."""

from flask import (
    Blueprint,
    abort,
    current_app,
    make_response,
    redirect,
    render_template,
    request,
)
from flask.typing import ResponseReturnValue

from lms.accounts.platform.queries import safeguarding_contact
from lms.extensions import current_ports, db
from lms.web.pages.landing import course_facts
from lms.web.pages.safe_paths import validate_own_path
from lms.web.texts.language import LANGUAGES, current_language, remember_language

bp = Blueprint("pages", __name__, template_folder="templates")


@bp.get("/")
def landing() -> ResponseReturnValue:
    course = course_facts(
        db.session(), language=current_language(), is_loopback=current_ports().is_loopback
    )
    return render_template("pages/landing.html", course=course)


@bp.get("/catatan", defaults={"language": "id"})
@bp.get("/notes", defaults={"language": "en"})
def notes(language: str) -> ResponseReturnValue:
    """The target of quick exit, rendered without the frame, which reads the session.

    Each language has its own address, so that the response is cacheable.
    """
    name = "pages/notes_en.html" if language == "en" else "pages/notes.html"
    response = make_response(current_app.jinja_env.get_template(name).render())
    response.headers["Cache-Control"] = "public, max-age=86400"
    return response


@bp.get("/concern")
def concern() -> ResponseReturnValue:
    """Contacts for reporting a concern, linked in the footer."""
    contact = safeguarding_contact(db.session())
    return render_template("pages/concern.html", contact=contact)


@bp.get("/accessibility")
def accessibility() -> ResponseReturnValue:
    return render_template("pages/accessibility.html")


@bp.get("/language/<code>")
def switch_language(code: str) -> ResponseReturnValue:
    if code not in LANGUAGES:
        abort(404)
    address = validate_own_path(request.args.get("next", "")) or "/"
    response = make_response(redirect(address, 303))
    remember_language(response, code)
    return response
