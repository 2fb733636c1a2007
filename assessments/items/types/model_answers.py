"""A right answer and typical wrong answers of an item, for invented learners and tests. Pure."""

from collections.abc import Callable
from typing import Final

from assessments.items.types.base import ItemType
from assessments.items.types.values import Content, Key, Response

RIGHT: Final[dict[str, Callable[[Key], Response]]] = {
    "single-choice": lambda key: {"option": key["correct"][0]},
    "multiple-choice": lambda key: {"options": key["correct"]},
    "ordering": lambda key: {"places": {step: n for n, step in enumerate(key["order"], 1)}},
    "matching": lambda key: {"pairs": key["pairs"]},
    "categorising": lambda key: {"pairs": key["pairs"]},
    "true-false": lambda key: {"option": key["answer"]},
    "short-text": lambda key: {"text": key["accepted"][0]},
    "number": lambda key: {"text": key["number"]},
}


def right_response(type_code: str, key: Key) -> Response:
    """Return a response that earns all points. Raises KeyError for a type without scores."""
    return RIGHT[type_code](key)


def wrong_responses(kind: ItemType, content: Content, key: Key) -> list[Response]:
    """Return responses that earn no points, or an empty list where only a blank earns none.

    Each names a single option, as the learner who picks a distractor does.
    """
    options = kind.option_ids(content)
    if kind.code == "ordering":
        candidates: list[Response] = [
            {"places": {step: n for n, step in enumerate(reversed(key["order"]), 1)}}
        ]
    elif kind.code == "multiple-choice":
        candidates = [{"options": [option]} for option in options if option not in key["correct"]]
    elif kind.code in ("single-choice", "true-false"):
        candidates = [{"option": option} for option in options]
    else:
        candidates = []
    return [response for response in candidates if kind.score(key, response) == 0]
