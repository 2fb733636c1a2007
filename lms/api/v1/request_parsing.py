"""Parses query and body of a request into pydantic models."""

from collections.abc import Callable
from http import HTTPStatus
from typing import TypeVar

from flask import request
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from lms.api.v1.problems import ApiProblem
from lms.web.texts.error_messages import message_for_code

Model = TypeVar("Model", bound=BaseModel)
Path = tuple[int | str, ...]
MAX_ERRORS = 20
ERROR_CODES = {
    # pydantic's error type: our code, and the name of the limit in its context
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
    """Raises a 422 that lists each invalid parameter."""
    parameters = {
        name: values[0] if len(values) == 1 else values for name, values in request.args.lists()
    }
    try:
        return model.model_validate(parameters)
    except ValidationError as error:
        raise _invalid(error, _parameter) from None


def parse_body(model: type[Model]) -> Model:
    """Raises a 415 for another media type, a 400 for invalid JSON, a 422 for invalid fields."""
    if request.mimetype != "application/json":
        raise ApiProblem(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "json-needed")
    try:
        return model.model_validate_json(request.get_data(), strict=True)
    except ValidationError as error:
        if any(item["type"] == "json_invalid" for item in error.errors(include_url=False)):
            raise ApiProblem(HTTPStatus.BAD_REQUEST, "json-invalid") from None
        raise _invalid(error, lambda path: {"pointer": json_pointer(path)}) from None


def json_pointer(path: Path) -> str:
    """Return a JSON pointer (RFC 6901) as a URI fragment."""
    parts = (str(part).replace("~", "~0").replace("/", "~1") for part in path)
    return "#" + "".join(f"/{part}" for part in parts)


def _parameter(path: Path) -> dict[str, str]:
    return {"parameter": str(path[0]) if path else ""}


def _invalid(error: ValidationError, locate: Callable[[Path], dict[str, str]]) -> ApiProblem:
    items = error.errors(include_url=False, include_input=False)[:MAX_ERRORS]
    errors = [{"detail": _detail(item), **locate(item["loc"])} for item in items]
    return ApiProblem(HTTPStatus.UNPROCESSABLE_ENTITY, "request-unfit", errors=errors)


def _detail(error: ErrorDetails) -> str:
    code, limit = ERROR_CODES.get(error["type"], ("field-unfit", ""))
    return (
        message_for_code(code, limit=error.get("ctx", {}).get(limit))
        if limit
        else message_for_code(code)
    )
