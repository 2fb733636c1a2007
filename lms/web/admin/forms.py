"""Forms of the administration."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, DateField, Field, StringField, TextAreaField
from wtforms.validators import StopValidation

from lms.web.account.forms import ContactForm, ProfileForm
from lms.web.texts.error_messages import message_for_code
from lms.web.texts.text_rules import FreeText, OneLine, RequiredDate
from lms.web.texts.times import today

MAX_NAME_LENGTH = 200
MAX_ADDRESS_LENGTH = 500
SIGNATORIES = (1, 2)
FIRST_YEAR = 2020  # of a sign-off; an earlier one is a typing error


class InviteForm(ProfileForm, ContactForm):
    """Invitation of a person; staff need no audience and province."""

    is_learner = False


class PilotForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    """Opens a pilot of a draft."""

    name = StringField(_l("Your name and office"), [OneLine(MAX_NAME_LENGTH)])
    reason = TextAreaField(_l("Why the draft opens before the review is done"), [FreeText(500)])
    sure = BooleanField(
        _l("Learners will read on every page and certificate that this is a draft in pilot.")
    )

    def validate_sure(self, field: Field) -> None:
        if not field.data:
            raise StopValidation(message_for_code("pilot-not-confirmed"))


class EndPilotForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    """Ends a pilot."""

    name = StringField(_l("Your name and office"), [OneLine(MAX_NAME_LENGTH)])
    reason = TextAreaField(_l("Why the pilot ends"), [FreeText(500)])
    sure = BooleanField(_l("Nobody new can join. Whoever has begun goes on to the end."))

    def describe_trial(self) -> None:
        """Describe that a local trial stays open for new learners."""
        self.sure.label.text = _l(
            "The pilot takes nobody new. Whoever has begun goes on to the end."
        )

    def validate_sure(self, field: Field) -> None:
        if not field.data:
            raise StopValidation(message_for_code("pilot-end-not-confirmed"))


class SignOffForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    """Records the sign-off of an expert."""

    reviewer = StringField(_l("Name of the expert"), [OneLine(MAX_NAME_LENGTH)])
    role = StringField(_l("Profession or office"), [OneLine(MAX_NAME_LENGTH)])
    signed_on = DateField(_l("Day of the sign-off"), [RequiredDate()])
    is_last = BooleanField(_l("This was the last sign-off that this version waited for."))

    def validate_signed_on(self, field: Field) -> None:
        if field.data > today():
            raise StopValidation(message_for_code("signed-in-future"))
        if field.data.year < FIRST_YEAR:
            raise StopValidation(_l("Check the year of this day."))


class SetUpForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    """Issuer, signatories and safeguarding contact."""

    issuer_name = StringField(_l("Name of the issuer"), [OneLine(MAX_NAME_LENGTH)])
    issuer_url = StringField(
        _l("Web address of the issuer"), [OneLine(MAX_ADDRESS_LENGTH, is_required=False)]
    )
    signatory_1_name = StringField(_l("Who signs"), [OneLine(100, is_required=False)])
    signatory_1_title_id = StringField(
        _l("Office in Indonesian"), [OneLine(100, is_required=False)]
    )
    signatory_1_title_en = StringField(_l("Office in English"), [OneLine(100, is_required=False)])
    signatory_2_name = StringField(_l("Who signs beside"), [OneLine(100, is_required=False)])
    signatory_2_title_id = StringField(
        _l("Office in Indonesian, of the second"), [OneLine(100, is_required=False)]
    )
    signatory_2_title_en = StringField(
        _l("Office in English, of the second"), [OneLine(100, is_required=False)]
    )
    safeguarding_name = StringField(
        _l("Name or office of the safeguarding contact"), [OneLine(100)]
    )
    safeguarding_phone = StringField(_l("Telephone"), [OneLine(30, is_required=False)])
    safeguarding_email = StringField(_l("E-mail"), [OneLine(254, is_required=False)])

    def validate_safeguarding_name(self, field: Field) -> None:
        if not (self.safeguarding_phone.data or self.safeguarding_email.data):
            raise StopValidation(message_for_code("safeguarding-contact-missing"))

    def validate_signatory_1_name(self, field: Field) -> None:
        self._require_complete_signatory(1)

    def validate_signatory_2_name(self, field: Field) -> None:
        self._require_complete_signatory(2)

    def _require_complete_signatory(self, number: int) -> None:
        parts = self.signatory(number)
        if any(parts) and not all(parts):
            raise StopValidation(message_for_code("signatory-incomplete"))

    def signatory(self, number: int) -> tuple[str, str, str]:
        """Return name and office in Indonesian and English."""
        name, title_id, title_en = (
            (self[f"signatory_{number}_{part}"].data or "").strip()
            for part in ("name", "title_id", "title_en")
        )
        return name, title_id, title_en

    def signatories(self) -> list[tuple[str, str, str]]:
        """Return the complete signatories."""
        return [parts for number in SIGNATORIES if all(parts := self.signatory(number))]
