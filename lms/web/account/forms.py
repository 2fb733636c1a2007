"""Forms of the account pages. The domain validates; forms show its errors as messages."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    Field,
    PasswordField,
    RadioField,
    SelectField,
    StringField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import StopValidation

from lms.accounts.audiences import AUDIENCES
from lms.accounts.contacts import Contact, parse_contact
from lms.accounts.errors import AudienceUnknown, ConsentMissing, ProvinceUnknown
from lms.accounts.provinces import ALL, PROVINCES
from lms.accounts.sign_in.passwords import validate_password
from lms.kernel.errors import LmsError
from lms.web.account.consent_texts import TITLES
from lms.web.texts.error_messages import error_message, message_for_code
from lms.web.texts.language import current_language
from lms.web.texts.text_rules import CleanedBy, OneLine
from lms.workflows.accounts.validate_name import printable_name

AUDIENCE_LABELS = {
    "teacher": _l("Teacher or school staff"),
    "patbm": _l("Community volunteer (PATBM)"),
    "cso": _l("Staff of a civil society organisation"),
}
LANGUAGE_LABELS = [SelectChoice("id", "Bahasa Indonesia"), SelectChoice("en", "English")]


def read_address(text: str) -> str:
    """The contact in the form that is stored. Raises ContactMissing or ContactUnreadable."""
    return parse_contact(text).address


class Form(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    """A form that can show errors of the domain after validation."""

    def refuse(self, field: Field, error: LmsError) -> None:
        field.errors = [error_message(error)]


class SignInForm(Form):
    """Contact and password."""

    contact = StringField(_l("E-mail or mobile number"))
    password = PasswordField(_l("Password"))
    stay = BooleanField(_l("Stay signed in on this device. Leave this empty on a shared phone."))


class NameForm(Form):
    """A printable name."""

    name = StringField(_l("Full name"), [CleanedBy(printable_name)])


class ContactForm(Form):
    """A contact."""

    contact = StringField(_l("E-mail or mobile number"), [CleanedBy(read_address)])

    @property
    def read(self) -> Contact:
        return parse_contact(self.contact.data)


class ProfileForm(NameForm):
    """Own details of a person. Staff may leave audience and province empty.

    Both ways to sign up and the page of corrections use it; `sign_up` hands the fields on.
    """

    audience = RadioField(
        _l("Your role"),
        choices=[SelectChoice(audience, label) for audience, label in AUDIENCE_LABELS.items()],
        validate_choice=False,
    )
    province = SelectField(_l("Province"), validate_choice=False)
    is_learner = True

    def __init__(self, *positional: Any, **named: Any) -> None:
        super().__init__(*positional, **named)
        language = current_language()
        provinces = [SelectChoice(province.code, province.name(language)) for province in ALL]
        self.province.choices = [SelectChoice("", _l("Choose a province")), *provinces]

    def validate_audience(self, field: Field) -> None:
        if field.data not in AUDIENCES and (self.is_learner or field.data):
            field.data = None
            raise StopValidation(error_message(AudienceUnknown()))

    def validate_province(self, field: Field) -> None:
        if field.data not in PROVINCES and (self.is_learner or field.data):
            raise StopValidation(error_message(ProvinceUnknown()))


class NewPasswordForm(Form):
    """A new password."""

    password = PasswordField(_l("Password"))

    def own_words(self) -> Iterable[str]:
        """Name and contact, which the password must not repeat."""
        return getattr(self, "known_words", ())

    def validate_password(self, field: Field) -> None:
        try:
            validate_password(field.data or "", own_words=self.own_words())
        except LmsError as error:
            raise StopValidation(error_message(error)) from error


class ConsentForm(Form):
    """One check box for each purpose. Only the first is required."""

    consent_learning = BooleanField(TITLES["learning"])
    consent_evaluation = BooleanField(TITLES["evaluation"])
    consent_reminders = BooleanField(TITLES["reminders"])

    def validate_consent_learning(self, field: Field) -> None:
        if not field.data:
            raise StopValidation(error_message(ConsentMissing()))

    def purposes(self) -> list[str]:
        return [purpose for purpose in TITLES if self[f"consent_{purpose}"].data]


class FirstPageForm(ProfileForm, ConsentForm):
    """What is asked of people who come from a learning platform or sign in with another account."""


class CorrectionForm(ProfileForm):
    """Own details and language."""

    language = SelectField(_l("Language"), choices=LANGUAGE_LABELS)


class SignUpForm(ProfileForm, ContactForm, NewPasswordForm, ConsentForm):
    """Sign-up in one step, on a loopback address where no messages are sent."""

    def own_words(self) -> Iterable[str]:
        return (self.name.data or "", self.contact.data or "")


class RequestAccountForm(ProfileForm, ContactForm):
    """First step of a sign-up by message. Password and consents follow after the link."""


class FirstSignInForm(NewPasswordForm, ConsentForm):
    """Second step of a sign-up by message."""


class NewAdministratorForm(NameForm, ContactForm, NewPasswordForm, ConsentForm):
    """Sign-up of an administrator."""

    def own_words(self) -> Iterable[str]:
        return (self.name.data or "", self.contact.data or "")


class PresentPasswordForm(Form):
    """A form with the present password, for actions that need recent authentication."""

    present = PasswordField(_l("Present password"))


class ChangePasswordForm(PresentPasswordForm, NewPasswordForm):
    """The present password and the new one."""


class ChangeContactForm(ContactForm, PresentPasswordForm):
    """Another contact to sign in with."""


class PasskeyForm(Form):
    """The name of a new passkey."""

    name = StringField(_l("Name of the passkey"), [OneLine(60)])


class PlainForm(Form):
    """A button with only the CSRF token."""


class SureForm(Form):
    """A check box to confirm an action that cannot be undone."""

    sure = BooleanField(_l("I understand that this cannot be undone."))

    def validate_sure(self, field: Field) -> None:
        if not field.data:
            raise StopValidation(message_for_code("erase-not-confirmed"))


class MergeForm(ContactForm, PresentPasswordForm):
    """Contact and password of the other account, and the present password."""

    password = PasswordField(_l("Password of the other account"))


class EraseForm(SureForm, PresentPasswordForm):
    """Erasure, with a choice for each certificate."""

    def validate_present(self, field: Field) -> None:
        """Report a missing password with the other errors.

        It is verified only when all is valid.
        """
        if not field.data:
            raise StopValidation(message_for_code("password-not-yours"))

    def has_choices(self, choices: Mapping[UUID, str]) -> bool:
        """Has every certificate a choice? There is no default."""
        if all(choice in ("withdraw", "keep") for choice in choices.values()):
            return True
        self.form_errors.append(message_for_code("certificate-choice-missing"))
        return False
