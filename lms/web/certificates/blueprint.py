"""The blueprint of the holder's pages, and the filter for dates on certificates."""

from datetime import datetime
from zoneinfo import ZoneInfo

from flask import Blueprint

from certificates.numbers import format_number
from lms.extensions import current_ports
from lms.web.texts.times import local_date

bp = Blueprint("certificates", __name__, template_folder="templates")
bp.add_app_template_filter(format_number, "certificate_number")


@bp.app_template_filter()
def certificate_date(moment: datetime) -> str:
    """Format a date as printed: in the time zone of certificates, not of the reader."""
    return local_date(moment.astimezone(ZoneInfo(current_ports().time_zone)).date())
