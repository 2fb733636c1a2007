"""Language switch on a rejected form: submits the same fields again as a dry run.

A rejected form is the response to a POST, so its page has no address. There the switch is a form
with the submitted fields and a button for the language. The route runs again in that language, but
its writes are rolled back. Passwords and files are not sent back to the browser.
"""

from collections.abc import Iterator
from http import HTTPStatus
from typing import Final

from flask import Flask, Response, g, redirect, request, session
from flask_babel import gettext as _
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response as AnyResponse

from lms.extensions import begin_dry_run
from lms.web.shell import current_page_path
from lms.web.texts.language import LANGUAGES, remember_language, set_request_language

FIELD: Final = "switch-language"
LOST_FILE: Final = "lost-file"  # names a field whose file must be chosen again
NEVER_SENT_BACK: Final = frozenset({"password", "present"})
FORM: Final = "application/x-www-form-urlencoded"
TOKEN_HEADER: Final = "X-CSRFToken"  # noqa: S105  sent by scripts


def init_app(app: Flask) -> None:
    app.before_request(begin_switch)
    app.after_request(finish_switch)
    app.jinja_env.globals["fields_sent"] = fields_sent


def begin_switch() -> None:
    """Set the language of the button and begin a dry run."""
    is_form = request.method == "POST" and request.mimetype == FORM
    limit = request.max_form_memory_size or 0
    # not for scripts; a route may allow larger forms than are read here
    if not is_form or TOKEN_HEADER in request.headers or (request.content_length or 0) > limit:
        return
    # get_data keeps the body for routes that read it raw; to parse the form would consume it.
    # It is empty if the check of the CSRF token has parsed the form already.
    body = request.get_data()
    if body and FIELD.encode() not in body:
        return
    language = request.form.get(FIELD)
    if language in LANGUAGES:
        set_request_language(language)
        begin_dry_run()
        g.session_before_switch = dict(session)


def finish_switch(response: Response) -> AnyResponse:
    """Redirect to the page if the form was accepted, since its writes were rolled back."""
    before = g.get("session_before_switch")
    if before is None:
        return response
    result: AnyResponse = response
    if response.status_code < HTTPStatus.BAD_REQUEST:
        session.clear()
        session.update(before)
        result = redirect(current_page_path(), HTTPStatus.SEE_OTHER)
    remember_language(result)
    return result


def fields_sent() -> Iterator[tuple[str, str]]:
    """Yield names and values of the submitted fields for the switch.

    Nothing if the request is too large to be read.
    """
    try:
        sent = request.form
    except RequestEntityTooLarge:
        return
    for name, value in sent.items(multi=True):
        if name != FIELD and name not in NEVER_SENT_BACK:
            yield name, value
    yield from ((LOST_FILE, name) for name, file in request.files.items(multi=True) if file)


def lost_files() -> frozenset[str]:
    """Return fields whose files were lost by a language switch."""
    return (
        frozenset(request.form.getlist(LOST_FILE))
        if g.get("session_before_switch")
        else frozenset()
    )


def choose_file_again_message() -> str:
    """Return the message for a field whose file was lost."""
    return str(_("Choose the file once more. It does not stay when the language is changed."))
