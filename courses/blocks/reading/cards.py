"""Cards with a front and a back, as disclosure widgets."""

from html import escape
from typing import NotRequired, TypedDict

from web_fragments.fragment import Fragment
from xblock.fields import Scope

from courses.block_toolkit.base import ContentList, PayungActivity
from courses.blocks import list_shapes


class Card(TypedDict):
    """A card in one language."""

    front: str
    back: str
    note: NotRequired[str]


class CardsBlock(PayungActivity):
    """A list of cards."""

    is_static_view = True

    list_shapes = list_shapes.CARDS
    cards = ContentList(scope=Scope.content, default=[], help="front, back and note of each card")

    def student_view(self, context: object = None) -> Fragment:
        cards: list[Card] = self.localised(self.cards)
        shown = "".join(
            self._card(
                card, self.translate_html("Card {number} of {all}", number=n, all=len(cards))
            )
            for n, card in enumerate(cards, 1)
        )
        return self.fragment('<div class="stack">', self.opening(), shown, self.closing(), "</div>")

    def _card(self, card: Card, position: str) -> str:
        note = card.get("note")
        more = f'<p class="hint">{self.cite(note)}</p>' if note else ""
        return (
            f'<details class="acc flash"><summary><span><small>{position}</small>'
            f"{escape(card['front'])}</span></summary>"
            f"<div><p>{self.cite(card['back'])}</p>{more}</div></details>"
        )

    @staticmethod
    def workbench_scenarios() -> list[tuple[str, str]]:
        cards = '[{"front": "Kalimat", "back": "Lebih baik begini"}]'
        return [("Cards", f"<payung_cards title_id=\"Kartu\" cards='{cards}'/>")]
