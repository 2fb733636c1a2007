"""Put steps into order by giving each its number, then see the order and why."""

from collections import Counter
from collections.abc import Mapping
from html import escape
from typing import Any

from web_fragments.fragment import Fragment
from xblock.fields import Boolean, Dict, Scope

from courses.block_toolkit.base import (
    ContentList,
    PayungActivity,
    Problems,
    first_value,
    form_handler,
)
from courses.block_toolkit.markup import icon, tag


class OrderingBlock(PayungActivity):
    """The steps stand in the right order in `steps`, and in another one on the page."""

    has_score = True
    reports_completion = True

    steps = ContentList(scope=Scope.content, default=[], help="id, text, explanation; in order")
    numbers = Dict(scope=Scope.user_state, default={}, help="Given number by step")
    is_checked = Boolean(scope=Scope.user_state, default=False)

    def student_view(self, context: Mapping[str, Any] | None = None) -> Fragment:
        body = self._feedback() if self.is_checked else self._questions(context)
        return self.fragment('<div class="stack">', self.opening(), body, "</div>")

    @form_handler
    def order(self, submitted: Mapping[str, list[str]]) -> Problems | None:
        """Keep the numbers; once each step has its own, show the order."""
        if self.is_checked:
            return None  # a double click or an old page
        self.numbers = self._given(submitted)
        if len(set(self.numbers.values())) < len(self.steps):
            return {"steps": self.translate("Give each step a number of its own.")}
        self.is_checked = True
        self.publish_grade(self._right(), len(self.steps))
        self.publish_completion()
        return None

    @form_handler
    def again(self, submitted: Mapping[str, list[str]]) -> None:
        self.numbers = {}
        self.is_checked = False

    def _given(self, submitted: Mapping[str, list[str]]) -> dict[str, int]:
        allowed = {str(number + 1) for number in range(len(self.steps))}
        given = {
            str(step["id"]): first_value(submitted, f"step-{step['id']}") for step in self.steps
        }
        return {step: int(number) for step, number in given.items() if number in allowed}

    def _right(self) -> int:
        return sum(
            self.numbers.get(str(step["id"])) == place
            for place, step in enumerate(self.steps, start=1)
        )

    def _questions(self, context: Mapping[str, Any] | None) -> str:
        shown = self.shuffled(self.localised(self.steps))
        posted = self.posted(context)
        numbers = self._given(posted) if posted else self.numbers
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
        """What is wrong with the numbers, by step: one is missing, or given twice."""
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

    def _question(self, step: Mapping[str, Any], given: int | None, error: str) -> str:
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
        total = self.translate("{right} of {all} in their place.", right=right, all=len(self.steps))
        steps = "".join(
            self._placed(step, place) for place, step in enumerate(self.localised(self.steps), 1)
        )
        again = self.form("again", f"<p>{self.button(self.translate('Try again'), kind='')}</p>")
        listed = f'<ol class="path" role="list">{steps}</ol>'
        return f'<p role="status"><b>{escape(total)}</b></p>{listed}{self.closing()}{again}'

    def _placed(self, step: Mapping[str, Any], place: int) -> str:
        given = self.numbers.get(str(step["id"]))
        if given == place:
            mark = tag("done", self.translate("In its place"), "check")
        else:
            mark = tag("fix", self.translate("You gave it number {number}", number=given), "again")
        why = step.get("explanation")
        told = f'<p class="hint">{self.cite(why)}</p>' if why else ""
        return f"<li><p>{self.cite(step['text'])}</p><p>{mark}</p>{told}</li>"

    @staticmethod
    def workbench_scenarios() -> list[tuple[str, str]]:
        steps = '[{"id": "1", "text": "Dengar"}, {"id": "2", "text": "Catat"}]'
        return [("Ordering", f"<payung_ordering title_id=\"Urutkan\" steps='{steps}'/>")]
