"""Numbered steps to read: a timeline, a tour, a script, questions and answers."""

from html import escape

from web_fragments.fragment import Fragment
from xblock.fields import Scope

from courses.block_toolkit.base import ContentList, PayungActivity


class ProcessBlock(PayungActivity):
    """A list of steps with title and text."""

    is_static_view = True

    steps = ContentList(scope=Scope.content, default=[], help="title and text of each step")

    def student_view(self, context: object = None) -> Fragment:
        steps = "".join(
            f"<li><h3>{escape(step['title'])}</h3><p>{self.cite(step['text'])}</p></li>"
            for step in self.localised(self.steps)
        )
        path = f'<ol class="path" role="list">{steps}</ol>'
        return self.fragment('<div class="stack">', self.opening(), path, self.closing(), "</div>")

    @staticmethod
    def workbench_scenarios() -> list[tuple[str, str]]:
        steps = '[{"title": "Satu", "text": "Mulai di sini"}]'
        return [("Steps", f"<payung_steps title_id=\"Langkah\" steps='{steps}'/>")]
