"""Forms of the pages of joining."""

from collections.abc import Iterable

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import StringField

from lms.web.account.forms import ConsentForm, NewPasswordForm, ProfileForm


class CodeForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    code = StringField(_l("Code of the cohort"))


class NewMemberForm(ProfileForm, NewPasswordForm, ConsentForm):
    """Form of an invited person without an account. Their contact is known."""

    known_contact = ""

    def own_words(self) -> Iterable[str]:
        return (self.name.data or "", self.known_contact)
