"""Renders the picture of a lesson as inline SVG: its drawing, or its diagram."""

import re
from html import escape
from typing import Final

from courses.course_files.model import Picture
from courses.pictures.diagram import describe, render_diagram

_OPENING: Final = re.compile(r"<svg\b[^>]*>")


def lesson_picture(picture: Picture, language: str) -> str:
    """The SVG with the alternative text as title; diagrams also get a description."""
    title = picture.alt.of(language)
    if picture.diagram is not None:
        description = describe(picture.diagram, language)
        return render_diagram(picture.diagram, language, title=title, description=description)
    return _with_title(picture.drawing or "", title, picture.brief.of(language))


def _with_title(drawing: str, title: str, description: str) -> str:
    texts = f"<title>{escape(title)}</title><desc>{escape(description)}</desc>"
    return _OPENING.sub(lambda opening: opening.group() + texts, drawing, count=1).strip()
