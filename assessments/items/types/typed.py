"""The base class of typed items: the answer is stored as it was typed. Pure."""

from abc import abstractmethod
from collections.abc import Iterator
from typing import ClassVar, Literal

from assessments.items.types.base import Control, Feedback, InvalidResponse, ItemType
from assessments.items.types.values import (
    Content,
    Entry,
    Fields,
    JsonObject,
    Key,
    Options,
    Response,
    get_text,
)

MAX_LENGTH = 200  # characters


class TypedItem(ItemType):
    """A type with one line to type into; subclasses define its score."""

    control: ClassVar[Literal["text", "number"]]

    def option_ids(self, content: Content) -> list[str]:
        return []

    def controls(
        self, content: Content, options: Options, response: Response | None, language: str
    ) -> tuple[Control, ...]:
        stem = get_text(content, "stem", language)
        return (Control("answer", self.control, stem, (), "".join(self.chosen(response))),)

    def response(self, fields: Fields, options: Options) -> Response | None:
        """Return the typed text, numeric or not. Raises InvalidResponse.

        Non-numeric input is stored and scores 0, so that no answer is lost.
        """
        values = [
            " ".join(_without_surrogates(value).split()) for value in fields.get("answer", ())
        ]
        if len(values) > 1 or any(len(value) > MAX_LENGTH for value in values):
            raise InvalidResponse("more than one line")
        return {"text": values[0]} if values and values[0] else None

    def cleared(self) -> Response | None:
        return {"text": None}

    def feedback(
        self, content: Content, key: Key, response: Response | None, language: str
    ) -> Feedback:
        notes = tuple((text, True, "") for text in self.right_answers(key, language))
        return Feedback(self.score(key, response), notes, get_text(key, "rationale", language))

    @abstractmethod
    def right_answers(self, key: Key, language: str) -> Iterator[str]:
        """Yield the right answers that a learner reads after practice."""

    def chosen(self, response: Response | None) -> tuple[str, ...]:
        return (response["text"],) if response and response["text"] else ()


def read_stem_and_rationale(entry: Entry) -> tuple[JsonObject, JsonObject]:
    """Return content with the stem and key with the rationale."""
    content = {"stem_id": entry["stem_id"], "stem_en": entry["stem_en"]}
    return content, {
        "rationale_id": entry["rationale_id"],
        "rationale_en": entry["rationale_en"],
    }


def _without_surrogates(text: str) -> str:
    """Replace lone surrogates: a full input field may cut a character in two."""
    return text.encode("utf-8", "replace").decode("utf-8")
