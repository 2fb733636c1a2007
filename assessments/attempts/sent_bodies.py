"""An answer as a page's script writes it, sent over the network or carried in a file."""

from typing import Any, Final

from assessments.attempts.save import Answer
from assessments.errors import ResponseRefused

MAX_BODY: Final = 8 * 1024
MAX_FIELDS: Final = 64


def read_answer(body: Any) -> tuple[int, Answer]:
    """`{"position": 3, "fields": {"answer": ["..."]}, "flagged": false}`, and nothing else.

    Raises ResponseRefused.
    """
    if not isinstance(body, dict) or set(body) - {"position", "fields", "flagged"}:
        raise ResponseRefused(position=0)
    position, fields = body.get("position"), body.get("fields")
    flagged = body.get("flagged", False)
    if type(position) is not int or not isinstance(fields, dict) or type(flagged) is not bool:
        raise ResponseRefused(position=0)
    if len(fields) > MAX_FIELDS or not all(_is_list_of_texts(value) for value in fields.values()):
        raise ResponseRefused(position=position)
    return position, Answer(fields, flagged)


def _is_list_of_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(text, str) for text in value)
