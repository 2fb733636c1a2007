"""Form to report an awareness session."""

from datetime import date
from typing import cast
from uuid import UUID

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    DateField,
    Field,
    HiddenField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import StopValidation

from courses.awareness.errors import GroupUnknown
from courses.awareness.queries import HeldSession
from courses.awareness.rules import (
    GROUPS,
    MAX_DISTRICT_LENGTH,
    MAX_NOTES_LENGTH,
    AwarenessReport,
    parse_count,
)
from courses.catalogue.reference import KitEntry
from lms.accounts.errors import ProvinceUnknown
from lms.accounts.provinces import ALL, PROVINCES
from lms.kernel.clock import new_id
from lms.web.awareness.labels import GROUP_LABELS
from lms.web.texts.error_messages import error_message
from lms.web.texts.language import current_language
from lms.web.texts.text_rules import CleanedBy, FreeText, OneLine, RequiredDate


def count_as_text(text: str) -> str:
    """Normalise a typed count; empty stays empty. Raises CountUnreadable."""
    return str(parse_count(text)) if text.strip() else ""


class SessionForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    """Report on a session; `session_id` comes with the form, so that resubmission is idempotent."""

    session_id = HiddenField()
    held_on = DateField(_l("On which day"), [RequiredDate()])
    province = SelectField(_l("Province"), validate_choice=False)
    district = StringField(_l("District or city (kabupaten/kota)"), [OneLine(MAX_DISTRICT_LENGTH)])
    audience = RadioField(
        _l("For whom"),
        choices=[SelectChoice(group, GROUP_LABELS[group]) for group in GROUPS],
        validate_choice=False,
    )
    children = StringField(_l("How many children (under 18)"), [CleanedBy(count_as_text)])
    adults = StringField(_l("How many adults"), [CleanedBy(count_as_text)])
    kit = SelectField(_l("Kit that you used"), validate_choice=False)
    notes = TextAreaField(_l("Notes"), [FreeText(MAX_NOTES_LENGTH, is_required=False)])

    def __init__(self, kits: tuple[KitEntry, ...], *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        language = current_language()
        provinces = [SelectChoice(province.code, province.name(language)) for province in ALL]
        self.province.choices = [SelectChoice("", _l("Choose a province")), *provinces]
        titles = [SelectChoice(kit.code, kit.title) for kit in kits]
        self.kit.choices = [SelectChoice("", _l("None of the kits")), *titles]
        self.kit_codes = {kit.code for kit in kits}

    def validate_province(self, field: Field) -> None:
        if field.data not in PROVINCES:
            raise StopValidation(error_message(ProvinceUnknown()))

    def validate_audience(self, field: Field) -> None:
        if field.data not in GROUPS:
            field.data = None
            raise StopValidation(error_message(GroupUnknown()))

    def validate_kit(self, field: Field) -> None:
        if field.data and field.data not in self.kit_codes:
            field.data = ""

    @property
    def new_session_id(self) -> UUID:
        """The id of this form, or a new id where the field is invalid."""
        try:
            return UUID(self.session_id.data or "")
        except ValueError:
            return new_id()

    @property
    def report(self) -> AwarenessReport:
        """The submitted report. Raises CountUnreadable."""
        return AwarenessReport(
            cast(date, self.held_on.data),
            self.province.data,
            self.district.data,
            self.audience.data,
            parse_count(self.children.data or "0"),
            parse_count(self.adults.data or "0"),
            self.kit.data or None,
            self.notes.data,
        )


def form_values(held: HeldSession) -> dict[str, object]:
    """Initial values of the form for an existing session."""
    return {
        "held_on": held.held_on,
        "province": held.province_code,
        "district": held.district,
        "audience": held.audience,
        "children": str(held.children),
        "adults": str(held.adults),
        "kit": held.kit_code or "",
        "notes": held.notes,
    }
