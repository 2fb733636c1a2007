"""A talk in turns: choose what to say, see at once how it lands, and go on."""

from collections.abc import Mapping
from html import escape
from typing import Any

from web_fragments.fragment import Fragment
from xblock.fields import Dict, Scope

from courses.block_toolkit.base import (
    ContentList,
    PayungActivity,
    Problems,
    first_value,
    form_handler,
)
from courses.block_toolkit.markup import checked, notice


class ChoicesBlock(PayungActivity):
    """One turn at a time; turns already taken stand above it with their feedback."""

    has_score = True
    reports_completion = True

    turns = ContentList(scope=Scope.content, default=[], help="id, text, options of each turn")
    answers = Dict(scope=Scope.user_state, default={}, help="Chosen option by turn")

    def student_view(self, context: Mapping[str, Any] | None = None) -> Fragment:
        turns = self.localised(self.turns)
        taken = [turn for turn in turns if str(turn["id"]) in self.answers]
        coming = [turn for turn in turns if str(turn["id"]) not in self.answers]
        told = "".join(self._taken(turn) for turn in taken)
        now = self._question(coming[0], len(taken) + 1, context) if coming else self._end()
        return self.fragment('<div class="stack">', self.opening(), told, now, "</div>")

    @form_handler
    def choose(self, submitted: Mapping[str, list[str]]) -> Problems | None:
        """Take one turn, once: a second answer to it changes nothing."""
        turn = self._turn(first_value(submitted, "turn"))
        if turn is None or str(turn["id"]) in self.answers:
            return None  # a double click or an old page
        option = first_value(submitted, "option")
        if option not in [str(choice["id"]) for choice in turn["options"]]:
            return {"option": self.translate("Choose one of the answers.")}
        self.answers = {**self.answers, str(turn["id"]): option}
        if len(self.answers) == len(self.turns):
            self.publish_grade(self._best_chosen(), len(self.turns))
            self.publish_completion()
        return None

    @form_handler
    def again(self, submitted: Mapping[str, list[str]]) -> None:
        self.answers = {}

    def _turn(self, turn_id: str) -> Mapping[str, Any] | None:
        return next((turn for turn in self.turns if str(turn["id"]) == turn_id), None)

    def _chosen(self, turn: Mapping[str, Any]) -> Mapping[str, Any]:
        own = self.answers[str(turn["id"])]
        return next(option for option in turn["options"] if str(option["id"]) == own)

    def _best_chosen(self) -> int:
        taken = [turn for turn in self.turns if str(turn["id"]) in self.answers]
        return sum(bool(self._chosen(turn)["is_best"]) for turn in taken)

    def _taken(self, turn: Mapping[str, Any]) -> str:
        option = self._chosen(turn)
        lines = (
            f"<p><b>{self.translate_html('Your answer: {answer}', answer=option['text'])}</b></p>",
            f"<p>{self.cite(option['feedback'])}</p>",
        )
        is_best = option["is_best"]
        told = notice("good", "check", *lines) if is_best else notice("fix", "again", *lines)
        return f"<p>{self.cite(turn['text'])}</p>{told}"

    def _question(
        self, turn: Mapping[str, Any], number: int, context: Mapping[str, Any] | None
    ) -> str:
        count = self.translate("Question {number} of {all}", number=number, all=len(self.turns))
        posted = self.posted(context)
        chosen = (
            first_value(posted, "option")
            if first_value(posted, "turn") == str(turn["id"])
            else None
        )
        options = "".join(
            f'<label class="choice"><input type="radio" name="option" required'
            f' value="{escape(str(option["id"]))}"{checked(str(option["id"]) == chosen)}>'
            f"<span>{self.cite(option['text'])}</span></label>"
            for option in self.shuffled(turn["options"], salt=str(turn["id"]))
        )
        return self.error_summary(context) + self.form(
            "choose",
            f'<input type="hidden" name="turn" value="{escape(str(turn["id"]))}">',
            f'<fieldset class="stack"><legend><span class="eyebrow">{escape(count)}</span><br>'
            f'<span class="ask">{self.cite(turn["text"])}</span></legend>'
            f'<div class="opts">{options}</div></fieldset>',
            f"<p>{self.button(self.translate('Choose this answer'))}</p>",
        )

    def _end(self) -> str:
        total = self.translate(
            "{right} of {all} answers help most.", right=self._best_chosen(), all=len(self.turns)
        )
        again = self.form("again", f"<p>{self.button(self.translate('Try again'), kind='')}</p>")
        return f'<p role="status"><b>{escape(total)}</b></p>{self.closing()}{again}'

    @staticmethod
    def workbench_scenarios() -> list[tuple[str, str]]:
        options = (
            '[{"id": "a", "text": "Aku percaya kamu", "is_best": true, "feedback": "Tepat"},'
            ' {"id": "b", "text": "Kenapa?", "is_best": false, "feedback": "Terdengar menuduh"}]'
        )
        turns = f'[{{"id": "1", "text": "Ini salah saya", "options": {options}}}]'
        return [("Choices", f"<payung_choices title_id=\"Pilih\" turns='{turns}'/>")]
