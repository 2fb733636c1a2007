"""HTML of the end of a scenario: turns to look at again, the path, and ways on; no points."""

from collections.abc import Sequence
from html import escape

from courses.block_toolkit.base import PayungBlock
from courses.block_toolkit.markup import tag
from courses.block_toolkit.widgets import folded, result
from courses.blocks.activities.scenario_path import Step
from courses.blocks.activities.scenario_view import calm

COUNTS = "Play again as you like; your best round counts."


class ScenarioEnd:
    """What stands below the last scene; a score below `mark` lists the turns that cost points."""

    def __init__(self, block: PayungBlock, steps: Sequence[Step], *, mark: int) -> None:
        self._block = block
        self._steps = steps
        self.is_low = sum(step.score for step in steps) < mark

    def html(self) -> str:
        heading = self._block.translate_html(
            "Not yet: look at these turns again"
            if self.is_low
            else "You have finished this scenario"
        )
        path = folded(self._block.translate("Look back at your path"), self._turns(self._steps))
        return (
            f"{self._pause_first() if self.is_low else ''}"
            f'<div class="card sky stack stack-s" role="status"><h2>{heading}</h2>'
            f'<p class="hint">{self._block.translate_html(COUNTS)}</p></div>'
            f"{self._missed()}{path}{self._ways_on()}"
        )

    def _pause_first(self) -> str:
        """Offer a pause and help, in hosts that have them, before what went wrong."""
        links = calm(self._block)
        question = self._block.translate_html("This story is heavy. Would you like a pause first?")
        return f'<div class="stack stack-s"><p>{question}</p>{links}</div>' if links else ""

    def _missed(self) -> str:
        """The turns that cost points, by their numbers on the path."""
        if not self.is_low:
            return ""
        return "".join(
            result(
                f"<p><b>{self._block.cite(step.choice['text'])}</b></p>",
                f"<p>{self._block.cite(step.choice['feedback'])}</p>",
                is_good=False,
                mark=self._block.translate("Step {number}: there is a better way", number=number),
            )
            for number, step in enumerate(self._steps, 1)
            if not step.is_best
        )

    def _turns(self, steps: Sequence[Step]) -> str:
        turns = "".join(self._turn(step) for step in steps)
        return f'<ol class="path" role="list">{turns}</ol>'

    def _turn(self, step: Step) -> str:
        mark = (
            tag("done", self._block.translate("Helps most"), "check")
            if step.is_best
            else tag("now", self._block.translate("There is a better way"), "undo")
        )
        return (
            f"<li><p>{self._block.cite(step.choice['text'])}</p><p>{mark}</p>"
            f'<p class="hint">{self._block.cite(step.choice["feedback"])}</p></li>'
        )

    def _ways_on(self) -> str:
        """Play again or go on; the main button is the one that is due."""
        links = self._block.runtime.service(self._block, "links")
        step = f'<input type="hidden" name="step" value="{len(self._steps)}">'
        kind = "main" if self.is_low or not links else ""
        again = self._block.button(self._block.translate("Play again"), kind=kind)
        onward = ""
        if links:
            text = self._block.translate_html("Back to the course")
            kind = "" if self.is_low else " main"
            onward = f'<a class="btn{kind}" href="{escape(links.course())}">{text}</a>'
        return self._block.form("again", step, again, onward, kind="ways")
