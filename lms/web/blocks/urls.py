"""URLs for blocks: handlers and resources, form actions, and other pages of the course."""

from functools import cached_property
from typing import TYPE_CHECKING

from flask import url_for
from flask_wtf.csrf import generate_csrf
from markupsafe import escape

from courses.block_toolkit.cast import NAMES
from lms.web.assets.assets import asset_url

if TYPE_CHECKING:
    from xblock.core import XBlock


class PageUrls:
    """URLs of block routes, which are authorised by a token and not by a cookie."""

    def handler(self, token: str, handler: str, suffix: str) -> str:
        return url_for("blocks.call", token=token, handler=handler, suffix=suffix)

    def handler_base(self, token: str) -> str:
        return url_for("blocks.view", token=token)

    def view(self, token: str) -> str:
        return url_for("blocks.view", token=token)

    def resource(self, block_type: str, path: str) -> str:
        return url_for("blocks.resource", block_type=block_type, path=path)


class PageForms:
    """Service `forms`: form action and hidden fields for forms on our own pages.

    `shown_at` names the page that shows a unit of a lesson elsewhere, to which its forms lead back.
    """

    def __init__(self, course_code: str, shown_at: str = "") -> None:
        self._course_code = course_code
        self._shown_at = shown_at

    def action(self, block: "XBlock", handler: str) -> str:
        unit_id = block.scope_ids.usage_id.unit_id
        return f"/courses/{self._course_code}/units/{unit_id}/{handler}"

    def hidden(self) -> str:
        return self._hidden

    @cached_property
    def _hidden(self) -> str:
        """Cached for the page, because generating the token is slow."""
        token = f'<input type="hidden" name="csrf_token" value="{escape(generate_csrf())}">'
        if not self._shown_at:
            return token
        return f'{token}<input type="hidden" name="at" value="{escape(self._shown_at)}">'


class VisitorForms:
    """Service `forms` of a pack: actions as on our own pages, and no token."""

    def __init__(self, course_code: str) -> None:
        self._course_code = course_code

    def action(self, block: "XBlock", handler: str) -> str:
        unit_id = block.scope_ids.usage_id.unit_id
        return f"/courses/{self._course_code}/units/{unit_id}/{handler}"

    def hidden(self) -> str:
        return ""


class PageLinks:
    """Service `links`: URLs of other pages of the course."""

    def __init__(self, course_code: str) -> None:
        self._course = f"/courses/{course_code}"

    def home(self) -> str:
        return "/home"

    def course(self) -> str:
        return self._course

    def help(self) -> str:
        """The helplines at the end of each page."""
        return "#helplines"

    def certificates(self) -> str:
        return "/certificates"

    def plan(self) -> str:
        return f"{self._course}/plan"

    def plan_part(self, part_id: str) -> str:
        return f"{self._course}/plan/{part_id}"

    def kit(self, code: str) -> str:
        return f"{self._course}/kits/{code}"

    def assessment(self, purpose: str) -> str:
        return f"{self._course}/assessments/{purpose}"

    def self_efficacy(self, purpose: str) -> str:
        when = "before" if purpose == "pre" else "after"
        return f"{self._course}/assessments/self-efficacy-{when}"


class PagePortraits:
    """Service `portraits`: URLs of the portraits of the cast."""

    def portrait(self, who: str) -> str:
        """URL of a portrait, or an empty string for somebody without one."""
        try:
            return asset_url(f"portraits/{who}.svg") if who in NAMES else ""
        except KeyError:
            return ""
