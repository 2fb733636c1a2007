"""HTML of the end of a scenario: steps to look at again, the path, and ways on; no points."""

from collections.abc import Sequence
from html import escape

from courses.block_toolkit.base import PayungBlock
from courses.block_toolkit.markup import tag
from courses.block_toolkit.widgets import folded, result
from courses.blocks.activities.scenario_path import Step
from courses.blocks.activities.scenario_view import help_link

COUNTS = "Play again as you like; your best round counts."


class ScenarioEnd:
    """What stands below the last scene; a score below `mark` lists the steps that cost points."""

    def __init__(self, block: PayungBlock, steps: Sequence[Step], *, mark: int) -> None:
        self._block = block
        self._steps = steps
        self.is_low = sum(step.score for step in steps) < mark

    def html(self) -> str:
        heading = self._block.translate_html(
            "Not yet: look at these steps again"
            if self.is_low
            else "You have finished this scenario"
        )
        return (
            f"{self._relief() if self.is_low else ''}"
            f'<div class="card sky stack stack-s" role="status"><h2>{heading}</h2>'
            f"{self._share() if self.is_low else ''}"
            f'<p class="hint">{self._block.translate_html(COUNTS)}</p></div>'
            f"{self._missed() if self.is_low else ''}{self._path()}{self._ways_on()}"
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

    def _share(self) -> str:
        """How much of a low path was right already."""
        right = sum(step.is_best for step in self._steps)
        text = (
            self._block.translate_html(
                "{number} of your {all} steps helped most. Keep them, and change these.",
                number=right,
                all=len(self._steps),
            )
            if right
            else self._block.translate_html(
                "None of your steps helped most yet. Another choice at any of them"
                " changes the story."
            )
        )
        return f"<p>{text}</p>"

    def _missed(self) -> str:
        """The steps that cost points, by their numbers on the path."""
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

    def _path(self) -> str:
        """The path, folded; without the steps that a low end lists above."""
        steps = [
            (number, step)
            for number, step in enumerate(self._steps, 1)
            if step.is_best or not self.is_low
        ]
        if not steps:
            return ""
        summary = (
            self._block.translate("Steps that helped most ({count})", count=len(steps))
            if self.is_low
            else self._block.translate("Look back at your path")
        )
        rows = "".join(self._row(number, step) for number, step in steps)
        return folded(summary, f'<ol class="path" role="list">{rows}</ol>')

    def _row(self, number: int, step: Step) -> str:
        mark = (
            tag("done", self._block.translate("Helps most"), "check")
            if step.is_best
            else tag("now", self._block.translate("There is a better way"), "undo")
        )
        return (
            f'<li value="{number}"><p>{self._block.cite(step.choice["text"])}</p>'
            f'<p>{mark}</p><p class="hint">{self._block.cite(step.choice["feedback"])}</p></li>'
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
