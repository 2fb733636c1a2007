"""Forms of the assessment pages. Fields of items are parsed by their types, not here."""

from uuid import UUID

from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, IntegerField, StringField
from wtforms.validators import NumberRange, Optional, Regexp, ValidationError
from wtforms.widgets import HiddenInput

OWN_FIELDS = frozenset({"csrf_token", "response_id", "seen", "flagged", "go"})
MAX_VALUE = 200  # what may be typed; values of choices are shorter


class UuidField(HiddenField):  # type: ignore[misc]  # WTForms is untyped
    """An id that the page contains, so that sending a form twice has no second effect."""

    def post_validate(self, form: FlaskForm, validation_stopped: bool) -> None:
        try:
            self.id_value = UUID(str(self.data))
        except ValueError:
            raise ValidationError("id") from None


class StartForm(FlaskForm):  # type: ignore[misc]
    """The form that starts an attempt."""

    attempt_id = UuidField()


class AnswerForm(FlaskForm):  # type: ignore[misc]
    """`seen` is the log sequence when the page was rendered; `go` is where to go next.

    Used to render pages, and to parse pages of several questions; `SentAnswer` parses one.
    """

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        def get_translations(self, form: FlaskForm) -> None:
            """Load no catalogue, since the errors of this form are never shown."""

    response_id = UuidField()
    seen = IntegerField(
        widget=HiddenInput(), default=0, validators=[Optional(), NumberRange(min=0)]
    )
    flagged = BooleanField()
    go = StringField(default="end", validators=[Optional(), Regexp(r"end|later|[1-9][0-9]{0,2}\Z")])


class FinishForm(FlaskForm):  # type: ignore[misc]
    """A form with only a CSRF token."""
