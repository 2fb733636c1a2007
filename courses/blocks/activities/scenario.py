"""A branching scenario: a scene with choices, then what the choice leads to, to an end."""

from collections.abc import Sequence
from html import escape

from web_fragments.fragment import Fragment
from xblock.core import XBlock
from xblock.fields import Boolean, Integer, List, Scope, String

from courses.block_toolkit.base import (
    ContentDict,
    ContentList,
    PayungBlock,
    Problems,
    ViewContext,
    form_handler,
)
from courses.block_toolkit.form_values import Submitted, first_value
from courses.block_toolkit.markup import icon
from courses.block_toolkit.widgets import pick, result
from courses.blocks import list_shapes
from courses.blocks.activities import scenario_view as dialogue
from courses.blocks.activities.scenario_end import ScenarioEnd
from courses.blocks.activities.scenario_path import (
    Node,
    ScenarioPath,
    Step,
    earned_signs,
    is_end,
)
from courses.blocks.answer_sheets.scenario import scenario_sheet

ALL_SHOWN = -1  # state of earlier versions, which showed results beside the next scene


@XBlock.wants("links", "portraits")
class ScenarioBlock(PayungBlock):
    """Stores the path of choices. Forms of an earlier scene change nothing."""

    has_score = True
    reports_completion = True

    title_id = String(scope=Scope.content, default="")
    title_en = String(scope=Scope.content, default="")
    note_id = String(scope=Scope.content, default="")
    note_en = String(scope=Scope.content, default="")
    start = String(scope=Scope.content, default="")
    list_shapes = list_shapes.SCENARIO
    nodes = ContentList(scope=Scope.content, default=[], help="Scenes with choices")
    scoring = ContentDict(scope=Scope.content, default={}, help="max and suggest_retry_below")
    shuffle_choices = Boolean(scope=Scope.content, default=False)
    path = List(scope=Scope.user_state, default=[], help="Index of each choice made")
    rounds = Integer(scope=Scope.user_state, default=0, help="Rounds played to the end")
    seen = Integer(
        scope=Scope.user_state, default=ALL_SHOWN, help="Number of choices whose result was seen"
    )

    def student_view(self, context: ViewContext | None = None) -> Fragment:
        if not self.nodes:
            return Fragment("")
        scenario = self.scenario()
        node, steps = scenario.node_after(self.path), scenario.steps(self.path)
        speech, done = self.speech(scenario), len(steps)
        signs = self._signs(node, steps, speech)
        if steps and self._is_result_shown():
            body = self.consequence_html(
                steps[-1], self.onward_label(steps[-1], node, scenario), speech, signs, done
            )
        elif is_end(node):
            end = self._end_of(steps)
            body = self.told_html(node, speech, signs, is_low=end.is_low) + end.html()
        else:
            body = self.error_summary(context) + self.scene_html(node, speech, signs, done)
        return self.fragment(
            '<div class="stack">', self._opening(scenario, node, done), body, "</div>"
        )

    def answer_sheet(self) -> dict[str, object] | None:
        return scenario_sheet(self) if self.nodes else None

    @form_handler
    def choose(self, submitted: Submitted) -> Problems | None:
        """Store the choice at the current scene. Ignore forms of an earlier scene."""
        if first_value(submitted, "step") != str(len(self.path)):
            return None
        scenario = self.scenario()
        node = scenario.node_after(self.path)
        if is_end(node):
            return None
        index = self._index(node, first_value(submitted, "choice"))
        if index is None:
            return {"choice": self.translate("Choose one of the answers.")}
        self.seen = len(self.path)
        self.path = [*self.path, index]
        if is_end(scenario.node_after(self.path)):
            self.rounds += 1
            self.publish_grade(scenario.score(self.path), self._best_possible())
            self.publish_completion()
        return None

    @form_handler
    def next(self, submitted: Submitted) -> None:
        """Go on from the result of a choice to the next scene."""
        if first_value(submitted, "step") == str(len(self.path)):
            self.seen = len(self.path)

    @form_handler
    def again(self, submitted: Submitted) -> None:
        """Restart the scenario; finished rounds stay counted."""
        if first_value(submitted, "step") == str(len(self.path)):
            self.path = []
            self.seen = ALL_SHOWN

    def scenario(self) -> ScenarioPath:
        return ScenarioPath(self.start, self.localised(self.nodes))

    def speech(self, scenario: ScenarioPath) -> dialogue.Speech:
        portraits = self.runtime.service(self, "portraits")
        return dialogue.Speech(
            self.language, self.translate_html, self.cite, portraits, scenario.players()
        )

    def low_mark(self) -> int:
        """Points below which a path ends with what to look at again."""
        return int(self.scoring.get("suggest_retry_below", 0))

    def _best_possible(self) -> int:
        return int(self.scoring.get("max", 0))

    def _is_result_shown(self) -> bool:
        return self.seen != ALL_SHOWN and self.seen < len(self.path)

    def _index(self, node: Node, value: str) -> int | None:
        """Index of the choice with this form value. Earlier versions sent the index itself."""
        for index in range(len(node["choices"])):
            if value in (self._form_value(node, index), str(index)):
                return index
        return None

    def _form_value(self, node: Node, index: int) -> str:
        return self.opaque(len(self.path), node["id"], index)

    def _opening(self, scenario: ScenarioPath, node: Node, done: int) -> str:
        """Title and position; before the first choice also the note.

        A step is a choice. The text names no total, which would change with the way taken.
        """
        total = done + scenario.shortest_from(node)
        if self._is_result_shown():
            position = self.position_text(done)
        else:
            position = self.end_text(done) if is_end(node) else self.position_text(done + 1)
        return self.opening_html(escape(position), done, total, has_note=done == 0)

    def end_text(self, number: object) -> str:
        return self.translate("The end, after {number} steps", number=number)

    def position_text(self, number: object) -> str:
        return self.translate("Step {number}", number=number)

    def opening_html(self, position: str, done: object, total: object, *, has_note: bool) -> str:
        label = self.translate_html("Progress in the scenario")
        note = f'<p class="hint">{escape(self.text("note"))}</p>' if has_note else ""
        return (
            f'<div class="stack stack-s"><p class="eyebrow">{position}</p>'
            f"<h1>{escape(self.text('title'))}</h1>"
            f'<progress value="{done}" max="{total}" aria-label="{label}">{done}/{total}</progress>'
            f"{note}</div>"
        )

    def _signs(self, node: Node, steps: Sequence[Step], speech: dialogue.Speech) -> str:
        """Signs after the choices that lead to a scene, the same on their result and in the scene.

        They are shown as soon as the choice is made, so that it is seen to change them. Those of a
        low end come from the whole path: they stand at the end only, and say so.
        """
        is_over = is_end(node) and not self._is_result_shown()
        is_low = is_over and self._end_of(steps).is_low
        return dialogue.signs_list(earned_signs(steps, node, is_low=is_low), speech)

    def _end_of(self, steps: Sequence[Step]) -> ScenarioEnd:
        return ScenarioEnd(self, steps, mark=self.low_mark())

    def told_html(
        self, node: Node, speech: dialogue.Speech, signs: str, *, is_low: bool = False
    ) -> str:
        """What happens in a scene: a dialogue, or the text of a scene without lines.

        With `is_low` the text for a path below the mark, if the scene has one, and why its signs
        may differ from those beside the last choice.
        """
        if is_low and signs:
            text = self.translate_html(
                "These signs come from your whole path, not from the last step alone."
            )
            signs += f'<p class="hint">{text}</p>'
        if is_low and node.get("below"):
            return f'{signs}<div class="case"><p>{self.cite(node["below"])}</p></div>'
        if dialogue.has_lines(node):
            return signs + dialogue.talk(dialogue.scene_lines(node), speech)
        return f'{signs}<div class="case"><p>{self.cite(node["text"])}</p></div>'

    def scene_html(self, node: Node, speech: dialogue.Speech, signs: str, done: object) -> str:
        """A scene with its choices, after so many choices."""
        numbered = list(enumerate(node["choices"]))
        if self.shuffle_choices:
            numbered = self.shuffled(numbered, salt=str(node["id"]))
        picks = "".join(
            pick("choice", self._form_value(node, index), choice["text"])
            for index, choice in numbered
        )
        question = self.translate_html("What would you do?")
        form = self.form(
            "choose",
            f'<input type="hidden" name="step" value="{done}">',
            f'<fieldset class="stack stack-s"><legend><h2 class="ask">{question}</h2></legend>'
            f'<div class="picks">{picks}</div></fieldset>',
        )
        return (
            f'<div class="duo"><div class="stack">{self.told_html(node, speech, signs)}</div>'
            f'<div class="stack">{form}{dialogue.calm(self)}</div></div>'
        )

    def onward_label(self, step: Step, following: Node, scenario: ScenarioPath) -> str:
        """What the way on from the result of a choice says."""
        if is_end(following):
            return self.translate("To the end")
        if scenario.is_repair(following) and not step.is_best:
            return self.translate("Repair it")
        return self.translate("Go on")

    def consequence_html(
        self, step: Step, label: str, speech: dialogue.Speech, signs: str, done: object
    ) -> str:
        """The choice and the replies first, then why, then the way on with this label."""
        choice = step.choice
        lines = dialogue.talk_rows(dialogue.choice_lines(choice), speech)
        shown = dialogue.talk_of(dialogue.chosen_line(choice, speech) + lines, speech)
        mark = (
            self.translate("Helps most")
            if step.is_best
            else self.translate("This can do harm")
            if step.is_harmful
            else self.translate("There is a better way")
        )
        reason = result(
            f"<h2>{self.translate_html('What happens here')}</h2>",
            f"<p>{self.cite(choice['feedback'])}</p>",
            is_good=step.is_best,
            mark=mark,
            is_status=True,
            is_harmful=step.is_harmful,
        )
        onward = f'<button class="btn main" type="submit">{escape(label)} {icon("next")}</button>'
        form = self.form(
            "next", f'<input type="hidden" name="step" value="{done}">', onward, kind="ways"
        )
        return (
            f'<div class="duo"><div class="stack">{signs}{shown}</div>'
            f'<div class="stack">{reason}{form}{dialogue.calm(self)}</div></div>'
        )

    @staticmethod
    def workbench_scenarios() -> list[tuple[str, str]]:
        nodes = (
            '[{"id": "n1", "text": "Bangku taman.", "signs": {"about": "raka", "trust": "none"},'
            ' "lines": [{"who": "raka", "text": "Ini salah saya."}], "choices": ['
            '{"who": "sari", "text": "\\u201cIbu ada di sini.\\u201d", "next": "end", "score": 2,'
            ' "feedback": "Raka menarik napas. Ia tidak sendiri."},'
            '{"who": "sari", "text": "\\u201cKenapa?\\u201d", "next": "end", "score": 0,'
            ' "feedback": "Raka diam. Kata itu terdengar menuduh."}]},'
            ' {"id": "end", "terminal": true, "text": "Selesai."}]'
        )
        scoring = '{"max": 2, "suggest_retry_below": 1}'
        content = f"title_id=\"Raka\" start=\"n1\" nodes='{nodes}' scoring='{scoring}'"
        return [("Scenario", f"<payung_scenario {content}/>")]
