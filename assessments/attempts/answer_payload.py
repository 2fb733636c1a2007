"""An answer as a page's script writes it, sent over the network or carried in a file."""

from typing import Any, Final
from uuid import UUID

from assessments.attempts.save import Answer
from assessments.errors import ResponseRefused

MAX_BODY: Final = 8 * 1024
MAX_FIELDS: Final = 64
MAX_BATCH: Final = 50  # answers in one request


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


def read_answers(body: Any) -> list[tuple[UUID, int, Answer]]:
    """`{"responses": [{"id": "...", "position": 3, ...}]}`: each as for `read_answer`, with its id.

    Raises ResponseRefused for the whole when one of them cannot be read.
    """
    sent = body.get("responses") if isinstance(body, dict) and len(body) == 1 else None
    if not isinstance(sent, list) or len(sent) > MAX_BATCH:
        raise ResponseRefused(position=0)
    return [(_id_in(one), *read_answer(_without_id(one))) for one in sent]


def _id_in(body: Any) -> UUID:
    try:
        return UUID(body["id"])
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ResponseRefused(position=0) from error


def _without_id(body: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in body.items() if name != "id"}


def _is_list_of_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(text, str) for text in value)
