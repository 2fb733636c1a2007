"""A drawing or diagram of the course, placed inline so that it follows the reader's colours."""

import re
from html import escape

from web_fragments.fragment import Fragment
from xblock.fields import Scope, String

from courses.blocks.base import PayungBlock

PASSIVE = (
    *("svg", "g", "path", "circle", "ellipse", "rect", "line", "polyline", "polygon"),
    *("text", "tspan", "title", "desc"),
)
# Any other element, and attributes that run, lead elsewhere or restyle the page.
ACTIVE_CONTENT = re.compile(
    rf"<(?!/?(?:{'|'.join(PASSIVE)})[\s/>])|[\s/\"'](?:on\w+|(?:\w+:)?href|style)\s*=",
    re.IGNORECASE,
)


class PictureBlock(PayungBlock):
    """The view depends on content and language alone."""

    is_static_view = True

    svg_id = String(scope=Scope.content, default="")
    svg_en = String(scope=Scope.content, default="")
    alt_id = String(scope=Scope.content, default="")
    alt_en = String(scope=Scope.content, default="")

    def student_view(self, context: object = None) -> Fragment:
        drawing = self.text("svg")
        if not drawing:
            return Fragment("")
        if ACTIVE_CONTENT.search(drawing):
            raise ValueError("a picture may hold no active content")
        if "aria-label" not in drawing[:400]:
            label = escape(self.text("alt"))
            drawing = drawing.replace("<svg", f'<svg role="img" aria-label="{label}"', 1)
        return Fragment(f'<figure class="picture">{drawing}</figure>')

    @staticmethod
    def workbench_scenarios() -> list[tuple[str, str]]:
        svg = "&lt;svg viewBox='0 0 4 4'&gt;&lt;circle r='2' cx='2' cy='2'/&gt;&lt;/svg&gt;"
        return [("Picture", f'<payung_picture svg_id="{svg}" svg_en="{svg}" alt_id="Bulatan"/>')]
