"""A drawing as inline SVG, which follows the reader's colour scheme."""

import re
from html import escape

from lxml import etree
from web_fragments.fragment import Fragment
from xblock.fields import Scope, String

from courses.block_toolkit.base import PayungBlock

PASSIVE = (
    *("svg", "g", "path", "circle", "ellipse", "rect", "line", "polyline", "polygon"),
    *("text", "tspan", "title", "desc"),
)
# Other elements, event attributes, links and styles.
ACTIVE_CONTENT = re.compile(
    rf"<(?!/?(?:{'|'.join(PASSIVE)})[\s/>])|[\s/\"'](?:on\w+|(?:\w+:)?href|style)\s*=",
    re.IGNORECASE,
)
ROLE = re.compile(r"\s*<svg\b[^>]*\brole=")
ROOTS = ("svg", "{http://www.w3.org/2000/svg}svg")
# References to other files in attribute values, also those hidden by CSS escapes.
REMOTE_REFERENCE = re.compile(r"\\|(?:url|image|image-set|src)\s*\((?!\s*['\"]?#)", re.IGNORECASE)


def is_passive(drawing: str) -> bool:
    """Whether the drawing is one complete `svg` element of shapes and text without active content.

    Pages include drawings unchanged, so an unclosed `title` would hide the rest of the page.
    """
    if ACTIVE_CONTENT.search(drawing):  # also any `<!` and `<?`, so there is no document type
        return False
    try:
        root = etree.fromstring(drawing.encode(), etree.XMLParser(no_network=True))
    except (etree.XMLSyntaxError, ValueError):
        return False
    return root.tag in ROOTS and not any(_is_active(node) for node in root.iter())


def _is_active(node: "etree._Element") -> bool:
    is_text = etree.QName(node).localname.lower() in ("title", "desc")
    return (is_text and len(node) > 0) or any(
        REMOTE_REFERENCE.search(str(value)) for value in node.attrib.values()
    )


def figure(drawing: str, description: str) -> str:
    """The drawing with a description for readers who do not see it.

    Raises ValueError if the drawing has active content.
    """
    if not is_passive(drawing):
        raise ValueError("a picture may hold no active content")
    if "aria-label" not in drawing[:400]:
        role = "" if ROLE.match(drawing) else ' role="img"'
        label = escape(description)
        drawing = drawing.replace("<svg", f'<svg{role} aria-label="{label}"', 1)
    return f'<figure class="picture">{drawing}</figure>'


class PictureBlock(PayungBlock):
    """Raises ValueError if the drawing has active content."""

    is_static_view = True

    svg_id = String(scope=Scope.content, default="")
    svg_en = String(scope=Scope.content, default="")
    alt_id = String(scope=Scope.content, default="")
    alt_en = String(scope=Scope.content, default="")

    def student_view(self, context: object = None) -> Fragment:
        drawing = self.text("svg")
        if not drawing:
            return self.fragment()
        return self.fragment(figure(drawing, self.text("alt")))

    @staticmethod
    def workbench_scenarios() -> list[tuple[str, str]]:
        svg = "&lt;svg viewBox='0 0 4 4'&gt;&lt;circle r='2' cx='2' cy='2'/&gt;&lt;/svg&gt;"
        return [("Picture", f'<payung_picture svg_id="{svg}" svg_en="{svg}" alt_id="Bulatan"/>')]
