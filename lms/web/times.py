"""Dates and times as people read them: in the zone of their province, in their language."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime
from flask import Flask, g

from lms.accounts.provinces import PROVINCES, WIB, WIT, WITA
from lms.web.language import current_language

ZONE_LABELS = {WIB: "WIB", WITA: "WITA", WIT: "WIT"}
TIME_PATTERNS = {"id": "d MMMM y, HH.mm", "en": "d MMMM y, HH:mm"}
DATE_PATTERN = "d MMMM y"


def init_app(app: Flask) -> None:
    app.jinja_env.filters["local_time"] = local_time
    app.jinja_env.filters["local_date"] = local_date


def local_time(value: datetime, province_code: str | None = None) -> str:
    """`24 November 2026, 14.05 WIB`, in the zone of a province, else of the signed-in person."""
    zone = zone_of(province_code)
    language = current_language()
    text = format_datetime(
        value.astimezone(ZoneInfo(zone)), TIME_PATTERNS[language], locale=language
    )
    return f"{text} {ZONE_LABELS[zone]}"


def local_date(value: date, province_code: str | None = None) -> str:
    """`24 November 2026`; an instant is first taken to the zone of the reader."""
    if isinstance(value, datetime):
        value = value.astimezone(ZoneInfo(zone_of(province_code))).date()
    return format_date(value, DATE_PATTERN, locale=current_language())


def zone_of(province_code: str | None = None) -> str:
    """The time zone of a province; western time where none is known."""
    province = PROVINCES.get(province_code or g.get("province_code") or "")
    return province.time_zone if province else WIB
