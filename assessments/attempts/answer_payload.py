"""Parses answers that the script of a page sends, over the network or in a file."""

from typing import Final
from uuid import UUID

from assessments.attempts.save import Answer
from assessments.errors import ResponseRefused

MAX_BODY: Final = 8 * 1024
MAX_FIELDS: Final = 64
MAX_BATCH: Final = 50  # answers in one request


def read_answer(body: object) -> tuple[int, Answer]:
    """Parse `{"position": 3, "fields": {"answer": ["..."]}, "flagged": false}`.

    Raises ResponseRefused, also for other keys.
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


def read_answers(body: object) -> list[tuple[UUID, int, Answer]]:
    """Parse `{"responses": [{"id": "...", "position": 3, ...}]}`, each as for `read_answer`.

    Raises ResponseRefused if any of them is malformed.
    """
    sent = body.get("responses") if isinstance(body, dict) and len(body) == 1 else None
    if not isinstance(sent, list) or len(sent) > MAX_BATCH:
        raise ResponseRefused(position=0)
    return [_with_id(response) for response in sent]


def _with_id(body: object) -> tuple[UUID, int, Answer]:
    if not isinstance(body, dict):
        raise ResponseRefused(position=0)
    try:
        response_id = UUID(body["id"])
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ResponseRefused(position=0) from error
    fields = {name: value for name, value in body.items() if name != "id"}
    return response_id, *read_answer(fields)


def _is_list_of_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(text, str) for text in value)
