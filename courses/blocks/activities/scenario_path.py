"""Scenes and choices of a branching scenario. A path is the list of chosen indexes."""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NotRequired, TypedDict


class Line(TypedDict):
    """What somebody says, or what one sees if there is no `who`, in one language."""

    text: str
    who: NotRequired[str]


class Signs(TypedDict):
    """Words for trust and safety: keys of `scenario_view.STATES`."""

    about: NotRequired[str]
    trust: NotRequired[str]
    safety: NotRequired[str]


class Choice(TypedDict):
    """A choice at a node in one language; `next` is the id of the following node.

    `who` is the person whom the learner plays, and `lines` is what the choice leads to.
    `is_harmful` is true if the choice endangers somebody.
    """

    text: str
    next: str
    score: int
    feedback: str
    is_harmful: NotRequired[bool]
    who: NotRequired[str]
    lines: NotRequired[list[Line]]
    signs: NotRequired[Signs]


class Node(TypedDict):
    """A scene in one language. The last scene is `terminal`, or has no choices.

    `below` is the text of a last scene for a path whose score is below the mark.
    With `who`, `text` is what this person says; otherwise it is what one sees. `lines` follow it.
    """

    id: str
    text: str
    choices: NotRequired[list[Choice]]
    terminal: NotRequired[bool]
    who: NotRequired[str]
    lines: NotRequired[list[Line]]
    signs: NotRequired[Signs]
    below: NotRequired[str]


TRUST = ("none", "shaken", "growing", "grown")  # from the lowest
SAFETY = ("unclear", "guarded", "safe")


@dataclass(frozen=True, slots=True)
class Step:
    """A choice made at a node."""

    node: Node
    choice: Choice

    @property
    def is_best(self) -> bool:
        return self.lost == 0

    @property
    def is_harmful(self) -> bool:
        """Whether the choice endangers somebody."""
        return bool(self.choice.get("is_harmful"))

    @property
    def lost(self) -> int:
        """Points that the best choice at this node has more."""
        return max(int(choice["score"]) for choice in self.node["choices"]) - self.score

    @property
    def score(self) -> int:
        return int(self.choice["score"])

    @property
    def best(self) -> int:
        """Points of the best choice at this node."""
        return self.score + self.lost


class ScenarioPath:
    """Follows a path through the nodes."""

    def __init__(self, start: str, nodes: Sequence[Node]) -> None:
        self._start = str(start)
        self._nodes = {str(node["id"]): node for node in nodes}

    def steps(self, path: Sequence[int]) -> list[Step]:
        """The choices of a path with their nodes."""
        steps: list[Step] = []
        node = self._nodes[self._start]
        for index in path:
            choice = node["choices"][index]
            steps.append(Step(node, choice))
            node = self._nodes[str(choice["next"])]
        return steps

    def node(self, node_id: str) -> Node:
        """The node with this id. Raises KeyError."""
        return self._nodes[node_id]

    def node_after(self, path: Sequence[int]) -> Node:
        """The node at the end of a path."""
        steps = self.steps(path)
        return self._nodes[str(steps[-1].choice["next"])] if steps else self._nodes[self._start]

    def score(self, path: Sequence[int]) -> int:
        return sum(step.score for step in self.steps(path))

    def players(self) -> set[str]:
        """Keys of the people whom the learner plays."""
        choices = (choice for node in self._nodes.values() for choice in node.get("choices") or ())
        return {choice["who"] for choice in choices if choice.get("who")}

    def is_repair(self, node: Node) -> bool:
        """Whether only choices that are not the best lead to a node."""
        seen: set[str] = set()
        pending = [self._nodes[self._start]]
        while pending:
            current = pending.pop()
            if str(current["id"]) in seen:
                continue
            seen.add(str(current["id"]))
            if not is_end(current):
                steps = [Step(current, choice) for choice in current["choices"]]
                best = (step.choice for step in steps if step.is_best)
                pending.extend(self._nodes[str(choice["next"])] for choice in best)
        return str(node["id"]) not in seen

    def shortest_from(self, node: Node) -> int:
        """Smallest number of choices from a node to an end."""
        seen = {str(node["id"])}
        ahead = deque([(node, 0)])
        while ahead:
            current, length = ahead.popleft()
            if is_end(current):
                return length
            for choice in current["choices"]:
                if (following := str(choice["next"])) not in seen:
                    seen.add(following)
                    ahead.append((self._nodes[following], length + 1))
        return 0


def is_end(node: Node) -> bool:
    """Whether a scenario ends at this node."""
    return bool(node.get("terminal")) or not node.get("choices")


def signs_after(steps: Sequence[Step], node: Node) -> Signs:
    """The signs after a path to `node`: each scene and choice changes those that it names.

    A choice outranks the scene that it leads to. Signs about somebody else replace all.
    """
    nodes = [step.node for step in steps] + [node]
    shown = _changed({}, nodes[0].get("signs"))
    for step, following in zip(steps, nodes[1:], strict=True):
        shown = _changed(shown, following.get("signs"))
        shown = _changed(shown, step.choice.get("signs"))
    return shown


def _changed(shown: Signs, given: Signs | None) -> Signs:
    if not given:
        return shown
    is_same = given.get("about") in (None, shown.get("about"))
    return {**shown, **given} if is_same else given


def earned_signs(steps: Sequence[Step], node: Node, *, is_low: bool = False) -> Signs:
    """Signs after a path to `node`, never better than the choices of the path.

    Below a third of the points that were in reach, or at the end of a path below the mark
    (`is_low`), trust is shaken at best and safety unclear; below two thirds neither is at its best.
    The best choice at a scene lifts the first limit, until the next choice without points.
    After a choice without points both are one word lower than the scene says, and not better than
    before the choice.
    """
    shown: Signs = {**signs_after(steps, node)}
    score, total = sum(step.score for step in steps), sum(step.best for step in steps)
    is_repaired = bool(steps) and steps[-1].is_best
    is_shaken = is_low or (3 * score < total and not is_repaired)
    worse = 2 if is_shaken else int(3 * score < 2 * total)
    is_lost = bool(steps) and steps[-1].lost > 0 and steps[-1].score == 0
    if shown.get("trust") in TRUST:
        shown["trust"] = _lowered(TRUST, shown["trust"], worse, lowest=1, is_lost=is_lost)
    if shown.get("safety") in SAFETY:
        shown["safety"] = _lowered(SAFETY, shown["safety"], worse, lowest=0, is_lost=is_lost)
    return _no_better(shown, earned_signs(steps[:-1], steps[-1].node)) if is_lost else shown


def _lowered(words: Sequence[str], word: str, worse: int, *, lowest: int, is_lost: bool) -> str:
    """The word, at most `worse` below the best; one lower after a lost turn, down to `lowest`."""
    position = words.index(word)
    limit = max(len(words) - 1 - worse, lowest)
    lowered = max(position - 1, lowest) if is_lost else position
    return words[min(position, lowered, limit)]


def _no_better(shown: Signs, before: Signs) -> Signs:
    """No word above the one before, if both are about the same person."""
    if shown.get("about") != before.get("about"):
        return shown
    limited: Signs = {**shown}
    if shown.get("trust") in TRUST and before.get("trust") in TRUST:
        earlier = max(before["trust"], TRUST[1], key=TRUST.index)  # trust that was lost is shaken
        limited["trust"] = min(shown["trust"], earlier, key=TRUST.index)
    if shown.get("safety") in SAFETY and before.get("safety") in SAFETY:
        limited["safety"] = min(shown["safety"], before["safety"], key=SAFETY.index)
    return limited
