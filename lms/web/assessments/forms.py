"""Input of the assessment pages. What an item asks for is read by its type, not here."""

from uuid import UUID

from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, IntegerField, StringField
from wtforms.validators import NumberRange, Optional, Regexp, ValidationError
from wtforms.widgets import HiddenInput

OWN_FIELDS = frozenset({"csrf_token", "response_id", "seen", "flagged", "go"})
MAX_VALUE = 200  # what may be typed; values of choices are shorter


class UuidField(HiddenField):  # type: ignore[misc]  # WTForms is untyped
    """An id that the page was given, so that sending it twice does nothing twice."""

    def post_validate(self, form: FlaskForm, validation_stopped: bool) -> None:
        try:
            self.id_value = UUID(str(self.data))
        except ValueError:
            raise ValidationError("id") from None


class StartForm(FlaskForm):  # type: ignore[misc]
    attempt_id = UuidField()


class AnswerForm(FlaskForm):  # type: ignore[misc]
    """`seen` is how far the log had come when the page was made; `go` is the next place.

    A page shows it. What a page of one question sends is read by `SentAnswer`.
    """

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        def get_translations(self, form: FlaskForm) -> None:
            """Its problems are shown nowhere: no catalogue is looked up for their sentences."""

    response_id = UuidField()
    seen = IntegerField(
        widget=HiddenInput(), default=0, validators=[Optional(), NumberRange(min=0)]
    )
    flagged = BooleanField()
    go = StringField(default="end", validators=[Optional(), Regexp(r"end|later|[1-9][0-9]{0,2}\Z")])


class FinishForm(FlaskForm):  # type: ignore[misc]
    """Nothing but the token against forged requests."""
