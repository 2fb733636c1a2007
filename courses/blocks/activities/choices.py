"""A conversation in turns: choose a reply, get immediate feedback, continue."""

from html import escape
from typing import TypedDict

from web_fragments.fragment import Fragment
from xblock.fields import Dict, Scope

from courses.block_toolkit.base import (
    ContentList,
    PayungActivity,
    Problems,
    ViewContext,
    form_handler,
)
from courses.block_toolkit.form_values import Submitted, first_value
from courses.block_toolkit.markup import checked, notice


class Reply(TypedDict):
    """A possible reply in one language."""

    id: str
    text: str
    is_best: bool
    feedback: str


class Turn(TypedDict):
    """A turn in one language."""

    id: str
    text: str
    options: list[Reply]


class ChoicesBlock(PayungActivity):
    """Shows finished turns with feedback, and the form of the next turn."""

    has_score = True
    reports_completion = True

    turns = ContentList(scope=Scope.content, default=[], help="id, text, options of each turn")
    answers = Dict(scope=Scope.user_state, default={}, help="Chosen option by turn")

    def student_view(self, context: ViewContext | None = None) -> Fragment:
        turns: list[Turn] = self.localised(self.turns)
        taken = [turn for turn in turns if str(turn["id"]) in self.answers]
        coming = [turn for turn in turns if str(turn["id"]) not in self.answers]
        finished = "".join(self._taken(turn) for turn in taken)
        current = self._question(coming[0], len(taken) + 1, context) if coming else self._end()
        return self.fragment('<div class="stack">', self.opening(), finished, current, "</div>")

    @form_handler
    def choose(self, submitted: Submitted) -> Problems | None:
        """Store the reply of a turn. A turn that is answered already stays unchanged."""
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
    def again(self, submitted: Submitted) -> None:
        """Clear all answers."""
        self.answers = {}

    def _turn(self, turn_id: str) -> Turn | None:
        return next((turn for turn in self.turns if str(turn["id"]) == turn_id), None)

    def _chosen(self, turn: Turn) -> Reply:
        own = self.answers[str(turn["id"])]
        return next(option for option in turn["options"] if str(option["id"]) == own)

    def _best_chosen(self) -> int:
        taken = [turn for turn in self.turns if str(turn["id"]) in self.answers]
        return sum(bool(self._chosen(turn)["is_best"]) for turn in taken)

    def _taken(self, turn: Turn) -> str:
        option = self._chosen(turn)
        lines = (
            f"<p><b>{self.translate_html('Your answer: {answer}', answer=option['text'])}</b></p>",
            f"<p>{self.cite(option['feedback'])}</p>",
        )
        is_best = option["is_best"]
        feedback = notice("good", "check", *lines) if is_best else notice("fix", "again", *lines)
        return f"<p>{self.cite(turn['text'])}</p>{feedback}"

    def _question(self, turn: Turn, number: int, context: ViewContext | None) -> str:
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
