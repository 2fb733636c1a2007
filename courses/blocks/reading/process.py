"""Numbered steps to read: a timeline, a tour, a picture story, questions and answers."""

import re
from html import escape
from typing import Final

from web_fragments.fragment import Fragment
from xblock.fields import Scope

from courses.block_toolkit.base import ContentList, PayungActivity
from courses.blocks import list_shapes
from courses.blocks.reading.picture import figure
from courses.json_types import JsonMapping

NUMBER: Final = re.compile(r"^\d+[.)]\s+")  # titles are numbered by the list


class ProcessBlock(PayungActivity):
    """A list of steps with title and text, each with a drawing if it has one.

    Raises ValueError if a drawing has active content.
    """

    is_static_view = True

    list_shapes = list_shapes.PROCESS
    steps = ContentList(
        scope=Scope.content,
        default=[],
        help="title and text of each step; drawing (svg) and its description (alt)",
    )

    def student_view(self, context: object = None) -> Fragment:
        steps = "".join(
            f"<li><h3>{escape(NUMBER.sub('', step['title']))}</h3>{_drawing(step)}"
            f"<p>{self.cite(step['text'])}</p></li>"
            for step in self.localised(self.steps)
        )
        path = f'<ol class="path" role="list">{steps}</ol>'
        return self.fragment('<div class="stack">', self.opening(), path, self.closing(), "</div>")

    @staticmethod
    def workbench_scenarios() -> list[tuple[str, str]]:
        steps = '[{"title": "Satu", "text": "Mulai di sini"}]'
        return [("Steps", f"<payung_steps title_id=\"Langkah\" steps='{steps}'/>")]


def _drawing(step: JsonMapping) -> str:
    return figure(step["svg"], step.get("alt", "")) if step.get("svg") else ""
