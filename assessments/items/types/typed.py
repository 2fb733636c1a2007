"""What short text and number have in common: an answer kept as it was typed. Pure."""

from abc import abstractmethod
from collections.abc import Iterator, Mapping
from typing import Any, ClassVar, Literal

from assessments.items.types.base import (
    Content,
    Control,
    Feedback,
    Fields,
    InvalidResponse,
    ItemType,
    Key,
    Options,
    Response,
    in_language,
)

MAX_LENGTH = 200  # characters


class TypedItem(ItemType):
    """A type with one line to type into; what counts as right, it says itself."""

    control: ClassVar[Literal["text", "number"]]

    def option_ids(self, content: Content) -> list[str]:
        return []

    def controls(
        self, content: Content, options: Options, response: Response | None, language: str
    ) -> tuple[Control, ...]:
        stem = in_language(content, "stem", language)
        return (Control("answer", self.control, stem, (), "".join(self.chosen(response))),)

    def response(self, fields: Fields, options: Options) -> Response | None:
        """What is no number is kept too, and earns nothing: no answer is lost for its form."""
        values = [" ".join(_whole(value).split()) for value in fields.get("answer", ())]
        if len(values) > 1 or any(len(value) > MAX_LENGTH for value in values):
            raise InvalidResponse("more than one line")
        return {"text": values[0]} if values and values[0] else None

    def cleared(self) -> Response | None:
        return {"text": None}

    def feedback(
        self, content: Content, key: Key, response: Response | None, language: str
    ) -> Feedback:
        notes = tuple((text, True, "") for text in self.right_answers(key, language))
        return Feedback(self.score(key, response), notes, in_language(key, "rationale", language))

    @abstractmethod
    def right_answers(self, key: Key, language: str) -> Iterator[str]:
        """As a learner may read them after practice."""

    def chosen(self, response: Response | None) -> tuple[str, ...]:
        return (response["text"],) if response and response["text"] else ()


def stem_and_rationale(entry: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The texts of content and key."""
    content = {"stem_id": entry["stem_id"], "stem_en": entry["stem_en"]}
    return content, {
        "rationale_id": entry["rationale_id"],
        "rationale_en": entry["rationale_en"],
    }


def _whole(text: str) -> str:
    """Half a character, as a field that is full may cut it, can be written nowhere."""
    return text.encode("utf-8", "replace").decode("utf-8")
