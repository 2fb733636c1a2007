"""Formats dates and times in the reader's language and the time zone of their province."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from zoneinfo import ZoneInfo

from babel.dates import get_month_names
from flask import Flask, g
from flask_babel import gettext as _

from lms.accounts.provinces import PROVINCES, WIB, WIT, WITA
from lms.kernel.clock import utc_now
from lms.web.texts.language import current_language

ZONE_LABELS = {WIB: "WIB", WITA: "WITA", WIT: "WIT"}
MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")
COLONS = {"id": ".", "en": ":"}  # between hours and minutes


def init_app(app: Flask) -> None:
    app.jinja_env.filters["local_time"] = local_time
    app.jinja_env.filters["local_date"] = local_date
    app.jinja_env.filters["local_clock"] = local_clock
    app.jinja_env.filters["source_date"] = source_date
    app.jinja_env.globals["local_span"] = local_span


def local_time(value: datetime, province_code: str | None = None) -> str:
    """Format `24 November 2026, 14.05 WIB` in the zone of a province, else of the person."""
    zone = get_time_zone(province_code)
    language = current_language()
    local = value.astimezone(ZoneInfo(zone))
    time = f"{local.hour:02}{COLONS[language]}{local.minute:02}"
    return f"{_day(local, language)}, {time} {ZONE_LABELS[zone]}"


def local_date(value: date, province_code: str | None = None) -> str:
    """Format `24 November 2026`; a datetime is converted to the reader's zone."""
    if isinstance(value, datetime):
        value = value.astimezone(ZoneInfo(get_time_zone(province_code))).date()
    return _day(value, current_language())


def local_span(begins_at: datetime, ends_at: datetime, province_code: str) -> str:
    """Format `24 November 2026, 08.00 to 16.00 WITA` in the zone of the venue."""
    zone = get_time_zone(province_code)
    day = _day(begins_at.astimezone(ZoneInfo(zone)), current_language())
    begins, ends = local_clock(begins_at, province_code), local_clock(ends_at, province_code)
    return f"{day}, {begins} \N{EN DASH} {ends} {ZONE_LABELS[zone]}"


def local_clock(value: datetime, province_code: str | None = None) -> str:
    """Format `14.05` in the zone of a province, else of the person."""
    local = value.astimezone(ZoneInfo(get_time_zone(province_code)))
    return f"{local.hour:02}{COLONS[current_language()]}{local.minute:02}"


def source_date(as_of: str) -> str:
    """Format the date of a source, as precise as known: `March 2021`, `2013, undated`."""
    return ", ".join(_source_day(part) for part in as_of.split("/"))


def today() -> date:
    """Return the date in the reader's zone."""
    return utc_now().astimezone(ZoneInfo(get_time_zone())).date()


def get_time_zone(province_code: str | None = None) -> str:
    """Return the time zone of a province, else of the person, else western time."""
    province = PROVINCES.get(province_code or g.get("province_code") or "")
    return province.time_zone if province else WIB


def _day(value: date, language: str) -> str:
    """Use Babel's month names only; its date patterns take ten times as long."""
    return f"{value.day} {_months(language)[value.month]} {value.year}"


def _source_day(text: str) -> str:
    if text == "undated":
        return str(_("undated"))
    match = MONTH.fullmatch(text)
    return f"{_months(current_language())[int(match[2])]} {match[1]}" if match else text


@cache
def _months(language: str) -> Mapping[int, str]:
    return dict(get_month_names("wide", locale=language))
