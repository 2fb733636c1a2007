"""What the rows of lists hold, by field, for the forms of authors; texts are in two languages."""

from collections.abc import Mapping
from typing import Final

from courses.block_toolkit.list_form import Kind, Part

Shapes = Mapping[str, tuple[Part, ...]]


def _in_both(name: str, label: str, kind: Kind = "text") -> Part:
    return Part(name, label, kind, has_languages=True)


ID: Final = Part("id", "Id", "id")
LABEL: Final = _in_both("label", "Label", "line")
TITLE: Final = _in_both("title", "Title", "line")
TEXT: Final = _in_both("text", "Text")
HINT: Final = _in_both("hint", "Hint", "line")
EXPLANATION: Final = _in_both("explanation", "Explanation")
CONFIDENCE: Final = Part("confidence", "Confidence: A, B, C or X")
WHO: Final = Part("who", "Who speaks; empty: what one sees")
HARMFUL: Final = Part("is_harmful", "Endangers somebody", "yes")
FEEDBACK: Final = _in_both("feedback", "What it leads to")

CARDS: Final[Shapes] = {
    "cards": (_in_both("front", "Front"), _in_both("back", "Back"), _in_both("note", "Note"))
}
PROCESS: Final[Shapes] = {
    "steps": (
        TITLE,
        TEXT,
        _in_both("svg", "Drawing as SVG"),
        _in_both("alt", "Description of the drawing", "line"),
    )
}
KITS: Final[Shapes] = {"kits": (ID, TITLE, _in_both("summary", "Summary"))}
GLOSSARY: Final[Shapes] = {
    "terms": (
        _in_both("term", "Term", "line"),
        _in_both("name", "Name in full", "line"),
        _in_both("definition", "Definition"),
        Part("usage", "Usage: use or avoid"),
        CONFIDENCE,
    )
}
CONTACTS: Final[Shapes] = {
    "contacts": (
        ID,
        _in_both("name", "Name", "line"),
        _in_both("purpose", "Purpose"),
        _in_both("hours", "Hours", "line"),
        Part("phone", "Phone"),
        Part("whatsapp", "WhatsApp"),
        Part("website", "Website"),
        _in_both("caution", "What to bear in mind"),
        _in_both("source", "Source", "line"),
        Part("as_of", "As of"),
        Part("checked_on", "Checked on, as YYYY-MM-DD"),
        CONFIDENCE,
    )
}
CHART: Final[Shapes] = {"series": (ID, LABEL)}
LAYERED_MAP: Final[Shapes] = {
    "layers": (
        ID,
        LABEL,
        TEXT,
        Part(
            "places",
            "Places",
            "rows",
            rows=(
                LABEL,
                TEXT,
                Part("x", "Across, in units of the map", "number"),
                Part("y", "Down, in units of the map", "number"),
            ),
        ),
    )
}
SORTING: Final[Shapes] = {
    "groups": (ID, LABEL, Part("tone", "Colour that the label names: red, yellow or green")),
    "items": (
        ID,
        TEXT,
        Part("fits", "Ids of the fitting groups, with commas", "ids"),
        Part("harmful", "Ids of groups in which it endangers somebody, with commas", "ids"),
        EXPLANATION,
    ),
}
ORDERING: Final[Shapes] = {"steps": (ID, TEXT, EXPLANATION)}
MATCHING: Final[Shapes] = {
    "pairs": (ID, _in_both("left", "Left side"), _in_both("right", "Right side"), EXPLANATION)
}
CHOICES: Final[Shapes] = {
    "turns": (
        ID,
        _in_both("text", "Question"),
        Part(
            "options",
            "Answers",
            "rows",
            rows=(ID, TEXT, Part("is_best", "The best answer", "yes"), HARMFUL, FEEDBACK),
        ),
    )
}
CHECKLIST: Final[Shapes] = {"items": (ID, TEXT, HINT), "levels": (ID, LABEL)}
POLL: Final[Shapes] = {"options": (ID, TEXT)}
REFLECTION: Final[Shapes] = {
    "prompts": (
        ID,
        _in_both("label", "Label"),
        HINT,
        Part("max_length", "Most characters", "number"),
    )
}
SCENARIO: Final[Shapes] = {
    "nodes": (
        ID,
        WHO,
        TEXT,
        Part("lines", "What follows", "rows", rows=(WHO, TEXT)),
        Part(
            "choices",
            "Choices",
            "rows",
            rows=(
                Part("who", "Whom the learner plays"),
                TEXT,
                Part("next", "Id of the next scene"),
                Part("score", "Points", "number"),
                HARMFUL,
                FEEDBACK,
            ),
        ),
        _in_both("below", "Text of a last scene below the mark"),
        Part("terminal", "The last scene", "yes"),
    )
}
