"""Answers as a form sends them, and carried in an address past a sign-in, so that none is lost."""

from collections.abc import Mapping
from typing import Any

from flask import request
from werkzeug.datastructures import MultiDict

from assessments.service import MAX_FIELDS
from lms.web.assessments.forms import MAX_VALUE, OWN_FIELDS

CARRIED = "typed"
Fields = dict[str, list[str]]


def sent_fields(source: MultiDict[str, str] | None = None) -> Fields:
    """What was chosen: all fields but our own. Blank choices of lists are left out."""
    values = request.form if source is None else source
    fields: Fields = {}
    for name in list(values)[:MAX_FIELDS]:
        given = [value[: MAX_VALUE + 1] for value in values.getlist(name) if value]
        if name not in OWN_FIELDS and name != CARRIED and given:
            fields[name[:MAX_VALUE]] = given[:MAX_FIELDS]
    return fields


def carried(fields: Mapping[str, list[str]], *, is_flagged: bool = False) -> dict[str, Any]:
    """The answer as parts of an address. The values say nothing about what they stand for."""
    flag = {"flagged": "1"} if is_flagged else {}
    return {CARRIED: "1", **flag, **fields}


def carried_fields() -> Fields | None:
    """The answer that an address carries; None where it carries none."""
    return sent_fields(request.args) if CARRIED in request.args else None
