"""Words and what they mean, and which of them are better left out."""

from collections.abc import Mapping
from html import escape
from typing import Any

from web_fragments.fragment import Fragment
from xblock.fields import Scope

from courses.block_toolkit.base import ContentList, PayungActivity
from courses.block_toolkit.markup import UNSURE, tag

AVOIDED = "avoid"


class GlossaryBlock(PayungActivity):
    """The view depends on content and language alone."""

    is_static_view = True

    terms = ContentList(
        scope=Scope.content,
        default=[],
        help="term, name, definition, usage (use or avoid), confidence",
    )

    def student_view(self, context: object = None) -> Fragment:
        entries = "".join(self._entry(term) for term in self.localised(self.terms))
        listed = f'<dl class="stack">{entries}</dl>' if entries else ""
        return self.fragment(
            '<div class="stack">', self.opening(), listed, self.closing(), "</div>"
        )

    def _entry(self, term: Mapping[str, Any]) -> str:
        word, name = str(term["term"]), str(term.get("name") or "")
        more = f' <span class="muted">{escape(name)}</span>' if name and name != word else ""
        if term.get("usage") == AVOIDED:
            more += f" {tag('fix', self.translate('Better avoided'))}"
        if term.get("confidence") in UNSURE:
            more += f" {tag('review', self.translate('To be confirmed'))}"
        return (
            f'<div class="card stack stack-s"><dt><b>{escape(word)}</b>{more}</dt>'
            f"<dd>{self.cite(str(term.get('definition') or ''))}</dd></div>"
        )

    @staticmethod
    def workbench_scenarios() -> list[tuple[str, str]]:
        terms = (
            '[{"term": "CSAM", "name": "Materi kekerasan seksual anak",'
            ' "definition": "Bukan pornografi: anak tidak dapat menyetujuinya.", "usage": "use"}]'
        )
        return [("Glossary", f"<payung_glossary title_id=\"Istilah\" terms='{terms}'/>")]
