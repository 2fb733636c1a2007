"""The action plan: a form from the course's template, saved at any time, submitted when complete.

The host's service `action_plan` stores the plan; in other hosts the block stores it in its own
fields. In a lesson the block shows the state of the plan and a link to its page.
"""

from web_fragments.fragment import Fragment
from xblock.core import XBlock
from xblock.fields import Dict, Scope, String

from courses.block_toolkit.base import (
    ContentDict,
    ContentList,
    PayungActivity,
    Problems,
    ViewContext,
    form_handler,
)
from courses.block_toolkit.form_values import Submitted, first_value
from courses.block_toolkit.markup import notice, tag
from courses.blocks.course import plan_form
from courses.blocks.course.plan_fields import PlanFields
from courses.blocks.course.plan_form import Content, Field, Template

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
CHANGED = "The plan was also saved in another window. Look at both, then save here again."
MAX_VERSION_LENGTH = 10  # digits; no counter of changes is that long


@XBlock.wants("action_plan", "links")
class ActionPlanBlock(PayungActivity):
    """Saves all input first, and reports missing parts afterwards."""

    template = ContentDict(scope=Scope.content, default={}, help="fields, rubric, self_review")
    provinces = ContentList(scope=Scope.content, default=[], help="id and label of each province")
    plan = Dict(
        scope=Scope.user_state,
        default={},
        help="The plan, in hosts without the service action_plan",
    )
    state = String(scope=Scope.user_state, default="")

    def student_view(self, context: ViewContext | None = None) -> Fragment:
        state, content, version = self._load()
        links = self.runtime.service(self, "links")
        if links and not (context or {}).get("is_own_page"):
            return self._card(state, links.plan())
        if not self.template.get("fields"):
            return Fragment("")
        return self._form_page(state, content, version, context or {})

    @form_handler
    def keep(self, submitted: Submitted) -> Problems | None:
        """Save the plan; the field `do` is save, submit, or add- and the field of a new row."""
        content = plan_form.read_plan(self.template, submitted)
        action = first_value(submitted, "do")
        if action.startswith("add-"):
            self._add_row(content, action.removeprefix("add-"))
        if not self._save(content, first_value(submitted, "version")):
            return {"version": self.translate(CHANGED)}
        if action != "submit":
            return None
        missing = plan_form.problems(self.template, content)
        if missing:
            return {
                problem.field_id: self.translate(problem.text, **problem.parameters)
                for problem in missing
            }
        self._submit()
        return None

    def default_from_profile(self, field: Field) -> str:
        """Province or audience of the learner, if the host has the service `learner`."""
        learner = self.runtime.service(self, "learner")
        if not learner:
            return ""
        is_province = str(field.get("source", "")).startswith("provinces")
        return str(learner.province_code if is_province else learner.audience)

    def _load(self) -> tuple[str, Content, int]:
        """State, content and version of the stored plan."""
        plans = self.runtime.service(self, "action_plan")
        if not plans:
            return self.state, self.plan, 0
        stored = plans.load()
        return (stored.state, stored.content, stored.version) if stored else ("", {}, 0)

    def _save(self, content: Content, version: str) -> bool:
        """False if the plan was saved in another window after this page was opened."""
        plans = self.runtime.service(self, "action_plan")
        if plans:
            return bool(plans.save(content, _version(version)))
        if not self.state or (self.state == "submitted" and content != self.plan):
            self.state = "draft"
        self.plan = content
        return True

    def _submit(self) -> None:
        plans = self.runtime.service(self, "action_plan")
        if plans:
            plans.submit()
        else:
            self.state = "submitted"
        self.publish_completion()

    def _add_row(self, content: Content, field_id: str) -> None:
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
        kind, label = STATES[state]
        return tag(kind, self.translate(label), ICONS.get(kind, "todo"))

    def _title(self) -> str:
        return str(self.localised(self.template).get("title", ""))

    def _form_page(
        self, state: str, content: Content, version: int, context: ViewContext
    ) -> Fragment:
        template: Template = self.localised(self.template)
        if posted := self.posted(context):
            content = plan_form.read_plan(self.template, posted)
            if "problems" not in context:  # the form was rejected before it reached the block
                posted_version = _version(first_value(posted, "version"))
                version = version if posted_version is None else posted_version
        fields = PlanFields(
            self,
            template,
            content,
            context.get("problems") or {},
            provinces=self.localised(self.provinces),
            default_of=self.default_from_profile,
        )
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
    """Version from a form; None for text that no form of ours contains."""
    return int(text) if text.isdecimal() and len(text) < MAX_VERSION_LENGTH else None
