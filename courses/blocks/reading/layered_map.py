"""A map in layers, each with a drawing and a numbered list of its places."""

import re
from html import escape
from typing import Final, NotRequired, TypedDict

from web_fragments.fragment import Fragment
from xblock.fields import Integer, Scope, String

from courses.block_toolkit.base import ContentList, PayungActivity
from courses.blocks import list_shapes

PATH: Final = re.compile(r"[MmLlHhVvCcSsQqTtAaZz0-9eE+\-.,\s]*")
RADIUS: Final = 45  # of a mark, for a map width of 1000: readable on a phone


class Place(TypedDict):
    """A place in one language; coordinates are in units of the map."""

    label: str
    text: NotRequired[str]
    x: NotRequired[float]
    y: NotRequired[float]


class Layer(TypedDict):
    """A layer in one language."""

    id: str
    label: str
    text: NotRequired[str]
    places: NotRequired[list[Place]]


class LayeredMapBlock(PayungActivity):
    """Each layer is a disclosure widget, so the map works without script and by keyboard.

    Its list contains everything that the drawing shows.
    """

    is_static_view = True

    list_shapes = list_shapes.LAYERED_MAP
    layers = ContentList(
        scope=Scope.content,
        default=[],
        help="id, label, text and places of each layer; label, text, x and y of each place",
    )
    outline = String(scope=Scope.content, default="", help="Path data of SVG, the same for all")
    width = Integer(scope=Scope.content, default=1000)
    height = Integer(scope=Scope.content, default=600)

    def student_view(self, context: object = None) -> Fragment:
        if PATH.fullmatch(self.outline or "") is None:
            raise ValueError("an outline is the data of a path in SVG and nothing else")
        layers = "".join(
            self._layer(layer, number == 0)
            for number, layer in enumerate(self.localised(self.layers))
        )
        return self.fragment(
            '<div class="stack">', self.opening(), layers, self.closing(), "</div>"
        )

    def _layer(self, layer: Layer, is_first: bool) -> str:
        places = list(layer.get("places") or [])
        text = layer.get("text")
        intro = f"<p>{self.cite(str(text))}</p>" if text else ""
        listed = "".join(
            f"<li><b>{escape(str(place['label']))}</b>"
            + (f": {self.cite(str(place['text']))}" if place.get("text") else "")
            + "</li>"
            for place in places
        )
        names = f"<ol>{listed}</ol>" if listed else ""
        return (
            f'<details class="acc"{" open" if is_first else ""}>'
            f"<summary><span>{escape(str(layer['label']))}</span></summary>"
            f'<div class="stack stack-s">{intro}{self._drawing(layer, places)}{names}</div>'
            "</details>"
        )

    def _drawing(self, layer: Layer, places: list[Place]) -> str:
        """Drawing of the places that have coordinates; empty if there are none."""
        marks = "".join(
            self._mark(number, place)
            for number, place in enumerate(places, start=1)
            if "x" in place and "y" in place
        )
        if not marks:
            return ""
        name = escape(self.translate("Map: {layer}", layer=str(layer["label"])))
        outline = f'<path d="{escape(self.outline)}" fill="none" stroke="currentColor"/>'
        return (
            f'<svg viewBox="0 0 {int(self.width)} {int(self.height)}" role="img"'
            f' aria-label="{name}" width="100%">{outline}{marks}</svg>'
        )

    def _mark(self, number: int, place: Place) -> str:
        x, y = float(place["x"]), float(place["y"])
        radius = RADIUS * max(int(self.width), 1) / 1000
        return (
            f'<circle cx="{x:g}" cy="{y:g}" r="{radius:g}" fill="none" stroke="currentColor"'
            f' stroke-width="{radius / 10:g}"/><text x="{x:g}" y="{y:g}" fill="currentColor"'
            ' text-anchor="middle" dominant-baseline="central"'
            f' font-size="{radius:g}">{number}</text>'
        )

    @staticmethod
    def workbench_scenarios() -> list[tuple[str, str]]:
        layers = (
            '[{"id": "home", "label": "Rumah", "text": "Lapis terdekat",'
            ' "places": [{"label": "Keluarga", "text": "Mendengar", "x": 300, "y": 200}]}]'
        )
        attributes = f"layers='{layers}' outline=\"M100 100H900V500H100Z\""
        return [("Layered map", f'<payung_layered_map title_id="Peta" {attributes}/>')]
