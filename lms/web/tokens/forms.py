"""Forms of the pages of tokens."""

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import Field, SelectField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import StopValidation
from wtforms.widgets import CheckboxInput, ListWidget

from lms.accounts.api_tokens.errors import ScopeMissing
from lms.web.texts.error_messages import error_message
from lms.web.texts.text_rules import OneLine

MAX_NAME_LENGTH = 60
DAYS = (30, 90, 180, 365)
SCOPE_LABELS = {
    "certificates:read": _l("List certificates, without names"),
    "certificates:verify": _l("Check many certificates at once"),
    "certificates:revoke": _l("Revoke certificates"),
    "rosters:read": _l("Read people and certificates of organisations, with names"),
    "rosters:write": _l("Import rosters of people"),
    "evaluation:read": _l("Read released figures of the evaluation"),
    "learning:read": _l("Read your own courses, tests and certificates"),
    "learning:write": _l("Join courses and take tests in your name"),
}


class TokenForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    """A new token. Only scopes that the creator holds can be chosen."""

    name = StringField(_l("What it is for"), [OneLine(MAX_NAME_LENGTH)])
    scopes = SelectMultipleField(
        _l("What it may do"),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    days = SelectField(
        _l("How long it is valid"),
        choices=[SelectChoice(days, _l("%(days)s days", days=days)) for days in DAYS],
        coerce=int,
        default=90,
    )

    def __init__(self, allowed: Sequence[str]) -> None:
        super().__init__()
        self.scopes.choices = [SelectChoice(scope, SCOPE_LABELS[scope]) for scope in allowed]

    def validate_scopes(self, field: Field) -> None:
        if not field.data:
            raise StopValidation(error_message(ScopeMissing()))
