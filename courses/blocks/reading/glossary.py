"""Terms with definitions, and terms that are better avoided."""

from html import escape
from typing import NotRequired, TypedDict

from web_fragments.fragment import Fragment
from xblock.fields import Scope

from courses.block_toolkit.base import ContentList, PayungActivity
from courses.block_toolkit.markup import UNSURE, tag
from courses.blocks import list_shapes

AVOIDED = "avoid"


class Term(TypedDict):
    """A term in one language."""

    term: str
    name: NotRequired[str]
    definition: NotRequired[str]
    usage: NotRequired[str]
    confidence: NotRequired[str]


class GlossaryBlock(PayungActivity):
    """A list of terms, each of which opens its definition."""

    is_static_view = True

    list_shapes = list_shapes.GLOSSARY
    terms = ContentList(
        scope=Scope.content,
        default=[],
        help="term, name, definition, usage (use or avoid), confidence",
    )

    def student_view(self, context: object = None) -> Fragment:
        entries = "".join(self._entry(term) for term in self.localised(self.terms))
        listed = f'<div class="stack stack-s">{entries}</div>' if entries else ""
        return self.fragment(
            '<div class="stack">', self.opening(), listed, self.closing(), "</div>"
        )

    def _entry(self, term: Term) -> str:
        word, name = str(term["term"]), str(term.get("name") or "")
        more = f' <span class="muted">{escape(name)}</span>' if name and name != word else ""
        if term.get("usage") == AVOIDED:
            more += f" {tag('fix', self.translate('Better avoided'))}"
        if term.get("confidence") in UNSURE:
            more += f" {tag('review', self.translate('To be confirmed'))}"
        return (
            f'<details class="acc term"><summary><span><b>{escape(word)}</b>{more}</span></summary>'
            f"<div><p>{self.cite(str(term.get('definition') or ''))}</p></div></details>"
        )

    @staticmethod
    def workbench_scenarios() -> list[tuple[str, str]]:
        terms = (
            '[{"term": "CSAM", "name": "Materi kekerasan seksual anak",'
            ' "definition": "Bukan pornografi: anak tidak dapat menyetujuinya.", "usage": "use"}]'
        )
        return [("Glossary", f"<payung_glossary title_id=\"Istilah\" terms='{terms}'/>")]
