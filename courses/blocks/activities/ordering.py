"""Put steps into order with buttons or by dragging, then see the correct order."""

from collections.abc import Mapping
from html import escape
from typing import NotRequired, TypedDict

from web_fragments.fragment import Fragment
from xblock.fields import Boolean, Dict, Integer, List, Scope, String

from courses.block_toolkit.base import (
    ContentList,
    PayungActivity,
    Problems,
    ViewContext,
    form_handler,
)
from courses.block_toolkit.form_values import Submitted, first_value
from courses.block_toolkit.markup import icon, tag
from courses.blocks import list_shapes
from courses.blocks.answer_sheets.ordering import ordering_sheet


class Step(TypedDict):
    """A step in one language."""

    id: str
    text: str
    explanation: NotRequired[str]


class OrderingBlock(PayungActivity):
    """`steps` holds the steps in the correct order; the page shuffles them.

    The form holds the number of each step and buttons that move one step up or down.
    """

    has_score = True
    reports_completion = True

    list_shapes = list_shapes.ORDERING
    steps = ContentList(scope=Scope.content, default=[], help="id, text, explanation; in order")
    numbers = Dict(scope=Scope.user_state, default={}, help="Given number by step")
    is_checked = Boolean(scope=Scope.user_state, default=False)
    moved = String(scope=Scope.user_state, default="", help="Id of the step that was moved last")
    missed = Integer(
        scope=Scope.user_state, default=0, help="Steps to put right in a round from the own order"
    )

    fitting = List(
        scope=Scope.user_state, default=[], help="Steps in place before a round from the own order"
    )

    def student_view(self, context: ViewContext | None = None) -> Fragment:
        body = self._feedback() if self.is_checked else self._questions(context)
        return self.fragment('<div class="stack">', self.opening(), body, "</div>")

    @form_handler
    def order(self, submitted: Submitted) -> Problems | None:
        """Move the step in `up` or `down`, or score the order and show the feedback.

        With `keep`, which scripts send after each change, only store the numbers.
        """
        if self.is_checked:
            return None  # a double click or an old page
        numbers = self._numbers(submitted)
        for name, change in (("up", -1), ("down", 1)):
            if name in submitted:
                self._move(self._complete(numbers), first_value(submitted, name), change)
                return None
        self.numbers = numbers
        if first_value(submitted, "keep"):
            return None
        if not self._is_order(numbers):
            text = "The order did not arrive whole. Look at it here and check it again."
            return {"steps": self.translate(text)}
        self.is_checked = True
        self.publish_grade(self._right(), len(self.steps))
        self.publish_completion()
        return None

    @form_handler
    def again(self, submitted: Submitted) -> None:
        """Begin another round: with a shuffled order or, for `missed`, with the learner's own."""
        is_partial = first_value(submitted, "round") == "missed"
        self.fitting = self._in_place() if is_partial else []
        self.missed = len(self.steps) - len(self.fitting) if is_partial else 0
        if not is_partial:
            self.numbers = {}
        self.is_checked, self.moved = False, ""

    def _numbers(self, submitted: Submitted) -> dict[str, int]:
        allowed = {str(number + 1) for number in range(len(self.steps))}
        given = {
            str(step["id"]): first_value(submitted, f"step-{step['id']}") for step in self.steps
        }
        return {step: int(number) for step, number in given.items() if number in allowed}

    def _is_order(self, numbers: Mapping[str, int]) -> bool:
        return len(set(numbers.values())) == len(self.steps)

    def _complete(self, numbers: Mapping[str, int]) -> list[str]:
        """Ids of all steps in the order of the numbers.

        Steps without a number of their own, which earlier versions could store, fill the gaps in
        the shuffled order.
        """
        steps: list[Step] = self.shuffled(self.steps)
        shuffled = [str(step["id"]) for step in steps]
        order: dict[int, str] = {}
        for step_id, number in numbers.items():
            if step_id in shuffled:
                order.setdefault(number, step_id)
        remaining = iter([step_id for step_id in shuffled if step_id not in order.values()])
        return [order.get(n) or next(remaining) for n in range(1, len(self.steps) + 1)]

    def _move(self, order: list[str], step: str, change: int) -> None:
        """Store the order with a step moved by one position. Unknown steps stay."""
        index = order.index(step) if step in order else -1
        target = index + change
        if index < 0 or not 0 <= target < len(order):
            return
        order[index], order[target] = order[target], order[index]
        self.numbers = {step_id: number for number, step_id in enumerate(order, start=1)}
        self.moved = step

    def _in_place(self) -> list[str]:
        """Ids of the steps whose number is their position."""
        return [
            str(step["id"])
            for position, step in enumerate(self.steps, start=1)
            if self.numbers.get(str(step["id"])) == position
        ]

    def _right(self) -> int:
        return len(self._in_place())

    def _questions(self, context: ViewContext | None) -> str:
        steps: dict[str, Step] = {str(step["id"]): step for step in self.localised(self.steps)}
        posted = self.posted(context)
        order = self._complete(self._numbers(posted) if posted else self.numbers)
        positions = {step: n for n, step in enumerate(steps, 1) if step in self.fitting}
        rows = "".join(
            self.row_html(steps[step], n, self.mark_html(positions[step], n))
            if step in positions
            else self.row_html(steps[step], n)
            for n, step in enumerate(order, 1)
        )
        status = ""
        if self.moved in order and not posted:
            status = self.moved_html(steps[self.moved]["text"], order.index(self.moved) + 1)
        return (
            self.error_summary(context)
            + self.to_mend(self.missed)
            + self.question_frame(rows, status)
        )

    def to_mend(self, missed: int) -> str:
        """How many steps a round from the own order is about; empty in other rounds."""
        if not missed:
            return ""
        text = self.translate_html(
            "Still to put right: {number} of {all} steps.", number=missed, all=len(self.steps)
        )
        return f'<p class="ask">{text}</p>'

    def question_frame(self, rows: str, status: str) -> str:
        """The form around the steps in their order; `status` says what was moved, as HTML."""
        button = self.button(self.translate("Check my order"))
        template = escape(self.translate("“{step}” is now number {number}"))
        hint = self.translate_html("Press the arrows to move a step.")
        drag_hint = self.translate_html("Or drag its number.")  # only scripts can do that
        return self.form(
            "order",
            f'<p class="hint" data-drag="{drag_hint}">{hint}</p>',
            f'<ol class="orders" role="list">{rows}</ol>',
            f'<p class="check-line" role="status" data-moved="{template}">{status}</p>',
            f"<p>{button}</p>",
            attributes=" data-keep",
        )

    def moved_html(self, text: str, number: int) -> str:
        return self.translate_html("“{step}” is now number {number}", step=text, number=number)

    def mark_html(self, position: int, number: int) -> str:
        """The mark of a step that was in place before the round; hidden while it is elsewhere."""
        hidden = "" if position == number else " hidden"
        text = tag("done", self.translate("In place last time"), "check")
        return f'<span class="mark" data-place="{position}"{hidden}>{text}</span>'

    def row_html(self, step: Step, number: int, mark: str = "") -> str:
        """A step of the form at this position; `mark` is HTML."""
        total = len(self.steps)
        step_id, text = escape(str(step["id"])), step["text"]
        up = self._arrow("up", step, self.translate("Move up: {step}", step=text), number > 1)
        down = self._arrow(
            "down", step, self.translate("Move down: {step}", step=text), number < total
        )
        kind = " moved" if self.moved == str(step["id"]) else ""
        return (
            f'<li class="order{kind}"><b>{number}</b><span>{self.cite(text)}</span>'
            f'<span class="updown">{up}{down}</span>{mark}'
            f'<input type="hidden" name="step-{step_id}" value="{number}"></li>'
        )

    @staticmethod
    def _arrow(direction: str, step: Step, label: str, is_possible: bool) -> str:
        off = "" if is_possible else " disabled"
        return (
            f'<button type="submit" name="{direction}" value="{escape(str(step["id"]))}"'
            f' aria-label="{escape(label)}"{off}>{icon(direction)}</button>'
        )

    def answer_sheet(self) -> dict[str, object]:
        shuffled: list[Step] = self.shuffled(self.steps)
        order = [str(step["id"]) for step in shuffled]
        return ordering_sheet(self, self.localised(self.steps), order)

    def _feedback(self) -> str:
        steps = "".join(
            self.result_html(step, position)
            for position, step in enumerate(self.localised(self.steps), 1)
        )
        return self.result_frame(steps, self._right())

    def result_frame(self, steps: str, right: int) -> str:
        """The total around the results of all steps, of which so many are right."""
        total = len(self.steps)
        text = (
            self.translate("{right} in place, {moved} not yet.", right=right, moved=total - right)
            if right < total
            else self.translate("All {all} fit.", all=total)
        )
        listed = f'<ol class="orders" role="list">{steps}</ol>'
        return (
            f'<p class="ask" role="status">{escape(text)}</p>{listed}{self.closing()}'
            f"{self.rounds(is_partial=right < total)}"
        )

    def result_html(self, step: Step, position: int) -> str:
        """The result of a step whose correct position is this one."""
        given = self.numbers.get(str(step["id"]))
        is_right = given == position
        if is_right:
            mark = tag("done", self.translate("In place"), "check")
        else:
            mark = tag("now", self.translate("You gave it number {number}", number=given), "undo")
        explanation = step.get("explanation")
        hint = f'<p class="hint">{self.cite(explanation)}</p>' if explanation else ""
        kind = "right" if is_right else "moved"
        return (
            f'<li class="order {kind}"><b>{position}</b>'
            f"<div><p>{self.cite(step['text'])}</p><p>{mark}</p>{hint}</div></li>"
        )

    @staticmethod
    def workbench_scenarios() -> list[tuple[str, str]]:
        steps = '[{"id": "1", "text": "Dengar"}, {"id": "2", "text": "Catat"}]'
        return [("Ordering", f"<payung_ordering title_id=\"Urutkan\" steps='{steps}'/>")]
