"""Which page a launch opens: by the custom parameter `target`, else by the target link."""

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from flask import current_app
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from lms.extensions import current_ports
from lms.lti.launch_token import Launch
from lms.web.pages.safe_paths import validate_own_path

HOME: Final = "/home"
CUSTOM: Final = "target"
PAGES: Final = frozenset(  # endpoints that a launch may open
    {
        "assessments.intro",
        "catalogue.course",
        "catalogue.courses",
        "catalogue.home",
        "catalogue.next_step",
        "certificates.own_certificates",
        "learning.lesson",
        "learning.module_end",
        "learning.plan",
        "learning.scenario",
    }
)


@dataclass(frozen=True, slots=True)
class Target:
    """A page of this site, and the course that it belongs to."""

    path: str
    course_code: str | None = None


def find_target(launch: Launch) -> Target:
    """The first of the two that is a page of a course or of the learner, else the home page.

    Open edX launches every link at one address, so the custom parameter comes first.
    """
    custom = launch.custom.get(CUSTOM)
    candidates = [custom if isinstance(custom, str) else "", launch.target_link_uri]
    targets = (parse_target(text.strip()) for text in candidates if text)
    return next((target for target in targets if target), Target(HOME))


def parse_target(text: str) -> Target | None:
    """A page by its path, or by its address on this site; None for anything else."""
    parts = urlsplit(text)
    origin = f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""
    if origin and origin != current_ports().public_url:
        return None
    path = validate_own_path(parts.path)
    if path is None:
        return None
    try:
        endpoint, values = current_app.url_map.bind("").match(path, "GET")
    except (HTTPException, RequestRedirect):
        return None
    if endpoint not in PAGES:
        return None
    return Target(path, values.get("code"))
