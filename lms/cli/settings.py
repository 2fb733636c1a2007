"""Reads the settings for a command, and says in one sentence what is wrong with them."""

from typing import TYPE_CHECKING, Any

from lms.kernel.errors import Invalid

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

    from lms.settings import Settings


class UnsafeSetting(Invalid):
    code = "unsafe-setting"


def load_settings(**instead: Any) -> "Settings":
    """The settings of this process, with others `instead` of some.

    Raises UnsafeSetting with the names of the variables.
    """
    from pydantic import ValidationError  # takes long to import: not for `--help`

    from lms.settings import Settings

    try:
        return Settings(**instead)
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
