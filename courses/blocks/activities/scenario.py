"""A branching scenario: one scene a page, feedback on each choice, any number of rounds."""

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
from courses.block_toolkit.markup import checked, icon, notice, tag
from courses.blocks.activities.scenario_path import Node, ScenarioPath, Step, is_end

OPEN_WAY = "No answer closes the way. There is always a step to repair."
COUNTS = "It counts whatever the score. Play again as you like."


@XBlock.wants("links")
class ScenarioBlock(PayungBlock):
    """Stores the path of choices. Forms of an earlier scene change nothing."""

    has_score = True
    reports_completion = True

    title_id = String(scope=Scope.content, default="")
    title_en = String(scope=Scope.content, default="")
    note_id = String(scope=Scope.content, default="")
    note_en = String(scope=Scope.content, default="")
    start = String(scope=Scope.content, default="")
    nodes = ContentList(scope=Scope.content, default=[], help="Scenes with choices")
    scoring = ContentDict(scope=Scope.content, default={}, help="max and pass")
    shuffle_choices = Boolean(scope=Scope.content, default=False)
    path = List(scope=Scope.user_state, default=[], help="Index of each choice made")
    rounds = Integer(scope=Scope.user_state, default=0, help="Rounds played to the end")

    def student_view(self, context: ViewContext | None = None) -> Fragment:
        if not self.nodes:
            return Fragment("")
        scenario = self._scenario()
        node = scenario.node_after(self.path)
        steps = scenario.steps(self.path)
        scene = self._end(node, steps) if is_end(node) else self._scene(node, len(steps), context)
        last = self._feedback(steps[-1]) if steps else ""
        return self.fragment(
            '<div class="stack stack-l">', self._opening(scenario, node), last, scene, "</div>"
        )

    @form_handler
    def choose(self, submitted: Submitted) -> Problems | None:
        """Store the choice at the current scene. Ignore forms of an earlier scene."""
        if first_value(submitted, "step") != str(len(self.path)):
            return None
        scenario = self._scenario()
        node = scenario.node_after(self.path)
        if is_end(node):
            return None
        index = first_value(submitted, "choice")
        if index not in [str(n) for n in range(len(node["choices"]))]:
            return {"choice": self.translate("Choose one of the answers.")}
        self.path = [*self.path, int(index)]
        if is_end(scenario.node_after(self.path)):
            self.rounds += 1
            self.publish_grade(scenario.score(self.path), self._best_possible())
            self.publish_completion()
        return None

    @form_handler
    def again(self, submitted: Submitted) -> None:
        """Restart the scenario; finished rounds stay counted."""
        if first_value(submitted, "step") == str(len(self.path)):
            self.path = []

    def _scenario(self) -> ScenarioPath:
        return ScenarioPath(self.start, self.localised(self.nodes))

    def _best_possible(self) -> int:
        return int(self.scoring.get("max", 0))

    def _opening(self, scenario: ScenarioPath, node: Node) -> str:
        done = len(self.path)
        total = done + scenario.shortest_from(node)
        position = (
            self.translate("The end, after {number} steps", number=done)
            if is_end(node)
            else self.translate("Step {number} of about {all}", number=done + 1, all=total)
        )
        label = self.translate_html("Progress in the scenario")
        return (
            f'<div class="stack stack-s"><p class="eyebrow">{escape(position)}</p>'
            f"<h1>{escape(self.text('title'))}</h1>"
            f'<progress value="{done}" max="{total}" aria-label="{label}">{done}/{total}</progress>'
            f'<p class="hint">{escape(self.text("note"))}</p></div>'
        )

    def _feedback(self, step: Step) -> str:
        choice = self.translate("Your choice: {choice}", choice=step.choice["text"])
        lines = (
            f'<p role="status"><b>{escape(choice)}</b></p>',
            f"<p>{self.cite(step.choice['feedback'])}</p>",
        )
        return notice("good", "check", *lines) if step.is_best else notice("fix", "again", *lines)

    def _scene(self, node: Node, done: int, context: ViewContext | None) -> str:
        numbered = list(enumerate(node["choices"]))
        if self.shuffle_choices:
            numbered = self.shuffled(numbered, salt=str(node["id"]))
        posted = self.posted(context)
        chosen = first_value(posted, "choice") if first_value(posted, "step") == str(done) else None
        choices = "".join(
            f'<label class="choice"><input type="radio" name="choice" value="{index}" required'
            f"{checked(str(index) == chosen)}>"
            f"<span>{self.cite(choice['text'])}</span></label>"
            for index, choice in numbered
        )
        question = self.translate_html("What would you do?")
        button = self.button(self.translate("Choose this answer"))
        return self.error_summary(context) + self.form(
            "choose",
            f'<input type="hidden" name="step" value="{done}">'
            f'<div class="card"><p class="tale">{self.cite(node["text"])}</p></div>',
            f'<fieldset class="stack"><legend><h2>{question}</h2></legend>'
            f'<div class="opts">{choices}</div></fieldset>',
            f'<div class="row">{button}{self._pause()}</div>'
            f'<p class="hint">{self.translate_html(OPEN_WAY)}</p>',
        )

    def _pause(self) -> str:
        links = self.runtime.service(self, "links")
        if not links:
            return ""
        text = self.translate_html("Pause and save")
        return f'<a class="btn quiet" href="{escape(links.home())}">{icon("tea")}{text}</a>'

    def _end(self, node: Node, steps: list[Step]) -> str:
        score = sum(step.score for step in steps)
        total = self.translate(
            "{score} of {max} points on this path", score=score, max=self._best_possible()
        )
        ways = "".join(self._look_back(step) for step in steps)
        look_back = self.translate_html("Look back at your path")
        step = f'<input type="hidden" name="step" value="{len(steps)}">'
        again = self.form(
            "again", step, f"<p>{self.button(self.translate('Play again'), kind='')}</p>"
        )
        return (
            f'<div class="card"><p class="tale">{self.cite(node["text"])}</p></div>'
            '<div class="card sky stack stack-s">'
            f"<h2>{self.translate_html('You have finished this scenario')}</h2>"
            f'<p>{escape(total)}</p><p class="hint">{self.translate_html(COUNTS)}</p>'
            f'</div><details class="acc"><summary>{look_back}</summary>'
            f'<div><ol class="path" role="list">{ways}</ol></div></details>{again}'
        )

    def _look_back(self, step: Step) -> str:
        mark = (
            tag("done", self.translate("Helps most"), "check")
            if step.is_best
            else tag("fix", self.translate("There is a better way"), "again")
        )
        return (
            f"<li><p>{self.cite(step.choice['text'])}</p><p>{mark}</p>"
            f'<p class="hint">{self.cite(step.choice["feedback"])}</p></li>'
        )

    @staticmethod
    def workbench_scenarios() -> list[tuple[str, str]]:
        nodes = (
            '[{"id": "n1", "text": "Raka menangis.", "choices": ['
            '{"text": "Aku ada.", "next": "end", "score": 2, "feedback": "Tepat"},'
            '{"text": "Kenapa?", "next": "end", "score": 0, "feedback": "Menuduh"}]},'
            ' {"id": "end", "terminal": true, "text": "Selesai."}]'
        )
        scoring = '{"max": 2, "pass": 1}'
        content = f"title_id=\"Raka\" start=\"n1\" nodes='{nodes}' scoring='{scoring}'"
        return [("Scenario", f"<payung_scenario {content}/>")]
