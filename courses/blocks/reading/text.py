"""Text of a lesson: Markdown as sanitised HTML with links to source notes."""

from web_fragments.fragment import Fragment
from xblock.fields import Scope, String

from courses.block_toolkit.base import PayungBlock
from courses.block_toolkit.markdown import render_markdown


class TextBlock(PayungBlock):
    """A Markdown text."""

    is_static_view = True

    markdown_id = String(scope=Scope.content, default="")
    markdown_en = String(scope=Scope.content, default="")

    def student_view(self, context: object = None) -> Fragment:
        html = self.link_citations(render_markdown(self.text("markdown")))
        return self.fragment(f'<div class="prose">{html}</div>')

    @staticmethod
    def workbench_scenarios() -> list[tuple[str, str]]:
        markdown = "Say: *&quot;Thank you for telling me.&quot;* [F76]"
        return [("Text", f'<payung_text markdown_id="{markdown}" markdown_en="{markdown}"/>')]
