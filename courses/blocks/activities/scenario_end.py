"""HTML of the end of a scenario: steps to look at again, the path, and ways on; no points."""

from collections.abc import Sequence
from html import escape

from courses.block_toolkit.base import PayungBlock
from courses.block_toolkit.widgets import answer_tag, folded, result
from courses.blocks.activities.scenario_path import Step
from courses.blocks.activities.scenario_view import help_link

COUNTS = "Play again as you like; your best round counts."


class ScenarioEnd:
    """What stands below the last scene.

    A score below `mark` lists the steps that cost points, any other those that endanger somebody.
    """

    def __init__(self, block: PayungBlock, steps: Sequence[Step], *, mark: int) -> None:
        self._block = block
        self._steps = steps
        self.is_low = sum(step.score for step in steps) < mark

    def html(self) -> str:
        numbered = list(enumerate(self._steps, 1))
        missed = [(number, step) for number, step in numbered if self._is_missed(step)]
        shown = [entry for entry in numbered if not self.is_low or entry not in missed]
        rows = "".join(self.turn_html(step, number) for number, step in shown)
        path = self.path_html(rows, len(shown)) if shown else ""
        share = self.share_html(len(shown), len(numbered)) if self.is_low else ""
        if number := sum(step.is_harmful for step in self._steps):
            share += self.harm_html(number)
        turns = "".join(self.missed_html(step, number) for number, step in missed)
        return self.frame(share, turns + path, len(numbered))

    def _is_missed(self, step: Step) -> bool:
        """Whether the step is shown at once, below the verdict."""
        return not step.is_best if self.is_low else step.is_harmful

    def frame(self, share: str, turns: str, done: object) -> str:
        """All around the share that was right and the turns of the path, which are HTML.

        The ways on stand beside a low verdict too, since its turns may fill several screens.
        """
        heading = self._block.translate_html(
            "Not yet: look at these steps again"
            if self.is_low
            else "You have finished this scenario"
        )
        return (
            f"{self._relief() if self.is_low else ''}"
            f'<div class="card sky stack stack-s" role="status"><h2>{heading}</h2>{share}'
            f'<p class="hint">{self._block.translate_html(COUNTS)}</p></div>'
            f"{self._ways_on(done) if self.is_low else ''}{turns}"
            f"{self._ways_on(done, has_main=not self.is_low)}"
        )

    def _relief(self) -> str:
        """Offer help, in hosts that have it, before what went wrong; the story is over."""
        link = help_link(self._block)
        text = self._block.translate_html("This story is heavy. You may stop here for today.")
        return (
            f'<div class="stack stack-s"><p>{text}</p><p class="calm">{link}</p></div>'
            if link
            else ""
        )

    def share_html(self, right: object, count: object) -> str:
        """How much of a low path was right already."""
        text = (
            self._block.translate_html(
                "{number} of your {all} steps helped most. Keep them, and change these.",
                number=right,
                all=count,
            )
            if right
            else self._block.translate_html(
                "None of your steps helped most yet. Another choice at any of them"
                " changes the story."
            )
        )
        return f"<p>{text}</p>"

    def harm_html(self, count: object) -> str:
        """How many steps endanger somebody. Without a low verdict it asks to look at them again."""
        text = (
            self._block.translate_html("Steps that can do harm: {number}.", number=count)
            if self.is_low
            else self._block.translate_html(
                "Steps that can do harm: {number}. Look at them again before you go on.",
                number=count,
            )
        )
        return f"<p><b>{text}</b></p>"

    def missed_html(self, step: Step, number: object) -> str:
        """A step to look at again, by its number on the path."""
        return result(
            f"<p><b>{self._block.cite(step.choice['text'])}</b></p>",
            f"<p>{self._block.cite(step.choice['feedback'])}</p>",
            is_good=False,
            mark=self._block.translate(
                "Step {number}: this can do harm"
                if step.is_harmful
                else "Step {number}: there is a better way",
                number=number,
            ),
            is_harmful=step.is_harmful,
        )

    def path_html(self, rows: str, count: object) -> str:
        """The path, folded; without the steps that a low end lists above."""
        summary = (
            self._block.translate("Steps that helped most ({count})", count=count)
            if self.is_low
            else self._block.translate("Look back at your path")
        )
        return folded(summary, f'<ol class="path" role="list">{rows}</ol>')

    def turn_html(self, step: Step, number: object) -> str:
        mark = self._block.translate(
            "Helps most"
            if step.is_best
            else "This can do harm"
            if step.is_harmful
            else "There is a better way"
        )
        label = answer_tag(mark, step.is_best, step.is_harmful)
        return (
            f'<li value="{number}"><p>{self._block.cite(step.choice["text"])}</p>'
            f'<p>{label}</p><p class="hint">{self._block.cite(step.choice["feedback"])}</p></li>'
        )

    def _ways_on(self, done: object, *, has_main: bool = True) -> str:
        """Play again or go on; the main button is the one that is due."""
        links = self._block.runtime.service(self._block, "links")
        step = f'<input type="hidden" name="step" value="{done}">'
        kind = "main" if has_main and (self.is_low or not links) else ""
        again = self._block.button(self._block.translate("Play again"), kind=kind)
        onward = ""
        if links:
            text = self._block.translate_html("Back to the course")
            kind = "" if self.is_low else " main"
            onward = f'<a class="btn{kind}" href="{escape(links.course())}">{text}</a>'
        return self._block.form("again", step, again, onward, kind="ways")
