"""Links to printable kits of the course."""

from html import escape

from web_fragments.fragment import Fragment
from xblock.core import XBlock
from xblock.fields import Scope, String

from courses.block_toolkit.base import ContentList, PayungActivity
from courses.blocks import list_shapes


@XBlock.wants("links")
class KitsBlock(PayungActivity):
    """Links come from the host's service `links`; without it the titles are plain text."""

    is_static_view = True

    list_shapes = list_shapes.KITS
    kits = ContentList(scope=Scope.content, default=[], help="id, title and summary of each kit")
    note_id = String(scope=Scope.content, default="")
    note_en = String(scope=Scope.content, default="")

    def student_view(self, context: object = None) -> Fragment:
        kits = "".join(
            f'<li class="stack stack-s"><h3>{self._title(kit)}</h3>'
            f"<p>{self.cite(kit.get('summary', ''))}</p></li>"
            for kit in self.localised(self.kits)
        )
        note = self.text("note")
        hint = f'<p class="hint">{self.cite(note)}</p>' if note else ""
        listed = f'<ul class="stack" role="list">{kits}</ul>'
        return self.fragment(
            '<div class="stack">', self.opening(), listed, hint, self.closing(), "</div>"
        )

    def _title(self, kit: dict[str, str]) -> str:
        links = self.runtime.service(self, "links")
        title = escape(kit["title"])
        return f'<a href="{escape(links.kit(kit["id"]))}">{title}</a>' if links else title

    @staticmethod
    def workbench_scenarios() -> list[tuple[str, str]]:
        kits = '[{"id": "policy", "title": "Kebijakan", "summary": "Templat"}]'
        return [("Kits", f"<payung_kits title_id=\"Perangkat\" kits='{kits}'/>")]
