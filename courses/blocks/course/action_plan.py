"""The action plan: a form from the course's template, saved as one goes, handed in when complete.

The host's service `action_plan` keeps the plan; without it the block keeps it in its own fields.
In a lesson the block shows where the plan stands and leads to its own page.
"""

from collections.abc import Mapping
from typing import Any

from web_fragments.fragment import Fragment
from xblock.core import XBlock
from xblock.fields import Dict, Scope, String

from courses.block_toolkit.base import (
    ContentDict,
    ContentList,
    PayungActivity,
    Problems,
    form_handler,
)
from courses.block_toolkit.markup import notice, tag
from courses.blocks.course import plan_form
from courses.blocks.course.plan_fields import PlanFields

STATES = {
    "": ("", "Not started"),
    "draft": ("now", "Saved, not handed in yet"),
    "submitted": ("done", "Handed in"),
    "returned": ("fix", "Returned for improvement"),
    "approved": ("done", "Approved"),
}
ICONS = {"done": "check", "fix": "fix"}  # by kind; what is still to be done has an empty circle
STILL_OPEN = (
    "You may still change it. A plan with changes is no longer handed in: hand it in once more."
)
CHANGED = "The plan was also saved in another window. Look at both, then save here again."
MAX_VERSION_LENGTH = 10  # digits that no counter of changes reaches


@XBlock.wants("action_plan", "links")
class ActionPlanBlock(PayungActivity):
    """Whatever is typed is saved first; what is missing is said afterwards."""

    template = ContentDict(scope=Scope.content, default={}, help="fields, rubric, self_review")
    provinces = ContentList(scope=Scope.content, default=[], help="id and label of each province")
    plan = Dict(scope=Scope.user_state, default={}, help="Where the host keeps no plans")
    state = String(scope=Scope.user_state, default="")

    def student_view(self, context: Mapping[str, Any] | None = None) -> Fragment:
        state, content, version = self._stored()
        links = self.runtime.service(self, "links")
        if links and not (context or {}).get("is_own_page"):
            return self._card(state, links.plan())
        if not self.template.get("fields"):
            return Fragment("")
        return self._form_page(state, content, version, dict(context or {}))

    @form_handler
    def keep(self, submitted: Mapping[str, list[str]]) -> Problems | None:
        """Save the plan; `do` says whether to go on writing, add a row, or hand it in."""
        content = plan_form.read_plan(self.template, submitted)
        action = plan_form.first_of(submitted, "do")
        if action.startswith("add-"):
            self._add_row(content, action.removeprefix("add-"))
        if not self._stored_now(content, plan_form.first_of(submitted, "version")):
            return {"version": self.translate(CHANGED)}
        if action != "submit":
            return None
        missing = plan_form.problems(self.template, content)
        if missing:
            return {
                problem.field_id: self.translate(problem.sentence, **problem.parameters)
                for problem in missing
            }
        self._hand_in()
        return None

    def default_from_profile(self, field: Mapping[str, Any]) -> str:
        """What the host knows already: province and audience need not be chosen again."""
        learner = self.runtime.service(self, "learner")
        if not learner:
            return ""
        is_province = str(field.get("source", "")).startswith("provinces")
        return str(learner.province_code if is_province else learner.audience)

    def _stored(self) -> tuple[str, Mapping[str, Any], int]:
        plans = self.runtime.service(self, "action_plan")
        if not plans:
            return self.state, self.plan, 0
        stored = plans.load()
        return (stored.state, stored.content, stored.version) if stored else ("", {}, 0)

    def _stored_now(self, content: dict[str, Any], version: str) -> bool:
        """False when the plan was saved elsewhere since this page was opened."""
        plans = self.runtime.service(self, "action_plan")
        if plans:
            return bool(plans.save(content, _version(version)))
        if not self.state or (self.state == "submitted" and content != self.plan):
            self.state = "draft"
        self.plan = content
        return True

    def _hand_in(self) -> None:
        plans = self.runtime.service(self, "action_plan")
        if plans:
            plans.submit()
        else:
            self.state = "submitted"
        self.publish_completion()

    def _add_row(self, content: dict[str, Any], field_id: str) -> None:
        for field in self.template["fields"]:
            if field["id"] == field_id and field["type"] == "repeat":
                rows = content[field_id]
                count = min(int(field["max"]), plan_form.row_count(field, content) + 1)
                empty = {plan_form.option_id(part): "" for part in field["subfields"]}
                content[field_id] = rows + [dict(empty) for _ in range(count - len(rows))]

    def _card(self, state: str, address: str) -> Fragment:
        link = (
            f'<a class="btn main" href="{address}">{self.translate_html("To the action plan")}</a>'
        )
        return self.fragment(
            '<div class="card stack">',
            self.opening() or self.heading(self._title()),
            f"<p>{self._tag(state)}</p><p>{link}</p>",
            self.closing(),
            "</div>",
        )

    def _tag(self, state: str) -> str:
        kind, words = STATES[state]
        return tag(kind, self.translate(words), ICONS.get(kind, "todo"))

    def _title(self) -> str:
        return str(self.localised(self.template).get("title", ""))

    def _form_page(
        self, state: str, content: Mapping[str, Any], version: int, context: dict[str, Any]
    ) -> Fragment:
        template = self.localised(self.template)
        if posted := self.posted(context):
            content = plan_form.read_plan(self.template, posted)
            if "problems" not in context:  # the form never arrived: it is as old as it was
                sent = _version(plan_form.first_of(posted, "version"))
                version = version if sent is None else sent
        fields = PlanFields(self, template, content, context.get("problems") or {})
        care = notice("care", "leaf", f"<p>{fields.escaped(template.get('note', ''))}</p>")
        buttons = self.button(
            self.translate("Save and go on later"), kind="wide", name="do", value="save"
        ) + self.button(self.translate("Hand in the plan"), name="do", value="submit")
        form = self.form(
            "keep",
            f'<input type="hidden" name="version" value="{version}">',
            f'<button class="vh" type="submit" name="do" value="save" tabindex="-1"'
            f' aria-hidden="true">{self.translate_html("Save and go on later")}</button>',
            fields.all(),
            fields.rubric(),
            f'<p class="row">{buttons}</p>',
        )
        status = f'<p role="status">{self._tag(state)}</p>'
        if state == "submitted":
            status += f'<p class="hint">{self.translate_html(STILL_OPEN)}</p>'
        return self.fragment(
            '<div class="stack stack-l">', status, care, fields.summary(), form, "</div>"
        )

    @staticmethod
    def workbench_scenarios() -> list[tuple[str, str]]:
        template = (
            '{"title": "RTL", "note": "Tanpa kasus.", "fields": ['
            '{"id": "tujuan", "type": "textarea", "required": true, "label": "Tujuan"}],'
            ' "rubric": [{"id": "R1", "max": 4, "text": "Terukur"}]}'
        )
        return [("Action plan", f"<payung_action_plan template='{template}'/>")]


def _version(text: str) -> int | None:
    """None where no page of ours can have sent it."""
    return int(text) if text.isdecimal() and len(text) < MAX_VERSION_LENGTH else None
