"""Input of visitors who check or report certificates."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import StringField, TextAreaField

from lms.web.texts.text_rules import FreeText, OneLine

LONGEST_NUMBER = 64
LONGEST_ACCOUNT = 1_000
LONGEST_CONTACT = 200


class ReportForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    number = StringField(_l("Certificate number"), [OneLine(LONGEST_NUMBER, is_needed=False)])
    account = TextAreaField(_l("What made you doubt?"), [FreeText(LONGEST_ACCOUNT)])
    reply_to = StringField(
        _l("How can you be reached? (optional)"), [OneLine(LONGEST_CONTACT, is_needed=False)]
    )
