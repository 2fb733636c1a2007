"""Computes positions of boxes, lines and labels of a diagram, in units of 1/340 of its width."""

from dataclasses import dataclass, field
from typing import Final, Literal

from courses.json_types import JsonMapping
from courses.pictures.routes import Arrow, Lane, Routes, Side, routes
from courses.pictures.text_fit import Line, line_width, plain_words, words_with_lead, wrap

WIDTH: Final = 340
MARGIN: Final = 2
LANE: Final = 18
TEXT: Final = 16
SMALL: Final = 14
TEXT_LINE: Final = 21
SMALL_LINE: Final = 19
PADDING: Final = 12
MIN_HEIGHT: Final = 44
GAP: Final = 26
STEM_INSET: Final = 26  # distance of straight arrows from the edge of a box

Look = Literal["start", "question", "step", "end", "barrier"]


@dataclass(frozen=True, slots=True)
class Text:
    """A line of text. `x` is its start, or its end if `is_at_end`; `y` is the baseline."""

    line: Line
    x: float
    y: float
    size: int
    is_label: bool = False
    is_at_end: bool = False

    @property
    def frame(self) -> tuple[float, float, float, float]:
        width = line_width(self.line, self.size)
        left = self.x - width if self.is_at_end else self.x
        return (left, self.y - 0.8 * self.size, left + width, self.y + 0.25 * self.size)


@dataclass(frozen=True, slots=True)
class Box:
    """A node: its rectangle, with texts inside."""

    x: float
    y: float
    width: float
    height: float
    look: Look

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def bottom(self) -> float:
        return self.y + self.height


@dataclass(frozen=True, slots=True)
class Track:
    """A line through points, with a head or a bar at the last one."""

    points: tuple[tuple[float, float], ...]
    has_head: bool = True
    is_barrier: bool = False


@dataclass(slots=True)
class Layout:
    """All boxes, tracks and texts of a diagram, and its height."""

    height: float = 0
    boxes: list[Box] = field(default_factory=list)
    texts: list[Text] = field(default_factory=list)
    tracks: list[Track] = field(default_factory=list)


@dataclass(slots=True)
class _Ports:
    """Heights at which lanes enter or leave the boxes of a row."""

    entries: dict[Arrow, float] = field(default_factory=dict)
    exits: dict[Arrow, float] = field(default_factory=dict)


def diagram_layout(diagram: JsonMapping, language: str) -> Layout:
    """Compute the layout of a diagram in a language."""
    return _Column(diagram, language).layout


