"""Match sentences with lettered ones, then see the matching ones with explanations."""

from collections.abc import Mapping, Sequence
from html import escape
from string import ascii_uppercase
from typing import Final, NotRequired, TypedDict

from xblock.fields import Scope

from courses.block_toolkit.base import (
    ContentList,
    Problems,
    ViewContext,
    form_handler,
)
from courses.block_toolkit.form_values import Submitted, first_value
from courses.block_toolkit.markup import CITATIONS
from courses.block_toolkit.widgets import (
    chip,
    count_line,
    field_error,
    result,
    with_checked,
)
from courses.blocks import list_shapes
from courses.blocks.activities.rounds import RoundsActivity

LETTERS: Final = "letters"  # form field: the ids of the pairs in the order of their letters


class Pair(TypedDict):
    """A pair in one language."""

    id: str
    left: str
    right: str
    explanation: NotRequired[str]


class MatchingBlock(RoundsActivity):
    """The right sides are shuffled for each learner and named A, B, C ...; each left side has one.

    Stores incomplete answers, and shows feedback after all are answered.
    """

    list_shapes = list_shapes.MATCHING
    form_prefix, check_handler = "pair-", "match"
    pairs = ContentList(scope=Scope.content, default=[], help="id, left, right, explanation")

    @form_handler
    def match(self, submitted: Submitted) -> Problems | None:
        """Store the chosen letters. If all are chosen, score them and show the feedback."""
        if self._check(submitted):
            return None
        return {"pairs": self.translate("Choose a letter in each row.")}

    def _entries(self) -> Sequence[Pair]:
        return self.pairs

    def _letters(self, submitted: Submitted | None = None) -> dict[str, str]:
        """Letter of each right side by the id of its pair, in the order of the letters.

        A plain form names its order, which may not be that of the learner who sends it.
        """
        order = first_value(submitted or {}, LETTERS).split(",")
        ids = [str(pair["id"]) for pair in self.pairs]
        if sorted(order) != sorted(ids):
            order = self.shuffled(ids)
        return dict(zip(order, ascii_uppercase, strict=False))

    def _chosen(self, submitted: Submitted) -> dict[str, str]:
        sides = {letter: pair for pair, letter in self._letters(submitted).items()}
        chosen = {
            str(pair["id"]): first_value(submitted, f"pair-{pair['id']}") for pair in self.pairs
        }
        return {pair: sides[letter] for pair, letter in chosen.items() if letter in sides}

    def _order_field(self) -> str:
        """The order of the letters, in a plain form."""
        if not self.has_plain_forms:
            return ""
        return f'<input type="hidden" name="{LETTERS}" value="{escape(",".join(self._letters()))}">'

    def fits(self, pair: Pair) -> bool:
        return self.answers.get(str(pair["id"])) == str(pair["id"])

    def _questions(self, context: ViewContext | None) -> str:
        pairs: list[Pair] = self.localised(self.pairs)
        letters, posted = self._letters(), self.posted(context)
        answers = self._chosen(posted) if posted else self.answers
        missing = [str(p["id"]) for p in pairs if posted and str(p["id"]) not in answers]
        rights = {str(pair["id"]): pair["right"] for pair in pairs}
        listed = "".join(
            f"<li><b>{letter}</b><span>{self.cite(rights[side])}</span></li>"
            for side, letter in letters.items()
        )
        texts = "".join(
            f'<p data-letter="{letter}" hidden>'
            f"{escape(CITATIONS.sub('', rights[side]), quote=False)}</p>"
            for side, letter in letters.items()
        )
        rows = "".join(self._row(pair, letters, answers, missing, texts) for pair in pairs)
        count = self.translate("{done} of {all} matched", done=len(answers), all=len(pairs))
        button = self.button(self.translate("Check my choices"))
        first = self.part_id(missing[0]) if missing else ""
        return self.error_summary(context, field=first) + self.form(
            "match",
            self._order_field(),
            f'<div class="matches"><ol class="letters" role="list">{listed}</ol>',
            f"<div>{rows}</div></div>",
            count_line(count, self.translate("{done} of {all} matched")),
            f"<p>{button}</p>",
            attributes=" data-keep",
        )

    def _row(
        self,
        pair: Pair,
        letters: Mapping[str, str],
        answers: Mapping[str, str],
        missing: Sequence[str],
        texts: str,
    ) -> str:
        """The letters to choose from. `texts` has that of each letter, which style sheets show."""
        pair_id = str(pair["id"])
        field, is_bad = self.part_id(pair_id), pair_id in missing
        error = field_error(field, self.translate("Choose a letter.") if is_bad else "")
        chips = "".join(
            chip(f"pair-{pair_id}", letter, letter, field=field if letter == "A" else "")
            for letter in letters.values()
        )
        kind = f' class="match bad" aria-describedby="{field}-err"' if is_bad else ' class="match"'
        return (
            f"<fieldset{kind}><legend>{self.cite(pair['left'])}</legend>"
            f"{self.fitting_html(pair_id)}{error}"
            f'<div class="chips">{with_checked(chips, letters.get(answers.get(pair_id, "")))}</div>'
            f"{texts}</fieldset>"
        )

    def form_values(self) -> Mapping[str, str]:
        return {letter: pair for pair, letter in self._letters().items()}

    def answer_texts(self) -> Mapping[str, str]:
        return {str(pair["id"]): pair["right"] for pair in self.localised(self.pairs)}

    def answer_html(self, pair: Pair, rights: Mapping[str, str]) -> str:
        is_good = self.fits(pair)
        lines = [f"<p><b>{self.cite(pair['left'])}</b></p>"]
        if is_good:
            lines.append(f"<p>{self.cite(pair['right'])}</p>")
            mark = self.translate("Matches")
        else:
            own = rights[self.answers[str(pair["id"])]]
            lines.append(f"<p>{self.translate_html('You chose: {group}', group=own)}</p>")
            fits = self.translate_html("Fits better: {group}", group=pair["right"])
            lines.append(f"<p>{fits}</p>")
            mark = self.translate("Another one fits better")
        if pair.get("explanation"):
            lines.append(f"<p>{self.cite(pair['explanation'])}</p>")
        return result(*lines, is_good=is_good, mark=mark)

    @staticmethod
    def workbench_scenarios() -> list[tuple[str, str]]:
        pairs = (
            '[{"id": "1", "left": "Kok baru bilang sekarang?", "right": "Terima kasih sudah'
            ' bercerita", "explanation": "Tanpa menuduh"},'
            ' {"id": "2", "left": "Coba lihat pesannya", "right": "Kamu tidak perlu menunjukkan'
            ' apa pun"}]'
        )
        return [("Matching", f"<payung_matching title_id=\"Pasangkan\" pairs='{pairs}'/>")]
