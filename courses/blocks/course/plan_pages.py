"""Pages of an action plan in parts: the list of all parts, and the page of one."""

from collections.abc import Callable, Mapping
from html import escape
from typing import NamedTuple

from courses.block_toolkit.base import PayungBlock, Problems, ViewContext
from courses.block_toolkit.form_values import first_value
from courses.block_toolkit.markup import icon, notice, tag
from courses.blocks.course import plan_form, plan_problems, plan_template
from courses.blocks.course.plan_fields import PlanFields
from courses.blocks.course.plan_form import Content
from courses.blocks.course.plan_options import review_rule
from courses.blocks.course.plan_parts import PlanParts
from courses.blocks.course.plan_template import Part, Template

STATES = {
    "": ("", "Not started"),
    "draft": ("now", "Saved, not handed in yet"),
    "submitted": ("done", "Handed in"),
    "returned": ("fix", "Returned for improvement"),
    "approved": ("done", "Approved"),
}
ICONS = {"done": "check", "fix": "fix"}  # by kind of tag; other kinds have an empty circle
STILL_OPEN = (
    "You may still change it. A plan with changes is no longer handed in: hand it in once more."
)


class StoredPlan(NamedTuple):
    """A learner's plan; `version` counts its changes. The state is empty before the first save."""

    state: str
    content: Content
    version: int


class PlanPages:
    """The pages of a plan in one language; `addresses` are the URLs of its parts, by id.

    `fields_with` creates the fields for a content and problems by field.
    """

    def __init__(
        self,
        block: PayungBlock,
        template: Template,
        plan: StoredPlan,
        addresses: dict[str, str],
        fields_with: Callable[[Content, Mapping[str, str]], PlanFields],
    ) -> None:
        self._block = block
        self._template = template
        self._plan = plan
        self._addresses = addresses
        self._fields_with = fields_with

    def list_page(self, parts: tuple[Part, ...], problems: Problems) -> str:
        """All parts with their states, and the form that hands the plan in once all are ready."""
        block, template, content = self._block, self._template, self._plan.content
        fields = self._fields_with(content, {})
        listed = PlanParts(block, template, content, parts, self._addresses, fields)
        onward = listed.onward()
        if listed.is_ready and self._plan.state in ("draft", "returned"):
            seen = plan_form.fingerprint(template, "", content)
            onward = block.form(
                "keep",
                '<input type="hidden" name="part" value="">',
                f'<input type="hidden" name="seen" value="{seen}">',
                block.button(block.translate("Hand in the plan"), name="do", value="submit"),
                kind="act",
            )
        hint = block.translate_html("The button to hand it in appears when all parts are ready.")
        hint = f"{hint} {review_rule(template, block.translate_html)}".rstrip()
        return "".join(
            (
                '<div class="stack">',
                status(block, self._plan.state) if self._plan.state else "",
                self._refusal(problems),
                listed.progress(),
                listed.tasks(),
                onward,
                "" if listed.is_ready else f'<p class="hint">{hint}</p>',
                listed.needed(is_open=bool(problems)),
                care_note(template),
                "</div>",
            )
        )

    def part_page(self, part_id: str, context: ViewContext) -> str:
        """The form of a part, after a rejected one with what was posted."""
        template, content = self._template, self._plan.content
        seen = plan_form.fingerprint(template, part_id, content)
        problems = context.get("problems") or {}
        if posted := self._block.posted(context):
            content = plan_form.read_part(template, part_id, posted, content)
            if "problems" not in context:  # the form was rejected before it reached the block
                seen = first_value(posted, "seen")
        elif plan_form.is_started(template, part_id, content):
            missing = plan_problems.part_problems(template, part_id, content)
            problems = {p.field_id: self._block.translate(p.text, **p.parameters) for p in missing}
        fields = self._fields_with(content, problems)
        shown = fields.marks() if part_id == plan_template.REVIEW else fields.part(part_id)
        summary = fields.summary() if "version" in problems else ""
        return summary + self._part_form(part_id, seen, shown)

    def _part_form(self, part_id: str, seen: str, fields: str) -> str:
        ids = list(self._addresses)
        number = ids.index(part_id)
        save = self._block.translate_html("Save and go on")
        back = self._back(self._addresses[ids[number - 1]]) if number else ""
        following = ids[number + 1] if number + 1 < len(ids) else ""
        return self._block.form(
            "keep",
            f'<input type="hidden" name="part" value="{escape(part_id)}">',
            f'<input type="hidden" name="seen" value="{escape(seen)}">',
            f'<input type="hidden" name="next" value="{escape(following)}">',
            f'<button class="vh" type="submit" name="do" value="save" tabindex="-1"'
            f' aria-hidden="true">{save}</button>',
            fields,
            '<p class="act">',
            back,
            f'<button class="btn main" type="submit" name="do" value="save">{save} '
            f"{icon('next')}</button></p>",
            kind="stack stack-l",
        )

    def _back(self, address: str) -> str:
        label = self._block.translate_html("Previous part")
        return (
            f'<a class="btn icon" href="{escape(address)}" aria-label="{label}">{icon("prev")}</a>'
        )

    def _refusal(self, problems: Problems) -> str:
        """Why the plan was not handed in; the list says what is missing."""
        if not problems:
            return ""
        missing = self._block.translate(
            "Your plan is saved. A few things are missing before you hand it in."
        )
        text = escape(problems.get("version", missing))
        return f'<div class="errsum" role="alert" tabindex="-1" autofocus><p>{text}</p></div>'


def state_tag(block: PayungBlock, state: str) -> str:
    """The state of a plan as a tag."""
    kind, label = STATES[state]
    return tag(kind, block.translate(label), ICONS.get(kind, "todo"))


def status(block: PayungBlock, state: str) -> str:
    """The state of a plan, and for one that was handed in that it may still change."""
    line = f'<p role="status">{state_tag(block, state)}</p>'
    if state == "submitted":
        line += f'<p class="hint">{block.translate_html(STILL_OPEN)}</p>'
    return line


def care_note(template: Template) -> str:
    """What the template asks to keep out of a plan."""
    return notice("care", "leaf", f"<p>{PlanFields.escaped(template.get('note', ''))}</p>")
