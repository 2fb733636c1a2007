"""Loads the settings for a command; invalid ones raise a single error with a message."""

from typing import TYPE_CHECKING, Any

from lms.kernel.errors import Invalid

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

    from lms.settings import Settings


class UnsafeSetting(Invalid):
    code = "unsafe-setting"


def load_settings(**overrides: Any) -> "Settings":
    """Return the settings of this process with `overrides`.

    Raises UnsafeSetting with the names of the variables.
    """
    from pydantic import ValidationError  # takes long to import: not for `--help`

    from lms.settings import Settings

    try:
        return Settings(**overrides)
    except ValidationError as problem:
        raise UnsafeSetting(
            problem="; ".join(_phrase(error) for error in problem.errors())
        ) from None


def _phrase(error: "ErrorDetails") -> str:
    message = error["msg"].removeprefix("Value error, ").rstrip(".")
    if not error["loc"]:
        return message
    variable = f"PAYUNG_{str(error['loc'][0]).upper()}"
    return f"{variable} {message[:1].lower()}{message[1:]}"
