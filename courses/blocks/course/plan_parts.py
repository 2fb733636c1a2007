"""Renders an action plan in parts: the list with what is still needed, and the page of a part."""

from collections.abc import Sequence
from html import escape

from courses.block_toolkit.base import PayungBlock
from courses.block_toolkit.markup import icon, tag
from courses.blocks.course import plan_form, plan_problems, plan_template
from courses.blocks.course.plan_fields import PlanFields
from courses.blocks.course.plan_form import Content
from courses.blocks.course.plan_problems import Problem
from courses.blocks.course.plan_template import Part, Template

STATES = {
    "done": ("check", "Ready"),
    "now": ("half", "Begun"),
    "": ("todo", "Not started"),
}
MAX_SHOWN = 4  # missing things that are listed at once
MAX_EXCERPT = 70  # characters of an answer on the list


class PlanParts:
    """The parts of a plan in one language; `addresses` are the URLs of their pages, by id."""

    def __init__(
        self,
        block: PayungBlock,
        template: Template,
        content: Content,
        parts: Sequence[Part],
        addresses: dict[str, str],
        fields: PlanFields,
    ) -> None:
        self._block = block
        self._template = template
        self._content = content
        self._parts = parts
        self._addresses = addresses
        self._labels = plan_template.labels(template)
        self._fields = fields
        self._problems = {part["id"]: self._missing(part["id"]) for part in parts}

    @property
    def is_ready(self) -> bool:
        """Whether nothing is missing, so that the plan can be handed in."""
        return not any(self._problems.values())

    def progress(self) -> str:
        """How many parts are ready, as a bar."""
        done, total = len([p for p in self._parts if self._state(p) == "done"]), len(self._parts)
        label = self._block.translate_html("{done} of {all} parts are ready", done=done, all=total)
        return (
            f'<progress class="wide" max="{total}" value="{done}" aria-label="{label}"></progress>'
            f'<p class="hint">{label}</p>'
        )

    def needed(self, *, is_open: bool) -> str:
        """What is missing, each as a link to its field; a long list is closed unless `is_open`."""
        lines = [
            f'<li><a href="{escape(self._addresses[part["id"]])}#{self._field(problem)}">'
            f"{escape(self._line(part, problem))}</a></li>"
            for part in self._parts
            for problem in self._problems[part["id"]]
        ]
        if not lines:
            return ""
        title = self._block.translate_html(
            "Still needed before you hand it in ({count})", count=len(lines)
        )
        shown = " open" if is_open or len(lines) <= MAX_SHOWN else ""
        left_out = self._block.translate_html(
            "Optional questions are not in this list, nor what your profile answers already."
        )
        return (
            f'<details class="acc need"{shown}><summary><span>{title}</span></summary>'
            f'<div><ul role="list">{"".join(lines)}</ul><p class="hint">{left_out}</p></div>'
            "</details>"
        )

    def tasks(self) -> str:
        """The parts with their states in icon and word."""
        lines = "".join(self._task(number, part) for number, part in enumerate(self._parts, 1))
        return f'<ol class="tasks" role="list">{lines}</ol>'

    def onward(self) -> str:
        """Button to the first part that is not ready; empty if all are."""
        part = next((part for part in self._parts if self._state(part) != "done"), None)
        if part is None:
            return ""
        label = self._block.translate_html("Go on: {part}", part=part["title"])
        return (
            f'<p class="act"><a class="btn main" href="{escape(self._addresses[part["id"]])}">'
            f"{label} {icon('next')}</a></p>"
        )

    def _missing(self, part_id: str) -> list[Problem]:
        """What a part lacks. Saving it stores what is preselected, which is named only if alone."""
        missing = plan_problems.part_problems(self._template, part_id, self._content)
        preselected = self._fields.preselected(part_id)
        return [item for item in missing if item.field_id not in preselected] or missing

    def _state(self, part: Part) -> str:
        is_started = plan_form.is_started(self._template, part["id"], self._content)
        if self._problems[part["id"]]:
            return "now" if is_started else ""
        return "done" if is_started else ""

    def _task(self, number: int, part: Part) -> str:
        state = self._state(part)
        icon_name, word = STATES[state]
        return (
            f'<li><a class="task {state}" href="{escape(self._addresses[part["id"]])}">'
            f"{icon(icon_name)}<b>{number}. {escape(part['title'])}</b>"
            f'<span class="hint">{tag(state, self._block.translate(word))}'
            f" {self._hint(part, state)}</span></a></li>"
        )

    def _hint(self, part: Part, state: str) -> str:
        if state == "now" and part["id"] == plan_template.REVIEW:
            return " ".join(escape(self._text(problem)) for problem in self._problems[part["id"]])
        if state == "now":
            names = ", ".join(
                self._labels[problem.field_id] for problem in self._problems[part["id"]]
            )
            return self._block.translate_html("Missing: {names}", names=names)
        if state == "done":
            return escape(self._excerpt(part))
        return ", ".join(f'<span class="whole">{text}</span>' for text in self._questions(part))

    def _questions(self, part: Part) -> list[str]:
        """How many questions a part has, and how many need no answer, as HTML."""
        translate = self._block.translate_html
        if part["id"] == plan_template.REVIEW:
            return [translate("{number} lines to score", number=len(self._template["rubric"]))]
        fields = plan_template.fields_of(self._template, part["id"])
        count = sum(len(field.get("questions", "1")) for field in fields)
        optional = sum(not field.get("required") for field in fields)
        answered = len(self._fields.preselected(part["id"]))
        texts = [
            translate("1 question") if count == 1 else translate("{number} questions", number=count)
        ]
        if answered:
            texts.append(translate("{number} answered by your profile", number=answered))
        if optional:
            texts.append(translate("{number} optional", number=optional))
        return texts

    def _excerpt(self, part: Part) -> str:
        """The beginning of the first text of a part."""
        for field in plan_template.fields_of(self._template, part["id"]):
            value = self._content.get(field["id"])
            if field["type"] in ("text", "textarea") and value:
                text = str(value)
                return text if len(text) <= MAX_EXCERPT else f"{text[:MAX_EXCERPT].rstrip()}…"
        return ""

    def _line(self, part: Part, problem: Problem) -> str:
        if part["id"] == plan_template.REVIEW:
            return f"{part['title']}: {self._text(problem)}"
        label = self._labels[problem.field_id]
        if problem.text == plan_problems.FILL_IN:
            return label
        return f"{label}: {self._text(problem)}"

    def _text(self, problem: Problem) -> str:
        return self._block.translate(problem.text, **problem.parameters)

    def _field(self, problem: Problem) -> str:
        return self._block.part_id(problem.field_id)
