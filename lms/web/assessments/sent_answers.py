"""Answers as a form sends them, and carried in an address past a sign-in, so that none is lost."""

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

CARRIED = "typed"
Fields = dict[str, list[str]]
SEEN: Final = re.compile(r"[0-9]{0,9}")
PLACE: Final = re.compile(r"end|later|[1-9][0-9]{0,2}|")
NO: Final = ("", "false")  # of a box, as WTForms reads it


@dataclass(frozen=True, slots=True)
class SentAnswer:
    """The form of one question as it came in; `AnswerForm` says what its fields mean.

    Read by itself: a form of WTForms binds a field to each name, half of what is to be done for an
    answer that is stored at once and shown nowhere.
    """

    fields: Fields
    response_id: UUID | None  # none: the page's own fields are not as the page had them
    has_seen: bool
    is_flagged: bool
    go: str


def sent_answer() -> SentAnswer:
    """With a token that is not of this session, `response_id` is None as well."""
    form = request.form
    seen, go = form.get("seen", ""), form.get("go", "end")
    is_whole = SEEN.fullmatch(seen) and PLACE.fullmatch(go) and has_own_token(form)
    return SentAnswer(
        fields=sent_fields(form),
        response_id=_id(form.get("response_id", "")) if is_whole else None,
        has_seen=bool(seen.strip("0")),
        is_flagged=form.get("flagged", "") not in NO,
        go=go,
    )


def has_own_token(form: Mapping[str, str]) -> bool:
    """The check of Flask-WTF itself."""
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
    """What was chosen: all fields but our own. Blank choices of lists are left out."""
    values = request.form if source is None else source
    fields: Fields = {}
    for name in list(values)[:MAX_FIELDS]:
        if name in OWN_FIELDS or name == CARRIED:
            continue
        given = [value[: MAX_VALUE + 1] for value in values.getlist(name) if value]
        if given:
            fields[name[:MAX_VALUE]] = given[:MAX_FIELDS]
    return fields


def carrying(address: str, fields: Mapping[str, list[str]], *, is_flagged: bool = False) -> str:
    """The address with the answer behind it. The values say nothing about what they stand for.

    Not by `url_for`, to which a field may have a name that means something else.
    """
    flag = {"flagged": "1"} if is_flagged else {}
    return f"{address}?{urlencode({CARRIED: '1', **flag, **fields}, doseq=True)}"


def carried_fields() -> Fields | None:
    """The answer that an address carries; None where it carries none."""
    return sent_fields(request.args) if CARRIED in request.args else None
