"""Form for reports of suspect certificates."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import StringField, TextAreaField

from lms.web.texts.text_rules import FreeText, OneLine

MAX_NUMBER_LENGTH = 64
MAX_ACCOUNT_LENGTH = 1_000
MAX_CONTACT_LENGTH = 200


class ReportForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    """A report of a suspect certificate; the number is optional."""

    number = StringField(_l("Certificate number"), [OneLine(MAX_NUMBER_LENGTH, is_required=False)])
    account = TextAreaField(_l("What made you doubt?"), [FreeText(MAX_ACCOUNT_LENGTH)])
    reply_to = StringField(
        _l("How can you be reached? (optional)"), [OneLine(MAX_CONTACT_LENGTH, is_required=False)]
    )
