"""Forms of cohort pages."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DateField,
    Field,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional, StopValidation

from courses.cohorts.errors import CohortEndsBeforeItBegins, PaceUnknown, PlanRuleUnknown
from courses.cohorts.pace import PACES
from courses.cohorts.rules import MAX_ANNOUNCEMENT_LENGTH, MAX_COHORT_NAME_LENGTH, PLAN_RULES
from courses.cohorts.service import CohortDetails
from lms.web.texts.error_messages import error_message
from lms.web.texts.text_rules import FreeText, OneLine

PACE_LABELS = {
    "free": _l("At everybody's own pace"),
    "two-days": _l("Two days, as in the training"),
    "four-weeks": _l("Four weeks"),
}
PLAN_RULE_LABELS = {
    "submitted": _l("It counts once it is handed in"),
    "approved": _l("It counts once a facilitator approves it"),
}


class CohortForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    """Details of a cohort."""

    name = StringField(_l("Name of the cohort"), [OneLine(MAX_COHORT_NAME_LENGTH)])
    course = SelectField(_l("Course"), validate_choice=False)
    starts_on = DateField(_l("First day"), [Optional()])
    ends_on = DateField(_l("Last day"), [Optional()])
    pace = RadioField(
        _l("Pace"),
        choices=[SelectChoice(pace, PACE_LABELS[pace]) for pace in PACES],
        default="free",
        validate_choice=False,
    )
    plan_rule = RadioField(
        _l("Action plan"),
        choices=[SelectChoice(rule, PLAN_RULE_LABELS[rule]) for rule in PLAN_RULES],
        default="submitted",
        validate_choice=False,
    )
    is_attendance_counted = BooleanField(_l("Attendance counts"))

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.course.choices = []

    def validate_ends_on(self, field: Field) -> None:
        if self.starts_on.data and field.data and field.data < self.starts_on.data:
            raise StopValidation(error_message(CohortEndsBeforeItBegins()))

    def validate_pace(self, field: Field) -> None:
        if field.data not in PACES:
            raise StopValidation(error_message(PaceUnknown()))

    def validate_plan_rule(self, field: Field) -> None:
        if field.data not in PLAN_RULES:
            raise StopValidation(error_message(PlanRuleUnknown()))

    @property
    def facts(self) -> CohortDetails:
        """The submitted details."""
        return CohortDetails(
            self.name.data,
            self.starts_on.data,
            self.ends_on.data,
            self.plan_rule.data,
            self.pace.data,
            bool(self.is_attendance_counted.data),
        )


class AnnouncementForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    """Text of an announcement."""

    text = TextAreaField(_l("Tell the cohort"), [FreeText(MAX_ANNOUNCEMENT_LENGTH)])
