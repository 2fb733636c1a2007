"""Reads query and body of a request into pydantic models, and says where something does not fit."""

from http import HTTPStatus
from typing import Any, TypeVar

from flask import request
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from lms.api.v1.problems import ApiProblem
from lms.web.texts.error_messages import message_for_code

Model = TypeVar("Model", bound=BaseModel)
MAX_ERRORS = 20
ERROR_CODES = {
    # pydantic's type of error: our code, with the limit that it names, if any
    "missing": ("field-missing", ""),
    "extra_forbidden": ("field-unknown", ""),
    "too_long": ("field-too-many", "max_length"),
    "too_short": ("field-too-few", "min_length"),
    "string_too_long": ("field-too-long", "max_length"),
    "string_too_short": ("field-too-short", "min_length"),
    "literal_error": ("field-not-one-of", "expected"),
    "less_than_equal": ("field-too-large", "le"),
    "greater_than_equal": ("field-too-small", "ge"),
}


def parse_query(model: type[Model]) -> Model:
    """Raises a 422 that names each parameter that does not fit."""
    sent = {
        name: values[0] if len(values) == 1 else values for name, values in request.args.lists()
    }
    try:
        return model.model_validate(sent)
    except ValidationError as refusal:
        raise _unfit(refusal, lambda place: {"parameter": str(place[0]) if place else ""}) from None


def parse_body(model: type[Model]) -> Model:
    """Raises a 415 for another form, a 400 for what is no JSON, a 422 for what does not fit."""
    if request.mimetype != "application/json":
        raise ApiProblem(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "json-needed")
    try:
        return model.model_validate_json(request.get_data(), strict=True)
    except ValidationError as refusal:
        if any(error["type"] == "json_invalid" for error in refusal.errors(include_url=False)):
            raise ApiProblem(HTTPStatus.BAD_REQUEST, "json-invalid") from None
        raise _unfit(refusal, lambda place: {"pointer": json_pointer(place)}) from None


def json_pointer(place: tuple[int | str, ...]) -> str:
    """A JSON pointer (RFC 6901) as a fragment."""
    parts = (str(part).replace("~", "~0").replace("/", "~1") for part in place)
    return "#" + "".join(f"/{part}" for part in parts)


def _unfit(refusal: ValidationError, where: Any) -> ApiProblem:
    found = refusal.errors(include_url=False, include_input=False)[:MAX_ERRORS]
    errors = [{"detail": _detail(error), **where(error["loc"])} for error in found]
    return ApiProblem(HTTPStatus.UNPROCESSABLE_ENTITY, "request-unfit", errors=errors)


def _detail(error: ErrorDetails) -> str:
    code, limit = ERROR_CODES.get(error["type"], ("field-unfit", ""))
    return (
        message_for_code(code, limit=error.get("ctx", {}).get(limit))
        if limit
        else message_for_code(code)
    )
