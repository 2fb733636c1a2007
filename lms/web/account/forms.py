"""Input of the account pages. The rules stand in the domain; here they become sentences."""

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
from lms.accounts.provinces import ALL
from lms.accounts.sign_in.passwords import validate_password
from lms.kernel.errors import LmsError
from lms.web.account.consent_texts import TITLES
from lms.web.texts.error_messages import error_message, message_for_code
from lms.web.texts.language import current_language
from lms.web.texts.text_rules import CleanedBy, OneLine
from lms.workflows.accounts.validate_name import printable_name

AUDIENCE_LABELS = {
    "teacher": _l("Teacher or school staff"),
    "patbm": _l("PATBM volunteer"),
    "cso": _l("Staff of a civil society organisation"),
}
LANGUAGE_LABELS = [SelectChoice("id", "Bahasa Indonesia"), SelectChoice("en", "English")]


def read_address(text: str) -> str:
    """A contact as it is stored."""
    return parse_contact(text).address


class Form(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    """A form whose fields may be refused by the domain after they were read."""

    def refuse(self, field: Field, error: LmsError) -> None:
        field.errors = [error_message(error)]


class SignInForm(Form):
    contact = StringField(_l("E-mail or mobile number"))
    password = PasswordField(_l("Password"))
    stay = BooleanField(_l("Stay signed in on this device. Leave this empty on a shared phone."))


class NameForm(Form):
    name = StringField(_l("Full name"), [CleanedBy(printable_name)])


class ContactForm(Form):
    contact = StringField(_l("E-mail or mobile number"), [CleanedBy(read_address)])

    @property
    def read(self) -> Contact:
        return parse_contact(self.contact.data)


class ProfileForm(NameForm):
    """What a person says about themselves. Staff may leave audience and province open."""

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
        places = [SelectChoice(place.code, place.name(language)) for place in ALL]
        self.province.choices = [SelectChoice("", _l("Choose a province")), *places]

    def validate_audience(self, field: Field) -> None:
        if field.data not in AUDIENCES and (self.is_learner or field.data):
            field.data = None
            raise StopValidation(error_message(AudienceUnknown()))

    def validate_province(self, field: Field) -> None:
        if field.data not in {place.code for place in ALL} and (self.is_learner or field.data):
            raise StopValidation(error_message(ProvinceUnknown()))


class NewPasswordForm(Form):
    password = PasswordField(_l("Password"))

    def own_words(self) -> Iterable[str]:
        """What others know of the person; a form that knows the person sets it."""
        return getattr(self, "known_words", ())

    def validate_password(self, field: Field) -> None:
        try:
            validate_password(field.data or "", own_words=self.own_words())
        except LmsError as refusal:
            raise StopValidation(error_message(refusal)) from refusal


class ConsentForm(Form):
    """One check box a purpose, unticked; only the first is needed."""

    consent_learning = BooleanField(TITLES["learning"])
    consent_evaluation = BooleanField(TITLES["evaluation"])
    consent_reminders = BooleanField(TITLES["reminders"])

    def validate_consent_learning(self, field: Field) -> None:
        if not field.data:
            raise StopValidation(error_message(ConsentMissing()))

    def purposes(self) -> list[str]:
        return [purpose for purpose in TITLES if self[f"consent_{purpose}"].data]


class CorrectionForm(ProfileForm):
    language = SelectField(_l("Language"), choices=LANGUAGE_LABELS)


class SignUpForm(ProfileForm, ContactForm, NewPasswordForm, ConsentForm):
    """All at once, where nothing can be sent and the person signs up at this computer."""

    def own_words(self) -> Iterable[str]:
        return (self.name.data or "", self.contact.data or "")


class RequestAccountForm(ProfileForm, ContactForm):
    """The first half of a sign-up by message: password and consent follow behind the link."""


class FirstSignInForm(NewPasswordForm, ConsentForm):
    """The second half, and what an invited person fills in."""


class NewAdministratorForm(NameForm, ContactForm, NewPasswordForm, ConsentForm):
    """The first person of an installation; no course is theirs to take yet."""

    def own_words(self) -> Iterable[str]:
        return (self.name.data or "", self.contact.data or "")


class PresentPasswordForm(Form):
    """For what a borrowed phone must not be able to do."""

    present = PasswordField(_l("Present password"))


class ChangePasswordForm(PresentPasswordForm, NewPasswordForm):
    """The password that counted so far, and the next."""


class ChangeContactForm(ContactForm, PresentPasswordForm):
    """Another contact to sign in with."""


class PasskeyForm(Form):
    name = StringField(_l("Name of the passkey"), [OneLine(60)])


class PlainForm(Form):
    """A button: only the token against forged requests."""


class SureForm(Form):
    """The last word on what cannot be taken back."""

    sure = BooleanField(_l("I understand that this cannot be undone."))

    def validate_sure(self, field: Field) -> None:
        if not field.data:
            raise StopValidation(message_for_code("erase-not-confirmed"))


class MergeForm(ContactForm, PresentPasswordForm):
    """Contact and password of the other account; the present one is proved too."""

    password = PasswordField(_l("Password of the other account"))


class EraseForm(SureForm, PresentPasswordForm):
    """What becomes of each certificate is asked beside it."""

    def validate_present(self, field: Field) -> None:
        """Told together with all else that is missing; whether it is right, only at the end."""
        if not field.data:
            raise StopValidation(message_for_code("password-not-yours"))

    def has_choices(self, choices: Mapping[UUID, str]) -> bool:
        """Each certificate is either withdrawn or kept; nothing is chosen for the person."""
        if all(choice in ("withdraw", "keep") for choice in choices.values()):
            return True
        self.form_errors.append(message_for_code("certificate-choice-missing"))
        return False
