"""A branching scenario on paper: numbered scenes, and for each choice the number to go to."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from courses.block_toolkit.cast import name_of
from courses.block_toolkit.texts import translate
from lms.web.printing.nodes import Node, letter, paragraph, text, texts

Content = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Scene:
    """A numbered entry: what happens, and where its ways lead.

    `ways` are choices with the number of what follows; a scene without any ends the scenario.
    `onward` is the number of the next scene after a choice, else 0. `below` is the text of an end
    for a path on which several steps had a better way.
    """

    number: int
    parts: list[Node]
    ways: tuple[tuple[str, str, int], ...] = ()
    onward: int = 0
    below: tuple[Node, ...] = ()

    @property
    def is_end(self) -> bool:
        return not self.ways and not self.onward


def numbered_scenes(content: Content, language: str) -> list[Scene]:
    """Scenes and the consequences of choices by number, of content in one language.

    The first scene is number 1. The others are mixed, so that a neighbour gives nothing away.
    Choices are shuffled if the author wants that.
    """
    nodes = {str(node["id"]): node for node in content.get("nodes", ())}
    if content.get("shuffle_choices"):
        nodes = {key: {**node, "choices": _shuffled(node)} for key, node in nodes.items()}
    start = str(content.get("start", ""))
    numbers = _numbers(nodes, start)
    scenes = []
    for key, node in nodes.items():
        ways = tuple(
            (name, str(choice.get("text", "")), numbers[f"{key}/{name}"])
            for name, choice in _choices(node)
        )
        below = () if ways else tuple(texts(node.get("below")))
        scenes.append(Scene(numbers[key], _scene_nodes(node, language), ways, below=below))
        for name, choice in _choices(node):
            verdict = translate(language, _verdict(choice, node))
            parts = [text(f"{verdict}.", "bold"), *texts(choice.get("feedback"))]
            parts += _lines(choice, language)
            onward = numbers.get(str(choice.get("next", "")), 0)
            scenes.append(Scene(numbers[f"{key}/{name}"], parts, onward=onward))
    return sorted(scenes, key=lambda scene: scene.number)


def _verdict(choice: Content, node: Content) -> str:
    """What the screen says beside the consequence of a choice."""
    if _points(choice) == max(map(_points, node["choices"])):
        return "Helps most"
    return "This can do harm" if choice.get("is_harmful") else "There is a better way"


def _points(choice: Content) -> int:
    score = choice.get("score")
    return score if isinstance(score, int) else 0


def _choices(node: Content) -> list[tuple[str, Content]]:
    return [(letter(index), choice) for index, choice in enumerate(node.get("choices") or ())]


def _shuffled(node: Content) -> list[Content]:
    """The choices of a scene in an order that does not depend on that of the author."""
    return sorted(
        node.get("choices") or (), key=lambda choice: sha256(str(choice).encode()).digest()
    )


def _numbers(nodes: Mapping[str, Content], start: str) -> dict[str, int]:
    """A number for each scene, and for each choice by scene and letter."""
    keys = [
        *nodes,
        *(f"{key}/{name}" for key, node in nodes.items() for name, _ in _choices(node)),
    ]
    mixed = sorted(keys, key=lambda key: (key != start, sha256(key.encode()).digest()))
    return {key: number for number, key in enumerate(mixed, start=1)}


def _scene_nodes(node: Content, language: str) -> list[Node]:
    who = node.get("who")
    own = (
        [_speech(who, node["text"], language)]
        if who and node.get("text")
        else texts(node.get("text"))
    )
    return [*own, *_lines(node, language)]


def _lines(entry: Content, language: str) -> list[Node]:
    """What people say or do after a scene or a choice."""
    return [
        _speech(line["who"], line.get("text", ""), language)
        if line.get("who")
        else paragraph((str(line.get("text", "")), ""))
        for line in entry.get("lines") or ()
    ]


def _speech(who: str, words: str, language: str) -> Node:
    return paragraph((f"{name_of(who, language)}: ", "bold"), (str(words), ""))
