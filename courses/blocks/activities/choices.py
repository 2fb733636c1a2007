"""Decisions, one at a time: choose an answer, see what it leads to, change it or go on."""

from collections.abc import Sequence
from html import escape
from typing import Final, NotRequired, TypedDict

from web_fragments.fragment import Fragment
from xblock.fields import Dict, Integer, Scope, String

from courses.block_toolkit.base import (
    ContentList,
    PayungActivity,
    Problems,
    ViewContext,
    form_handler,
)
from courses.block_toolkit.form_values import Submitted, first_value
from courses.block_toolkit.markup import icon
from courses.block_toolkit.widgets import consequence, folded, pick, result
from courses.blocks import list_shapes
from courses.blocks.answer_sheets.choices import choices_sheet

TRIES: Final = 2  # answers to a single question before the best one is shown, not just folded


class Reply(TypedDict):
    """A possible reply in one language."""

    id: str
    text: str
    is_best: bool
    is_harmful: NotRequired[bool]  # it endangers somebody
    feedback: str


class Turn(TypedDict):
    """A turn in one language."""

    id: str
    text: str
    options: list[Reply]


class ChoicesBlock(PayungActivity):
    """Shows the form of the next turn, or the result of the last one.

    The grade counts the first answers of a round, so a changed answer earns nothing.
    """

    has_score = True
    reports_completion = True

    list_shapes = list_shapes.CHOICES
    turns = ContentList(scope=Scope.content, default=[], help="id, text, options of each turn")
    answers = Dict(scope=Scope.user_state, default={}, help="Chosen option by turn")
    first_answers = Dict(scope=Scope.user_state, default={}, help="First option of a round by turn")
    tries = Integer(scope=Scope.user_state, default=0, help="Answers in the round of one question")
    shown = String(scope=Scope.user_state, default="", help="Id of the turn whose result is shown")

    def student_view(self, context: ViewContext | None = None) -> Fragment:
        turns: list[Turn] = self.localised(self.turns)
        taken = [turn for turn in turns if str(turn["id"]) in self.answers]
        coming = [turn for turn in turns if str(turn["id"]) not in self.answers]
        last = next((turn for turn in taken if str(turn["id"]) == self.shown), None)
        if turns and not coming:
            body = self._end(turns, last or (turns[0] if len(turns) == 1 else None))
        elif last:
            count = f"<p>{self.number_html(turns.index(last) + 1)}</p>"
            following = turns.index(coming[0]) + 1
            onward = escape(self.onward_text(following))
            body = count + self.result_html(last) + self.ways_on(last, onward=onward)
        elif coming:
            number = turns.index(coming[0]) + 1  # in a round of what was missed it has gaps
            body = self.question_html(coming[0], number, context) + self._earlier(taken)
        else:
            body = ""
        return self.fragment('<div class="stack">', self.opening(), body, "</div>")

    @form_handler
    def choose(self, submitted: Submitted) -> Problems | None:
        """Store the reply of a turn. A turn that is answered already stays unchanged."""
        turn = self._turn(first_value(submitted, "turn"))
        if turn is None or str(turn["id"]) in self.answers:
            return None  # a double click or an old page
        option = self._option(turn, first_value(submitted, "option"))
        if option is None:
            return {"option": self.translate("Choose one of the answers.")}
        turn_id = str(turn["id"])
        self.first_answers = {**self.answers, turn_id: option, **self.first_answers}
        self.answers = {**self.answers, turn_id: option}
        self.shown = turn_id
        self.tries += 1
        if len(self.answers) == len(self.turns):
            self.publish_grade(self._best_at_first(), len(self.turns))
            self.publish_completion()
        return None

    @form_handler
    def proceed(self, submitted: Submitted) -> None:
        """Go on to the next turn, or take back the answer of the turn in `change`."""
        changed = first_value(submitted, "change")
        if changed in self.answers:
            self.first_answers = {**self.answers, **self.first_answers}
            self.answers = {turn: own for turn, own in self.answers.items() if turn != changed}
        if self.shown == (changed or first_value(submitted, "after")):
            self.shown = ""

    @form_handler
    def again(self, submitted: Submitted) -> None:
        """Begin another round, with all turns or, for `missed`, those that were not always best."""
        is_missed = first_value(submitted, "round") == "missed"
        best = self._best_throughout() if is_missed else ()
        first = {str(turn["id"]): self.answers[str(turn["id"])] for turn in best}
        self.answers, self.first_answers, self.shown, self.tries = first, first, "", 0

    def _turn(self, turn_id: str) -> Turn | None:
        return next((turn for turn in self.turns if str(turn["id"]) == turn_id), None)

    def _option(self, turn: Turn, value: str) -> str | None:
        """Id of the option with this form value. Pages of earlier versions sent the id itself."""
        for option in turn["options"]:
            if value in (self._form_value(turn, option), str(option["id"])):
                return str(option["id"])
        return None

    def _form_value(self, turn: Turn, option: Reply) -> str:
        return self.opaque(turn["id"], option["id"])

    def _first_answers(self) -> dict[str, str]:
        """First answers of the round. Rounds of earlier versions have no others."""
        return {**self.answers, **self.first_answers}

    def _best_at_first(self) -> int:
        first = self._first_answers()
        return sum(self._is_best(turn, first.get(str(turn["id"]))) for turn in self.turns)

    def _best_throughout(self) -> list[Turn]:
        """Turns whose first answer and present answer are best; the others are worth a repeat."""
        first = self._first_answers()
        return [
            turn
            for turn in self.turns
            if self._is_best(turn, first.get(str(turn["id"])))
            and self._is_best(turn, self.answers.get(str(turn["id"])))
        ]

    @staticmethod
    def _is_best(turn: Turn, option_id: str | None) -> bool:
        return any(str(o["id"]) == option_id and bool(o["is_best"]) for o in turn["options"])

    @staticmethod
    def _best(turn: Turn) -> Reply | None:
        return next((option for option in turn["options"] if option["is_best"]), None)

    def _chosen(self, turn: Turn) -> Reply:
        own = self.answers[str(turn["id"])]
        return next(option for option in turn["options"] if str(option["id"]) == own)

    def result_html(
        self, turn: Turn, *, is_round_over: bool = False, is_status: bool = True
    ) -> str:
        """The question, the learner's choice, and what it leads to.

        A harmful choice is followed by the safer one at once, another after a round by what would
        have helped more. `is_status` is for the answer given last, which screen readers announce.
        """
        option = self._chosen(turn)
        label, is_best = self.translate_html("Your choice:"), bool(option["is_best"])
        is_harmful = bool(option.get("is_harmful"))
        mark = self.translate("Helps most") if is_best else self.translate("There is a better way")
        if is_harmful:
            mark = self.translate("This can do harm")
        better = self.better_html(turn) if is_round_over and not is_best else ""
        if is_harmful:
            better = self.safer_html(turn)
        return (
            f"<p>{self.cite(turn['text'])}</p>"
            f'<p class="chosen"><span><b>{label}</b> {self.cite(option["text"])}</span></p>'
            + result(
                consequence(option["feedback"], self.cite),
                better,
                is_good=is_best,
                mark=mark,
                is_status=is_status,
                is_harmful=is_harmful,
            )
        )

    def better_html(self, turn: Turn) -> str:
        """The best option of a turn and its feedback."""
        best = self._best(turn)
        if best is None:
            return ""
        label = self.translate_html("What helps more:")
        return (
            f"<p><b>{label}</b> {self.cite(best['text'])}</p><p>{self.cite(best['feedback'])}</p>"
        )

    def safer_html(self, turn: Turn) -> str:
        """The best option of a turn as the safer one; empty if no option is best."""
        best = self._best(turn)
        label = self.translate_html("Safer:")
        return f"<p><b>{label}</b> {self.cite(best['text'])}</p>" if best else ""

    def folded_better_html(self, turn: Turn) -> str:
        """The same, to be opened; empty if no option is best."""
        better = self.better_html(turn)
        return folded(self.translate("See what helps more"), better) if better else ""

    def ways_on(self, turn: Turn, *, onward: str = "") -> str:
        """The form to change a choice or go on; `onward` is the label of the way on as HTML."""
        turn_id = escape(str(turn["id"]))
        change = (
            f'<button class="btn" type="submit" name="change" value="{turn_id}">'
            f"{icon('undo')}{self.translate_html('Change my choice')}</button>"
        )
        if onward:
            onward = (
                f'<button class="btn main" type="submit" name="after" value="{turn_id}">'
                f"{onward} {icon('next')}</button>"
            )
        return self.form("proceed", change, onward, kind="ways")

    def question_html(self, turn: Turn, number: int, context: ViewContext | None = None) -> str:
        count = f"{self.number_html(number)}<br>" if len(self.turns) > 1 else ""
        picks = "".join(
            pick("option", self._form_value(turn, option), option["text"])
            for option in self.shuffled(turn["options"], salt=str(turn["id"]))
        )
        return self.error_summary(context) + self.form(
            "choose",
            f'<input type="hidden" name="turn" value="{escape(str(turn["id"]))}">',
            f'<fieldset class="stack"><legend>{count}'
            f'<span class="ask">{self.cite(turn["text"])}</span></legend>'
            f'<div class="picks">{picks}</div></fieldset>',
            f'<p class="hint">{self.translate_html("You can change your choice afterwards.")}</p>',
        )

    def number_text(self, number: int) -> str:
        return self.translate("Question {number} of {all}", number=number, all=len(self.turns))

    def onward_text(self, number: int) -> str:
        """What the way on to a question says."""
        return self.translate("To question {number}", number=number)

    def number_html(self, number: int) -> str:
        return f'<span class="eyebrow">{escape(self.number_text(number))}</span>'

    def _earlier(self, taken: Sequence[Turn]) -> str:
        """Results of the turns before, closed."""
        results = "".join(self.result_html(turn, is_status=False) for turn in taken)
        return self.earlier_frame(results, len(taken)) if taken else ""

    def earlier_frame(self, results: str, count: int) -> str:
        summary = self.translate(
            "Answered so far: {count} of {all}", count=count, all=len(self.turns)
        )
        return folded(summary, results)

    def missed_frame(self, results: str, count: int) -> str:
        summary = self.translate("Other answers with a better way ({count})", count=count)
        return folded(summary, results, is_open=True)

    def best_frame(self, results: str, count: int) -> str:
        return folded(
            self.translate("Other answers that help most ({count})", count=count), results
        )

    def _others(self, turns: Sequence[Turn]) -> str:
        """Results of the other turns of a round: open those with a better way, closed the rest."""
        best = [turn for turn in turns if self._is_best(turn, self.answers[str(turn["id"])])]
        missed = [turn for turn in turns if turn not in best]
        shown = ""
        if missed:
            shown = self.missed_frame("".join(map(self._result_at_end, missed)), len(missed))
        if best:
            shown += self.best_frame("".join(map(self._result_at_end, best)), len(best))
        return shown

    def _result_at_end(self, turn: Turn) -> str:
        return self.result_html(turn, is_round_over=True, is_status=False)

    def _end(self, turns: Sequence[Turn], last: Turn | None) -> str:
        """The result of the last turn, and of the round if it has several."""
        if last and len(turns) == 1:  # its choice can be changed before the best is shown
            is_over, chosen = self.tries >= TRIES, self._chosen(last)
            shown = self.result_html(last, is_round_over=is_over)
            if not (is_over or chosen["is_best"] or chosen.get("is_harmful")):
                shown += self.folded_better_html(last)
            return shown + self.ways_on(last) + self.closing()
        shown = ""
        if last:
            number = f"<p>{self.number_html(turns.index(last) + 1)}</p>"
            shown = number + self.result_html(last, is_round_over=True) + self.ways_on(last)
        now = sum(self._is_best(turn, self.answers[str(turn["id"])]) for turn in turns)
        others = [turn for turn in turns if turn is not last]
        again = self.rounds(is_partial=0 < len(self._best_throughout()) < len(turns))
        total = self.total_html(self._best_at_first(), now)
        return f"{shown}{total}{self._others(others)}{self.closing()}{again}"

    def total_html(self, right: int, now: int) -> str:
        """How many first answers were best, and how many are after changes.

        After a round of what was missed, answers of an earlier round are among them.
        """
        count = len(self.turns)
        sentence = "In this round, {right} of your {all} first choices helped most."
        total = self.translate(sentence, right=right, all=count)
        if right == now == count:
            total = self.translate("All {all} choices helped most.", all=count)
        elif right == now == 0:
            total = self.translate("All {all} first choices are worth another look.", all=count)
        elif now == count:
            total += " " + self.translate("Now all of them do.")
        elif now != right:
            changed = self.translate("Your choices now: {now} of {all}.", now=now, all=count)
            total = f"{total} {changed}"
        heading = self.translate_html("All {all} questions are answered", all=count)
        return (
            f'<div class="stack stack-s" role="status"><p class="ask">{heading}</p>'
            f"<p>{escape(total)}</p></div>"
        )

    def answer_sheet(self) -> dict[str, object]:
        return choices_sheet(self)

    @staticmethod
    def workbench_scenarios() -> list[tuple[str, str]]:
        options = (
            '[{"id": "a", "text": "Aku percaya kamu", "is_best": true, "feedback": "Tepat"},'
            ' {"id": "b", "text": "Kenapa?", "is_best": false, "feedback": "Terdengar menuduh"}]'
        )
        turns = f'[{{"id": "1", "text": "Ini salah saya", "options": {options}}}]'
        return [("Choices", f"<payung_choices title_id=\"Pilih\" turns='{turns}'/>")]
