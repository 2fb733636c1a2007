"""Routes the arrows of a diagram: straight, or in a lane beside the boxes.

Boxes are in one column in node order. Arrows to an adjacent box are straight. Several arrows from
one node share a lane on the left. Arrows with a common target, and arrows that lead back, share a
lane on the right.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from courses.json_types import JsonMapping

Side = Literal["left", "right"]


@dataclass(frozen=True, slots=True)
class Arrow:
    """An arrow from row to row; `label` may be empty."""

    source: int
    target: int
    label: str
    is_barrier: bool = False


@dataclass(frozen=True, slots=True)
class Lane:
    """Arrows that share a line. `anchor` is the row of the box that they have in common."""

    side: Side
    anchor: int
    arrows: tuple[Arrow, ...]
    number: int = 0  # 0 is the outermost

    @property
    def span(self) -> range:
        rows = [row for arrow in self.arrows for row in (arrow.source, arrow.target)]
        return range(min(rows), max(rows) + 1)

    @property
    def covered(self) -> range:
        """Rows beside which the lane runs: all except the anchor."""
        if self.anchor == self.span.start:
            return range(self.span.start + 1, self.span.stop)
        return range(self.span.start, self.span.stop - 1)


@dataclass(frozen=True, slots=True)
class Routes:
    """The straight arrows and the lanes of a diagram."""

    straight: tuple[Arrow, ...]
    lanes: tuple[Lane, ...]

    def room(self, side: Side, row: int) -> int:
        """The number of lanes beside the box of a row."""
        numbers = [lane.number for lane in self.lanes if lane.side == side and row in lane.covered]
        return max(numbers, default=-1) + 1


def routes(diagram: JsonMapping, language: str) -> Routes:
    """Assign each arrow of a diagram to a straight line or a lane."""
    arrows = _arrows(diagram, language)
    left = _fan_outs(arrows)
    in_lanes = {arrow for lane in left for arrow in lane.arrows}
    rest = [arrow for arrow in arrows if arrow not in in_lanes]
    right = _meetings(rest)
    in_lanes |= {arrow for lane in right for arrow in lane.arrows}
    straight = tuple(arrow for arrow in rest if arrow not in in_lanes)
    return Routes(straight, (*_numbered(left), *_numbered(right)))


def _arrows(diagram: JsonMapping, language: str) -> list[Arrow]:
    rows = {node["id"]: row for row, node in enumerate(diagram["nodes"])}
    return [
        Arrow(
            rows[edge["from"]],
            rows[edge["to"]],
            edge.get(f"label_{language}", ""),
            edge.get("barrier", False),
        )
        for edge in diagram["edges"]
    ]


def _fan_outs(arrows: Sequence[Arrow]) -> list[Lane]:
    lanes = []
    for source in sorted({arrow.source for arrow in arrows}):
        onward = tuple(arrow for arrow in arrows if arrow.source == source < arrow.target)
        if len(onward) > 1:
            lanes.append(Lane("left", source, onward))
    return lanes


def _meetings(arrows: Sequence[Arrow]) -> list[Lane]:
    lanes = []
    for target in sorted({arrow.target for arrow in arrows}):
        group = [arrow for arrow in arrows if arrow.target == target]
        far = [arrow for arrow in group if abs(arrow.source - arrow.target) > 1]
        onward = [arrow for arrow in far if arrow.source < target]
        labels = {(arrow.label, arrow.is_barrier) for arrow in onward}
        near = [
            arrow
            for arrow in group
            if arrow.source == target - 1 and labels == {(arrow.label, arrow.is_barrier)}
        ]
        if onward:
            lanes.append(Lane("right", target, (*onward, *near)))
        lanes.extend(Lane("right", target, (arrow,)) for arrow in far if arrow.source > target)
    return lanes


def _numbered(lanes: Sequence[Lane]) -> list[Lane]:
    """Number the lanes so that each is inside those that pass its anchor, and none overlap."""
    placed: list[Lane] = []
    waiting = sorted(lanes, key=lambda candidate: -len(candidate.span))
    while waiting:
        lane = next(
            (candidate for candidate in waiting if not _passes(waiting, candidate)), waiting[0]
        )
        waiting.remove(lane)
        number = (
            max(
                (candidate.number for candidate in placed if lane.anchor in candidate.covered),
                default=-1,
            )
            + 1
        )
        taken = {
            candidate.number for candidate in placed if _overlap(candidate.covered, lane.covered)
        }
        while number in taken:
            number += 1
        placed.append(Lane(lane.side, lane.anchor, lane.arrows, number))
    return placed


def _passes(lanes: Sequence[Lane], lane: Lane) -> bool:
    return any(lane.anchor in other.covered for other in lanes if other is not lane)


def _overlap(first: range, second: range) -> bool:
    return first.start < second.stop and second.start < first.stop
