"""Match sentences with lettered ones, then see the matching ones with explanations."""

from collections.abc import Mapping, Sequence
from html import escape
from string import ascii_uppercase
from typing import NotRequired, TypedDict

from web_fragments.fragment import Fragment
from xblock.fields import Boolean, Dict, Scope

from courses.block_toolkit.base import (
    ContentList,
    PayungActivity,
    Problems,
    ViewContext,
    form_handler,
)
from courses.block_toolkit.form_values import Submitted, first_value
from courses.block_toolkit.widgets import (
    chip,
    count_line,
    field_error,
    folded,
    result,
    with_checked,
)


class Pair(TypedDict):
    """A pair in one language."""

    id: str
    left: str
    right: str
    explanation: NotRequired[str]


class MatchingBlock(PayungActivity):
    """The right sides are shuffled for each learner and named A, B, C ...; each left side has one.

    Stores incomplete answers, and shows feedback after all are answered.
    """

    has_score = True
    reports_completion = True

    pairs = ContentList(scope=Scope.content, default=[], help="id, left, right, explanation")
    answers = Dict(scope=Scope.user_state, default={}, help="Id of the chosen right side by pair")
    is_checked = Boolean(scope=Scope.user_state, default=False)

    def student_view(self, context: ViewContext | None = None) -> Fragment:
        body = self._feedback() if self.is_checked else self._questions(context)
        return self.fragment('<div class="stack">', self.opening(), body, "</div>")

    @form_handler
    def match(self, submitted: Submitted) -> Problems | None:
        """Store the chosen letters. If all are chosen, score them and show the feedback.

        With `keep`, which scripts send after each change, only store them.
        """
        if self.is_checked:
            return None  # a double click or an old page
        self.answers = self._chosen(submitted)
        if first_value(submitted, "keep"):
            return None
        if len(self.answers) < len(self.pairs):
            return {"pairs": self.translate("Choose a letter in each row.")}
        self.is_checked = True
        self.publish_grade(sum(map(self._fits, self.pairs)), len(self.pairs))
        self.publish_completion()
        return None

    @form_handler
    def again(self, submitted: Submitted) -> None:
        """Begin another round, with all pairs or, for `missed`, those that did not match."""
        is_partial = first_value(submitted, "round") == "missed"
        fitting = {str(pair["id"]) for pair in self.pairs if is_partial and self._fits(pair)}
        self.answers = {pair: own for pair, own in self.answers.items() if pair in fitting}
        self.is_checked = False

    def _letters(self) -> dict[str, str]:
        """Letter of each right side by the id of its pair, in the order of the letters."""
        order = self.shuffled([str(pair["id"]) for pair in self.pairs])
        return dict(zip(order, ascii_uppercase, strict=False))

    def _chosen(self, submitted: Submitted) -> dict[str, str]:
        sides = {letter: pair for pair, letter in self._letters().items()}
        chosen = {
            str(pair["id"]): first_value(submitted, f"pair-{pair['id']}") for pair in self.pairs
        }
        return {pair: sides[letter] for pair, letter in chosen.items() if letter in sides}

    def _fits(self, pair: Pair) -> bool:
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
        rows = "".join(self._row(pair, letters, answers, missing) for pair in pairs)
        count = self.translate("{done} of {all} matched", done=len(answers), all=len(pairs))
        button = self.button(self.translate("Check my choices"))
        first = self.part_id(missing[0]) if missing else ""
        return self.error_summary(context, field=first) + self.form(
            "match",
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
    ) -> str:
        pair_id = str(pair["id"])
        field, is_bad = self.part_id(pair_id), pair_id in missing
        error = field_error(field, self.translate("Choose a letter.") if is_bad else "")
        chips = "".join(
            chip(f"pair-{pair_id}", letter, letter, field=field if letter == "A" else "")
            for letter in letters.values()
        )
        kind = f' class="match bad" aria-describedby="{field}-err"' if is_bad else ' class="match"'
        return (
            f"<fieldset{kind}><legend>{self.cite(pair['left'])}</legend>{error}"
            f'<div class="chips">{with_checked(chips, letters.get(answers.get(pair_id, "")))}</div>'
            "</fieldset>"
        )

    def _feedback(self) -> str:
        pairs: list[Pair] = self.localised(self.pairs)
        moving = [pair for pair in pairs if not self._fits(pair)]
        fitting = [pair for pair in pairs if self._fits(pair)]
        rights = {str(pair["id"]): pair["right"] for pair in pairs}
        total = (
            self.translate(
                "{right} fit, {moved} belong elsewhere.", right=len(fitting), moved=len(moving)
            )
            if moving
            else self.translate("All {all} fit.", all=len(pairs))
        )
        moves = "".join(self._answer(pair, rights) for pair in moving)
        fits = "".join(self._answer(pair, rights) for pair in fitting)
        if moving and fitting:
            fits = folded(self.translate("Those that fit ({count})", count=len(fitting)), fits)
        again = self.rounds(is_partial=bool(moving and fitting))
        return (
            f'<p class="ask" role="status">{escape(total)}</p>{moves}{fits}{self.closing()}{again}'
        )

    def _answer(self, pair: Pair, rights: Mapping[str, str]) -> str:
        is_good = self._fits(pair)
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
