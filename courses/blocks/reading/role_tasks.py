"""One task for each audience to take along; learners say by when they do that of their role."""

from datetime import UTC, date, datetime
from html import escape

from web_fragments.fragment import Fragment
from xblock.fields import Scope, String

from courses.block_toolkit.base import Problems, ViewContext, form_handler
from courses.block_toolkit.form_values import Submitted, first_value
from courses.block_toolkit.markup import notice
from courses.block_toolkit.widgets import chip, field_error, with_checked
from courses.blocks.answer_sheets.roles import task_sheet
from courses.blocks.reading.contact_card import NAMES as MONTHS
from courses.blocks.reading.day_form import DayForm
from courses.blocks.reading.role import NAMES, RoleTexts

YEARS = range(2000, 2100)
DAY = "day"  # the field of the form
OUTCOME = "outcome"  # the field of the form of a follow-up
OUTCOME_LABELS = {"done": "Yes", "partly": "In part", "not-yet": "Not yet"}


class RoleTasksBlock(RoleTexts):
    """The task of the learner's own role with a day for it; those of other roles are closed below.

    Without a known role all tasks are closed, and none has a day. A follow-up asks about a task
    that has one.
    """

    planned_for = String(scope=Scope.user_state, default="", help="ISO date, or empty if removed")
    outcome = String(scope=Scope.user_state, default="", help="done, partly, not-yet, or empty")

    def student_view(self, context: ViewContext | None = None) -> Fragment:
        own = self.audience
        if (context or {}).get("is_follow_up"):
            return self.fragment(self._follow_up(own))
        problem = ((context or {}).get("problems") or {}).get(DAY, "")
        posted = self.posted(context)
        value = first_value(posted, DAY) if posted else self.planned_for
        mine = ""
        if own in NAMES:
            is_removed = not self.planned_for and self.fields["planned_for"].is_set_on(self)
            planned = _day(self.planned_for)
            is_past = planned is not None and planned < datetime.now(UTC).date()
            form = DayForm(value, self._day_text(), problem, is_removed, is_past=is_past)
            mine = self.own_html(own, form)
        rest = "".join(self.variant_html(name, is_own=False) for name in NAMES if name != own)
        if not mine and not rest:
            return Fragment("")
        return self.fragment(f'<div class="stack">{self.title_html()}{mine}{rest}</div>')

    def title_html(self) -> str:
        return self.heading(self.translate("One task for your role"))

    def answer_sheet(self) -> dict[str, object] | None:
        return task_sheet(self) if any(map(self.text, NAMES)) else None

    @form_handler
    def plan(self, submitted: Submitted) -> Problems | None:
        """Store the day of the form; an empty one takes the plan back, if there is one."""
        text = first_value(submitted, DAY).strip()
        if not text and not self.planned_for:
            return {DAY: self.translate("Choose a date first.")}
        if text and _day(text) is None:
            return {DAY: self.translate("Write a date, such as 2027-01-31.")}
        self.planned_for = text
        return None

    @form_handler
    def report(self, submitted: Submitted) -> None:
        """Store how far the planned task is done. Unknown values change nothing."""
        value = first_value(submitted, OUTCOME)
        if value in OUTCOME_LABELS:
            self.outcome = value

    def _follow_up(self, audience: str) -> str:
        """The planned task with the question how far it is done; empty without a plan."""
        text, day = self.text(audience) if audience in NAMES else "", self._day_text()
        if not text or not day:
            return ""
        question = self.translate_html("You planned this for {day}. Did you do it?", day=day)
        chips = "".join(
            chip(OUTCOME, value, f"<span>{self.translate_html(label)}</span>")
            for value, label in OUTCOME_LABELS.items()
        )
        saved = self.translate_html("Your answer is saved. Only you can see it.")
        status = f'<p role="status" class="hint">{saved}</p>' if self.outcome else ""
        return (
            f'<div class="card stack" id="{self.html_id}"><p>{self.cite(text)}</p>'
            + self.form(
                "report",
                f'<fieldset class="stack stack-s"><legend class="label">{question}</legend>',
                f'<div class="chips">{with_checked(chips, self.outcome or None)}</div></fieldset>',
                f"{status}<p>{self.button(self.translate('Save my answer'), kind='quiet')}</p>",
            )
            + "</div>"
        )

    def own_html(self, audience: str, shown: DayForm) -> str:
        """The task of an audience with its form; empty without a task."""
        text = self.text(audience)
        if not text:
            return ""
        name = self.translate("{role} (your role)", role=self.translate(NAMES[audience]))
        label = f'<p class="muted">{escape(name)}</p>'
        parts = f"{self._saved_html(shown)}{self._form(shown)}"
        return f'<div class="card stack">{label}<p>{self.cite(text)}</p>{parts}</div>'

    def _saved_html(self, shown: DayForm) -> str:
        """What became of the day, above the form."""
        if shown.problem:
            return ""
        if shown.day:
            text = self.translate_html("Planned for {day}.", day=shown.day)
            if shown.is_past:
                text += " " + self.translate_html(
                    "That day has passed. If you have not done it yet, choose another day."
                )
                return notice("", "todo", f'<p role="status">{text}</p>')
            return notice("good", "check", f'<p role="status">{text}</p>')
        text = self.translate_html("The date is removed.")
        return f'<p role="status" class="hint">{text}</p>' if shown.is_removed else ""

    def _form(self, shown: DayForm) -> str:
        field, problem, value = self.part_id(DAY), shown.problem, escape(shown.value)
        described = f' aria-invalid="true" aria-describedby="{field}-err" autofocus' * bool(problem)
        label = self.translate_html("By when will you do it?")
        save = self.translate("Change the date") if shown.day else self.translate("Save the date")
        required = " required" if shown.is_required else ""
        return self.form(
            "plan",
            f'<div class="field{" bad" * bool(problem)}"><label for="{field}">{label}</label>',
            field_error(field, problem),
            f'<input class="in" type="date" id="{field}" name="{DAY}" value="{value}"',
            f"{required}{described}></div>",
            f"<p>{self.button(save, kind='')}</p>",
        )

    def _day_text(self) -> str:
        """The planned day in the reader's language, or an empty string."""
        day = _day(self.planned_for)
        if day is None:
            return ""
        return f"{day.day} {self.months()[day.month - 1]} {day.year}"

    def months(self) -> list[str]:
        """The names of the months in the reader's language."""
        return [self.translate(MONTHS[number]) for number in sorted(MONTHS)]

    @staticmethod
    def workbench_scenarios() -> list[tuple[str, str]]:
        tasks = 'cso_id="Tempel 129 di meja" teacher_id="Pilih bangku" patbm_id="Pilih tempat"'
        return [("Role tasks", f"<payung_role_tasks {tasks}/>")]


def _day(text: str) -> date | None:
    """The day of an ISO date in this century, or None."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.year in YEARS else None
