"""Put steps into order by numbering them, then see the correct order with explanations."""

from collections import Counter
from collections.abc import Mapping
from html import escape
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
from courses.block_toolkit.markup import icon, tag


class Step(TypedDict):
    """A step in one language."""

    id: str
    text: str
    explanation: NotRequired[str]


class OrderingBlock(PayungActivity):
    """`steps` holds the steps in the correct order; the page shuffles them."""

    has_score = True
    reports_completion = True

    steps = ContentList(scope=Scope.content, default=[], help="id, text, explanation; in order")
    numbers = Dict(scope=Scope.user_state, default={}, help="Given number by step")
    is_checked = Boolean(scope=Scope.user_state, default=False)

    def student_view(self, context: ViewContext | None = None) -> Fragment:
        body = self._feedback() if self.is_checked else self._questions(context)
        return self.fragment('<div class="stack">', self.opening(), body, "</div>")

    @form_handler
    def order(self, submitted: Submitted) -> Problems | None:
        """Store the numbers. If all steps have different numbers, score them and show feedback."""
        if self.is_checked:
            return None  # a double click or an old page
        self.numbers = self._numbers(submitted)
        if len(set(self.numbers.values())) < len(self.steps):
            return {"steps": self.translate("Give each step a number of its own.")}
        self.is_checked = True
        self.publish_grade(self._right(), len(self.steps))
        self.publish_completion()
        return None

    @form_handler
    def again(self, submitted: Submitted) -> None:
        """Clear the numbers."""
        self.numbers = {}
        self.is_checked = False

    def _numbers(self, submitted: Submitted) -> dict[str, int]:
        allowed = {str(number + 1) for number in range(len(self.steps))}
        given = {
            str(step["id"]): first_value(submitted, f"step-{step['id']}") for step in self.steps
        }
        return {step: int(number) for step, number in given.items() if number in allowed}

    def _right(self) -> int:
        return sum(
            self.numbers.get(str(step["id"])) == position
            for position, step in enumerate(self.steps, start=1)
        )

    def _questions(self, context: ViewContext | None) -> str:
        shown: list[Step] = self.shuffled(self.localised(self.steps))
        posted = self.posted(context)
        numbers = self._numbers(posted) if posted else self.numbers
        errors = self._errors(numbers) if posted else {}
        fields = "".join(
            self._question(step, numbers.get(str(step["id"])), errors.get(str(step["id"]), ""))
            for step in shown
        )
        button = self.button(self.translate("Check my order"))
        wrong = [self.part_id(step["id"]) for step in shown if str(step["id"]) in errors]
        note = self.error_summary(context, field=wrong[0] if wrong else "")
        return note + self.form("order", fields, f"<p>{button}</p>")

    def _errors(self, numbers: Mapping[str, int]) -> dict[str, str]:
        """Problems by step id: missing and duplicate numbers."""
        times = Counter(numbers.values())
        errors = {}
        for step in map(str, (step["id"] for step in self.steps)):
            if step not in numbers:
                errors[step] = self.translate("Choose a number for this step.")
            elif times[numbers[step]] > 1:
                errors[step] = self.translate(
                    "Another step has number {number} too.", number=numbers[step]
                )
        return errors

    def _question(self, step: Step, given: int | None, error: str) -> str:
        field = self.part_id(step["id"])
        kind, message, invalid = "field", "", ""
        if error:
            kind = "field bad"
            message = f'<p class="err" id="{field}-err">{icon("fix")}{escape(error)}</p>'
            invalid = f' aria-invalid="true" aria-describedby="{field}-err"'
        options = "".join(
            f"<option{' selected' if number == given else ''}>{number}</option>"
            for number in range(1, len(self.steps) + 1)
        )
        return (
            f'<div class="{kind}"><label for="{field}">{self.cite(step["text"])}</label>{message}'
            f'<select class="in num" id="{field}" name="step-{escape(str(step["id"]))}"{invalid}'
            " required>"
            f'<option value="">{self.translate_html("Number")}</option>{options}</select></div>'
        )

    def _feedback(self) -> str:
        right = self._right()
        total = self.translate(
            "{right} of {all} in the correct position.", right=right, all=len(self.steps)
        )
        steps = "".join(
            self._result(step, position)
            for position, step in enumerate(self.localised(self.steps), 1)
        )
        again = self.form("again", f"<p>{self.button(self.translate('Try again'), kind='')}</p>")
        listed = f'<ol class="path" role="list">{steps}</ol>'
        return f'<p role="status"><b>{escape(total)}</b></p>{listed}{self.closing()}{again}'

    def _result(self, step: Step, position: int) -> str:
        given = self.numbers.get(str(step["id"]))
        if given == position:
            mark = tag("done", self.translate("Correct position"), "check")
        else:
            mark = tag("fix", self.translate("You gave it number {number}", number=given), "again")
        explanation = step.get("explanation")
        hint = f'<p class="hint">{self.cite(explanation)}</p>' if explanation else ""
        return f"<li><p>{self.cite(step['text'])}</p><p>{mark}</p>{hint}</li>"

    @staticmethod
    def workbench_scenarios() -> list[tuple[str, str]]:
        steps = '[{"id": "1", "text": "Dengar"}, {"id": "2", "text": "Catat"}]'
        return [("Ordering", f"<payung_ordering title_id=\"Urutkan\" steps='{steps}'/>")]
