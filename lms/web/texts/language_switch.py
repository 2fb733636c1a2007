"""The switch of language on a form that was refused: it sends the same fields again, dry.

A form that was refused is an answer to a POST, so its page cannot be opened again by its address.
There the switch is a form with the fields that were sent, and a button that names the language. The
route answers as before, in that language; nothing that it writes is stored, whatever it finds now.
Neither passwords nor files go back to the browser: they have to be given again.
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
LOST_FILE: Final = "lost-file"  # names a field whose file was refused with the rest
NEVER_SENT_BACK: Final = frozenset({"password", "present"})
FORM: Final = "application/x-www-form-urlencoded"
TOKEN_HEADER: Final = "X-CSRFToken"  # noqa: S105  sent by scripts


def init_app(app: Flask) -> None:
    app.before_request(begin_switch)
    app.after_request(finish_switch)
    app.jinja_env.globals["fields_sent"] = fields_sent


def begin_switch() -> None:
    """Take the language that the button named, before anything asks which one it is."""
    is_form = request.method == "POST" and request.mimetype == FORM
    limit = request.max_form_memory_size or 0
    # what scripts send has its token in a header, and a route may allow more than is read here
    if not is_form or TOKEN_HEADER in request.headers or (request.content_length or 0) > limit:
        return
    language = request.form.get(FIELD)
    if language in LANGUAGES:
        set_request_language(language)
        begin_dry_run()
        g.session_before_switch = dict(session)


def finish_switch(response: Response) -> AnyResponse:
    """A form that is no longer refused was not stored either: its page is opened anew."""
    before = g.get("session_before_switch")
    if before is None:
        return response
    answer: AnyResponse = response
    if response.status_code < HTTPStatus.BAD_REQUEST:
        session.clear()
        session.update(before)
        answer = redirect(current_page_path(), HTTPStatus.SEE_OTHER)
    remember_language(answer)
    return answer


def fields_sent() -> Iterator[tuple[str, str]]:
    """Names and values of the fields of this request that the switch sends again.

    None of a request that is too large to be read.
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
    """Fields whose files did not come again with the others, since the language was switched."""
    return (
        frozenset(request.form.getlist(LOST_FILE))
        if g.get("session_before_switch")
        else frozenset()
    )


def choose_file_again_message() -> str:
    """What is said at a field whose file is lost."""
    return str(_("Choose the file once more. It does not stay when the language is changed."))
