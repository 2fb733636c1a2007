"""Forms of organisation pages."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import Field, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import StopValidation

from lms.accounts.errors import ProvinceUnknown
from lms.accounts.provinces import ALL, PROVINCES
from lms.kernel.errors import LmsError
from lms.organisations.claims.service import MAX_AUTHORITY_LENGTH
from lms.organisations.cohort_codes.errors import CohortCodeBounds
from lms.organisations.cohort_codes.service import MAX_DAYS, MAX_USES
from lms.organisations.errors import NpsnOfSchoolsOnly, OrganisationKindUnknown
from lms.organisations.kinds import KINDS, MAX_NAME_LENGTH, MAX_UNIT_LENGTH, parse_npsn
from lms.organisations.service import OrganisationDetails
from lms.web.account.forms import ContactForm, NameForm
from lms.web.organisations.labels import KIND_LABELS
from lms.web.texts.error_messages import error_message
from lms.web.texts.language import current_language
from lms.web.texts.text_rules import CleanedBy, FreeText, OneLine
from lms.workflows.rosters.contact_cells import ContactCell, parse_contact_cell


def read_contacts(text: str) -> str:
    """The text, if all contacts in it are valid. Raises what `parse_contact_cell` raises."""
    for left_out in parse_contact_cell(text).left_out:
        raise left_out.error
    return text.strip()


class DetailsForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    """Details of an organisation."""

    name = StringField(_l("Name of the organisation"), [OneLine(MAX_NAME_LENGTH)])
    npsn = StringField(_l("NPSN"))
    province = SelectField(_l("Province"), validate_choice=False)
    fixed_kind = ""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        language = current_language()
        provinces = [SelectChoice(province.code, province.name(language)) for province in ALL]
        self.province.choices = [SelectChoice("", _l("Several provinces")), *provinces]

    @property
    def chosen_kind(self) -> str:
        return self.fixed_kind

    def validate_npsn(self, field: Field) -> None:
        try:
            npsn = parse_npsn(field.data or "")
            if npsn and self.chosen_kind != "school":
                raise NpsnOfSchoolsOnly()
        except LmsError as error:
            raise StopValidation(error_message(error)) from error

    def validate_province(self, field: Field) -> None:
        needs_province = self.chosen_kind in ("school", "patbm")
        if field.data not in PROVINCES and (field.data or needs_province):
            raise StopValidation(error_message(ProvinceUnknown()))

    @property
    def facts(self) -> OrganisationDetails:
        return OrganisationDetails(self.name.data, self.npsn.data or "", self.province.data or None)


class AuthorityForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    """Statement of the office in which somebody coordinates an organisation."""

    authority = TextAreaField(
        _l("Your office there, and who can confirm it"), [FreeText(MAX_AUTHORITY_LENGTH)]
    )


class NewOrganisationForm(DetailsForm, AuthorityForm):
    """Details of a new organisation."""

    kind = RadioField(
        _l("Kind"),
        choices=[SelectChoice(kind, KIND_LABELS[kind]) for kind in KINDS],
        validate_choice=False,
    )

    @property
    def chosen_kind(self) -> str:
        return self.kind.data or ""

    def validate_kind(self, field: Field) -> None:
        if field.data not in KINDS:
            field.data = None
            raise StopValidation(error_message(OrganisationKindUnknown()))


class InviteForm(NameForm, ContactForm):
    """Invitation of one person, into a cohort where the organisation has cohorts."""

    cohort = SelectField(_l("Cohort"), validate_choice=False)


class MemberContactForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    """Contact of a member who has not joined: an address, a mobile number, or both."""

    contact = StringField(_l("E-mail or mobile number, or both"), [CleanedBy(read_contacts)])

    @property
    def cell(self) -> ContactCell:
        return parse_contact_cell(self.contact.data)


class UnitForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    """Unit and group of a member."""

    unit = StringField(_l("Unit"), [OneLine(MAX_UNIT_LENGTH, is_required=False)])
    group_name = StringField(_l("Group"), [OneLine(MAX_UNIT_LENGTH, is_required=False)])


class CodeForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    """Limits of a new cohort code."""

    max_uses = IntegerField(_l("For how many people"), default=40)
    days = IntegerField(_l("For how many days"), default=14)
    cohort = SelectField(_l("Cohort"), validate_choice=False)

    def validate_max_uses(self, field: Field) -> None:
        _require_within(field, MAX_USES)

    def validate_days(self, field: Field) -> None:
        _require_within(field, MAX_DAYS)


def _require_within(field: Field, maximum: int) -> None:
    if field.data is None or not 1 <= field.data <= maximum:
        bounds = CohortCodeBounds(uses=MAX_USES, days=MAX_DAYS)
        raise StopValidation(error_message(bounds))