class _Column:
    """Builds the layout from the top down, then draws the lanes beside it."""

    def __init__(self, diagram: JsonMapping, language: str) -> None:
        self._nodes = diagram["nodes"]
        self._language = language
        self._routes: Routes = routes(diagram, language)
        self._ports = _Ports()
        self.layout = Layout()
        y: float = MARGIN
        for row in range(len(self._nodes)):
            y = self._gap(row, y) if row else y
            y = self._box(row, y)
        self.layout.height = y + MARGIN
        for lane in self._routes.lanes:
            self._lane(lane)

    def _edge(self, row: int, side: Side) -> float:
        room = MARGIN + LANE * self._routes.room(side, row)
        return room if side == "left" else WIDTH - room

    # Boxes

    def _box(self, row: int, top: float) -> float:
        left, right = self._edge(row, "left"), self._edge(row, "right")
        room = right - left - 2 * PADDING
        y = top + PADDING - 2
        y = self._entry_labels(row, left + PADDING, y, room)
        first_line = y + TEXT_LINE / 2
        label = self._nodes[row][f"label_{self._language}"]
        for line in wrap(words_with_lead(label), TEXT, room):
            self._write(line, left + PADDING, y, TEXT)
            y += TEXT_LINE
        middle = (first_line + y - TEXT_LINE / 2) / 2
        y = self._exit_labels(row, right - PADDING, y, room)
        bottom = max(y + PADDING - 2, top + MIN_HEIGHT)
        self._centre_lone_line(row, top, bottom, y)
        middle = (top + bottom) / 2 if bottom > y + PADDING else middle
        self._unlabelled_ports(row, middle)
        look = self._look(row)
        self.layout.boxes.append(Box(left, top, right - left, bottom - top, look))
        return bottom

    def _centre_lone_line(self, row: int, top: float, bottom: float, y: float) -> None:
        """Centre a single line of text, which is lower than the minimum height of a box."""
        slack = bottom - (y + PADDING - 2)
        if slack > 0:
            last = self.layout.texts.pop()
            self.layout.texts.append(Text(last.line, last.x, last.y + slack / 2, last.size))

    def _entry_labels(self, row: int, x: float, y: float, room: float) -> float:
        for arrow in self._arrows_of("left", target=row):
            for number, line in enumerate(wrap(plain_words(arrow.label), SMALL, room)):
                if not number:
                    self._ports.entries[arrow] = y + SMALL_LINE / 2
                self._write(line, x, y, SMALL, is_label=True)
                y += SMALL_LINE
        return y

    def _exit_labels(self, row: int, x: float, y: float, room: float) -> float:
        for arrow in self._arrows_of("right", source=row):
            if self._is_shared(arrow):
                continue
            for line in wrap(plain_words(arrow.label), SMALL, room):
                self._write(line, x, y, SMALL, is_label=True, is_at_end=True)
                self._ports.exits[arrow] = y + SMALL_LINE / 2
                y += SMALL_LINE
        return y

    def _unlabelled_ports(self, row: int, middle: float) -> None:
        for arrow in self._arrows_of("left", target=row):
            self._ports.entries.setdefault(arrow, middle)
        for arrow in self._arrows_of("right", source=row):
            self._ports.exits.setdefault(arrow, middle)

    def _arrows_of(
        self, side: Side, *, source: int | None = None, target: int | None = None
    ) -> list[Arrow]:
        return [
            arrow
            for lane in self._routes.lanes
            if lane.side == side
            for arrow in lane.arrows
            if source in (None, arrow.source) and target in (None, arrow.target)
        ]

    def _is_shared(self, arrow: Arrow) -> bool:
        """Whether all arrows of the lane have one label, which is drawn once where they meet."""
        lane = next(lane for lane in self._routes.lanes if arrow in lane.arrows)
        return len(lane.arrows) > 1 and len({other.label for other in lane.arrows}) == 1

    def _look(self, row: int) -> Look:
        arrows = [*self._routes.straight]
        arrows += [arrow for lane in self._routes.lanes for arrow in lane.arrows]
        into = [arrow for arrow in arrows if arrow.target == row]
        onward = [arrow for arrow in arrows if arrow.source == row]
        if not row or not into:
            return "start"
        if len(onward) > 1 and "?" in self._nodes[row][f"label_{self._language}"]:
            return "question"
        if onward:
            return "step"
        if all(arrow.is_barrier for arrow in into):
            return "barrier"
        return "end" if self._nodes[row].get("goal", True) else "step"

    # Gaps

    def _gap(self, row: int, top: float) -> float:
        """Lay out the gap between rows `row - 1` and `row`; return the top of the next box."""
        left = max(self._edge(row - 1, "left"), self._edge(row, "left"))
        right = min(self._edge(row - 1, "right"), self._edge(row, "right"))
        pair = (row - 1, row)
        here = [
            arrow for arrow in self._routes.straight if {arrow.source, arrow.target} == set(pair)
        ]
        shared = self._shared_label(row)
        columns = len(here)
        y = top + GAP / 2 - SMALL_LINE / 2
        deepest = y
        for number, arrow in enumerate(here):
            x = left + STEM_INSET + number * (right - left) / max(columns, 1)
            end = left + STEM_INSET + (number + 1) * (right - left) / columns - STEM_INSET - 6
            lines = wrap(plain_words(arrow.label), SMALL, end - x - 10)
            for index, line in enumerate(lines):
                self._write(line, x + 10, y + index * SMALL_LINE, SMALL, is_label=True)
            deepest = max(deepest, y + len(lines) * SMALL_LINE)
        start = deepest if here and shared else y
        for index, line in enumerate(shared):
            x = self._meeting_x(row) - 10
            self._write(line, x, start + index * SMALL_LINE, SMALL, is_label=True, is_at_end=True)
        deepest = max(deepest, start + len(shared) * SMALL_LINE)
        bottom = max(top + GAP, deepest + (GAP - SMALL_LINE) / 2)
        self._straight_tracks(here, left, right, top, bottom)
        return bottom

    def _straight_tracks(
        self, arrows: list[Arrow], left: float, right: float, top: float, bottom: float
    ) -> None:
        for number, arrow in enumerate(arrows):
            x = left + STEM_INSET + number * (right - left) / len(arrows)
            ends = ((x, top), (x, bottom))
            points = ends if arrow.source < arrow.target else ends[::-1]
            self.layout.tracks.append(Track(points, True, arrow.is_barrier))

    def _shared_label(self, row: int) -> list[Line]:
        arrows = [arrow for arrow in self._arrows_of("right", target=row) if arrow.source < row]
        if not arrows or not self._is_shared(arrows[0]):
            return []
        return wrap(plain_words(arrows[0].label), SMALL, WIDTH / 2)

    def _meeting_x(self, row: int) -> float:
        lane = next(
            lane
            for lane in self._routes.lanes
            if lane.side == "right" and lane.anchor == row and lane.arrows[0].source < row
        )
        return self._lane_x(lane)

    # Lanes

    def _lane_x(self, lane: Lane) -> float:
        offset = MARGIN + LANE * lane.number + LANE / 2 - 1
        return offset if lane.side == "left" else WIDTH - offset

    def _lane(self, lane: Lane) -> None:
        x = self._lane_x(lane)
        anchor = self.layout.boxes[lane.anchor]
        for arrow in sorted(lane.arrows, key=lambda item: not item.is_barrier):  # open ways on top
            if lane.side == "left":
                y, box = self._ports.entries[arrow], self.layout.boxes[arrow.target]
                points = ((x, anchor.bottom), (x, y), (box.x, y))
                self.layout.tracks.append(Track(points, True, arrow.is_barrier))
            else:
                y, box = self._ports.exits[arrow], self.layout.boxes[arrow.source]
                end = anchor.y if arrow.source < lane.anchor else anchor.bottom
                points = ((box.right, y), (x, y), (x, end))
                self.layout.tracks.append(Track(points, True, arrow.is_barrier))

    def _write(
        self,
        line: Line,
        x: float,
        top: float,
        size: int,
        *,
        is_label: bool = False,
        is_at_end: bool = False,
    ) -> None:
        base = top + (TEXT_LINE if size == TEXT else SMALL_LINE) * 0.74
        self.layout.texts.append(Text(line, x, base, size, is_label, is_at_end))
