"""Forms of live sessions."""

from datetime import UTC, datetime
from typing import Never
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DateField,
    Field,
    SelectField,
    SelectMultipleField,
    StringField,
    TimeField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import StopValidation
from wtforms.widgets import CheckboxInput, ListWidget

from courses.catalogue.queries import ModuleEntry
from courses.cohorts.live_sessions.errors import LiveSessionTimesInvalid, ModuleNotTaught
from courses.cohorts.live_sessions.queries import LiveSessionView
from courses.cohorts.live_sessions.rules import MAX_PLACE_LENGTH, MAX_TITLE_LENGTH
from courses.cohorts.live_sessions.service import LiveSessionDetails
from lms.accounts.errors import ProvinceUnknown
from lms.accounts.provinces import ALL, PROVINCES
from lms.web.texts.error_messages import error_message
from lms.web.texts.language import current_language
from lms.web.texts.text_rules import OneLine

TIME_FORMATS = ["%H:%M", "%H.%M", "%H:%M:%S"]  # browsers send the first; people type the second
YEARS = range(2020, 2100)


class LiveSessionForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    """Details of a live session, with times in the zone of its province."""

    title = StringField(_l("Title on the agenda"), [OneLine(MAX_TITLE_LENGTH)])
    day = DateField(_l("Day"))
    begins = TimeField(_l("Begins at"), format=TIME_FORMATS)
    ends = TimeField(_l("Ends at"), format=TIME_FORMATS)
    place = StringField(_l("Place"), [OneLine(MAX_PLACE_LENGTH)])
    province = SelectField(_l("Province of the place"), validate_choice=False)
    modules = SelectMultipleField(
        _l("Modules that are taught"),
        validate_choice=False,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    lets_join = BooleanField(_l("People outside the cohort can join it with the code shown"))

    def __init__(self, *args: object, taught: tuple[ModuleEntry, ...], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        language = current_language()
        self.province.choices = [
            SelectChoice(province.code, province.name(language)) for province in ALL
        ]
        self.modules.choices = [
            SelectChoice(module.code, f"{module.number}. {module.title}") for module in taught
        ]

    def validate_day(self, field: Field) -> None:
        if field.data is None:
            replace_errors(field, _("Give the day of the session."))
        if field.data.year not in YEARS:
            raise StopValidation(_("Check the year of this day."))

    def validate_begins(self, field: Field) -> None:
        if field.data is None:
            replace_errors(field, _("Give the time as hours and minutes, for example 08:00."))

    def validate_ends(self, field: Field) -> None:
        self.validate_begins(field)
        if self.begins.data is not None and field.data <= self.begins.data:
            raise StopValidation(error_message(LiveSessionTimesInvalid()))

    def validate_province(self, field: Field) -> None:
        if field.data not in PROVINCES:
            raise StopValidation(error_message(ProvinceUnknown()))

    def validate_modules(self, field: Field) -> None:
        known = {choice.value for choice in field.choices}
        if not set(field.data or ()) <= known:
            raise StopValidation(error_message(ModuleNotTaught()))

    def facts(self, *, lets_join: bool) -> LiveSessionDetails:
        """The submitted details. Callers set `lets_join`, which needs the right to invite."""
        zone = ZoneInfo(PROVINCES[self.province.data].time_zone)
        begins, ends = (
            datetime.combine(self.day.data, clock, zone).astimezone(UTC)
            for clock in (self.begins.data, self.ends.data)
        )
        return LiveSessionDetails(
            title=self.title.data,
            place=self.place.data,
            province_code=self.province.data,
            begins_at=begins,
            ends_at=ends,
            modules=tuple(self.modules.data or ()),
            lets_join=lets_join,
        )


def replace_errors(field: Field, text: str) -> Never:
    """Replace the messages of WTForms, which lack our languages, and stop validation."""
    field.errors = []
    raise StopValidation(text)


def form_values(live: LiveSessionView) -> dict[str, object]:
    """Initial values of the form for an existing session."""
    zone = ZoneInfo(PROVINCES[live.province_code].time_zone)
    begins, ends = live.begins_at.astimezone(zone), live.ends_at.astimezone(zone)
    return {
        "title": live.title,
        "day": begins.date(),
        "begins": begins.time(),
        "ends": ends.time(),
        "place": live.place,
        "province": live.province_code,
        "modules": list(live.modules),
        "lets_join": live.lets_join,
    }
