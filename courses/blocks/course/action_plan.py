"""The action plan: a form from the course's template, saved at any time, submitted when complete.

The host's service `action_plan` stores the plan; in other hosts the block stores it in its own
fields. In a lesson the block shows the state of the plan and a link to its page.
"""

from collections.abc import Mapping

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
from courses.blocks.course import plan_form, plan_problems, plan_template
from courses.blocks.course.plan_fields import PlanFields
from courses.blocks.course.plan_form import Content
from courses.blocks.course.plan_pages import PlanPages, StoredPlan, care_note, state_tag, status
from courses.blocks.course.plan_template import Field, Part, Template

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
        plan = self._load()
        links = self.runtime.service(self, "links")
        if links and not (context or {}).get("is_own_page"):
            return self._card(plan.state, links.plan())
        if not self.template.get("fields"):
            return Fragment("")
        if links and (parts := self._parts()):
            addresses = {part["id"]: links.plan_part(part["id"]) for part in parts}
            return self._in_parts(plan, parts, context or {}, addresses)
        return self._form_page(plan, context or {})

    @form_handler
    def keep(self, submitted: Submitted) -> Problems | None:
        """Save the plan; the field `do` is save, submit, or add- and the field of a new row.

        With the field `part` only that part is saved; what other parts hold stays. `revision` is
        the version that a phone without a network knew. If the plan has changed since, the service
        keeps the form beside it.
        """
        action = first_value(submitted, "do")
        content, version, is_current = self._read(submitted)
        if action.startswith("add-"):
            self._add_row(content, action.removeprefix("add-"))
        if not is_current or not self._save(content, version):
            return self._keep_beside(submitted, content)
        if action != "submit":
            return None
        missing = plan_problems.problems(self._localised_template(), content)
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

    def _load(self) -> StoredPlan:
        plans = self.runtime.service(self, "action_plan")
        if not plans:
            return StoredPlan(self.state, self.plan, 0)
        stored = plans.load()
        if stored is None:
            return StoredPlan("", {}, 0)
        return StoredPlan(stored.state, stored.content, stored.version)

    def _read(self, submitted: Submitted) -> tuple[Content, int | None, bool]:
        """The plan with the submitted values, the version that it must replace, and if it may.

        A page of one part knows the part as it was shown, so other parts may have changed since.
        """
        template = self._localised_template()
        revision = _version(first_value(submitted, "revision"))
        if "part" not in submitted:
            content = plan_form.read_plan(template, submitted)
            version = _version(first_value(submitted, "version"))
            return content, version if revision is None else revision, True
        part_id = first_value(submitted, "part")
        _state, stored, version = self._load()
        content = plan_form.read_part(template, part_id, submitted, stored)
        shown = plan_form.fingerprint(template, part_id, stored)
        is_double = bool(part_id) and content == stored
        is_current = is_double or first_value(submitted, "seen") in ("", shown)
        return content, version, is_current or revision == version

    def _save(self, content: Content, version: int | None) -> bool:
        """False if the plan was saved in another window after this page was opened."""
        plans = self.runtime.service(self, "action_plan")
        if plans:
            return bool(plans.save(content, version))
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

    def _keep_beside(self, submitted: Submitted, content: Content) -> Problems | None:
        """Keep a form of a phone beside the plan; say that it is not saved if it is another's."""
        part_id, plans = first_value(submitted, "part"), self.runtime.service(self, "action_plan")
        is_whole = "part" not in submitted
        if "revision" not in submitted or not plans or not (part_id or is_whole):
            return {"version": self.translate(CHANGED)}
        plans.keep_beside(part_id, plan_form.part_of(self._localised_template(), part_id, content))
        return None

    def _add_row(self, content: Content, field_id: str) -> None:
        for field in self.template["fields"]:
            if field["id"] == field_id and field["type"] == "repeat":
                rows = content[field_id]
                count = min(int(field["max"]), plan_form.row_count(field, content) + 1)
                empty = {plan_template.option_id(part): "" for part in field["subfields"]}
                content[field_id] = rows + [dict(empty) for _ in range(count - len(rows))]

    def _card(self, state: str, address: str) -> Fragment:
        kind = "btn main" if state in ("", "returned") else "btn"
        text = self.translate_html("To the action plan")
        link = f'<a class="{kind}" href="{address}">{text}</a>'
        return self.fragment(
            '<div class="card stack">',
            self.opening() or self.heading(self._title()),
            f"<p>{state_tag(self, state)}</p><p>{link}</p>",
            self.closing(),
            "</div>",
        )

    def _title(self) -> str:
        return str(self.localised(self.template).get("title", ""))

    def _localised_template(self) -> Template:
        return self.localised(self.template)

    def _parts(self) -> tuple[Part, ...]:
        return plan_template.parts_of(
            self._localised_template(), self.translate("Score your own plan")
        )

    def _in_parts(
        self,
        plan: StoredPlan,
        parts: tuple[Part, ...],
        context: ViewContext,
        addresses: dict[str, str],
    ) -> Fragment:
        """The page of the part that the context names, or the list of parts."""
        pages = PlanPages(self, self._localised_template(), plan, addresses, self._fields)
        part_id = context.get("part", "")
        if part_id in addresses:
            return self.fragment(pages.part_page(part_id, context))
        return self.fragment(pages.list_page(parts, context.get("problems") or {}))

    def _fields(self, content: Content, problems: Mapping[str, str]) -> PlanFields:
        return PlanFields(
            self,
            self._localised_template(),
            content,
            problems,
            provinces=self.localised(self.provinces),
            default_of=self.default_from_profile,
        )

    def _form_page(self, plan: StoredPlan, context: ViewContext) -> Fragment:
        template, content, version = self._localised_template(), plan.content, plan.version
        if posted := self.posted(context):
            content = plan_form.read_plan(template, posted)
            if "problems" not in context:  # the form was rejected before it reached the block
                posted_version = _version(first_value(posted, "version"))
                version = version if posted_version is None else posted_version
        fields = self._fields(content, context.get("problems") or {})
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
        parts = status(self, plan.state), care_note(template), fields.summary(), form
        return self.fragment('<div class="stack stack-l">', *parts, "</div>")

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
