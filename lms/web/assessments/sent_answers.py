"""Parses answers of a form, and keeps them in the URL during a sign-in so that none is lost."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode
from uuid import UUID

from flask import current_app, request
from flask_wtf.csrf import validate_csrf
from werkzeug.datastructures import MultiDict
from wtforms.validators import ValidationError

from assessments.service import MAX_FIELDS
from lms.web.assessments.forms import MAX_VALUE, OWN_FIELDS

IN_URL = "typed"
Fields = dict[str, list[str]]  # values by name of the field
SEEN: Final = re.compile(r"[0-9]{0,9}")
GO: Final = re.compile(r"end|later|[1-9][0-9]{0,2}|")
UNCHECKED: Final = ("", "false")  # values of a checkbox, as WTForms reads it


@dataclass(frozen=True, slots=True)
class SentAnswer:
    """The sent form of a question; `AnswerForm` describes its fields.

    Parsed without WTForms, which takes half the time of saving an answer.
    """

    fields: Fields
    response_id: UUID | None  # None: fields of the page, or its token, are invalid
    has_seen: bool
    is_flagged: bool
    go: str


def sent_answer() -> SentAnswer:
    """Return the answer in the request; `response_id` is None for an invalid form or token."""
    form = request.form
    seen, go = form.get("seen", ""), form.get("go", "end")
    is_valid = SEEN.fullmatch(seen) and GO.fullmatch(go) and has_valid_token(form)
    return SentAnswer(
        fields=sent_fields(form),
        response_id=_id(form.get("response_id", "")) if is_valid else None,
        has_seen=bool(seen.strip("0")),
        is_flagged=form.get("flagged", "") not in UNCHECKED,
        go=go,
    )


def has_valid_token(form: Mapping[str, str]) -> bool:
    """Return whether the CSRF token belongs to this session, checked by Flask-WTF."""
    if not current_app.config["WTF_CSRF_ENABLED"]:
        return True
    try:
        validate_csrf(form.get("csrf_token"))
    except ValidationError:
        return False
    return True


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def sent_fields(source: MultiDict[str, str] | None = None) -> Fields:
    """Return the fields of the item, without those of the page and empty choices of lists."""
    values = request.form if source is None else source
    fields: Fields = {}
    for name in list(values)[:MAX_FIELDS]:
        if name in OWN_FIELDS or name == IN_URL:
            continue
        given = [value[: MAX_VALUE + 1] for value in values.getlist(name) if value]
        if given:
            fields[name[:MAX_VALUE]] = given[:MAX_FIELDS]
    return fields


def url_with_answer(
    address: str, fields: Mapping[str, list[str]], *, is_flagged: bool = False
) -> str:
    """Return a URL with the answer as its query; values do not reveal the options.

    Not built by `url_for`, whose arguments a field name could collide with.
    """
    flag = {"flagged": "1"} if is_flagged else {}
    return f"{address}?{urlencode({IN_URL: '1', **flag, **fields}, doseq=True)}"


def answer_in_url() -> Fields | None:
    """Return the answer in the URL of the request, if there is one."""
    return sent_fields(request.args) if IN_URL in request.args else None
