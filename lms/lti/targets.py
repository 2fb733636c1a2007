"""Which page a launch opens: by the custom parameter `target`, else by the target link."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

from flask import current_app
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from lms.extensions import current_ports
from lms.kernel.urls import origin_of
from lms.lti.errors import LaunchRejected
from lms.lti.launch_token import Launch
from lms.web.pages.safe_paths import validate_own_path
from lms.workflows.completion.link_outcome import LinkTarget

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


SCORED: Final = frozenset(  # of these, pages that have a score
    {
        "assessments.intro",
        "catalogue.course",
        "catalogue.next_step",
        "learning.lesson",
        "learning.module_end",
    }
)


@dataclass(frozen=True, slots=True)
class Target:
    """A page of this site, and the course that it belongs to."""

    path: str
    course_code: str | None = None


def find_target(launch: Launch) -> Target:
    """The page of the custom parameter, else that of the target link, else the home page.

    Open edX launches every link at one address, so the custom parameter comes first. Raises
    LaunchRejected if it names no page that a launch may open.
    """
    custom = launch.custom.get(CUSTOM)
    named = custom.strip() if isinstance(custom, str) else ""
    if not named:
        return parse_target(launch.target_link_uri.strip()) or Target(HOME)
    target = parse_target(named)
    if target is None:
        raise target_unknown(launch, named)
    return target


def target_unknown(launch: Launch, named: str) -> LaunchRejected:
    """The error for a link to a page that does not exist. It says where the link is."""
    return LaunchRejected(
        "lti-target-unknown",
        received={
            "target": named.partition("?")[0],
            "context_id": launch.context_id,
            "resource_link_id": launch.resource_link_id,
        },
    )


def link_target(path: str) -> LinkTarget | None:
    """What a page counts as a score, or None for a page without one."""
    page = match_page(path)
    if page is None or page[0] not in SCORED:
        return None
    endpoint, values = page
    is_test = endpoint == "assessments.intro"
    if is_test and values["task"] != "post":
        return None
    return LinkTarget(
        values["code"], values.get("module_code"), values.get("lesson_code"), is_test=is_test
    )


def parse_target(text: str) -> Target | None:
    """A page by its path, or by its address on this site; None for anything else."""
    origin, path = origin_of(text), urlsplit(text).path
    if origin and origin != current_ports().public_url:
        return None
    page = match_page(path)
    if page is None or page[0] not in PAGES:
        return None
    return Target(path, page[1].get("code"))


def match_page(text: str) -> tuple[str, Mapping[str, Any]] | None:
    """Endpoint and values of a path of this site, or None."""
    path = validate_own_path(text)
    if path is None:
        return None
    try:
        endpoint, values = current_app.url_map.bind("").match(path, "GET")
    except (HTTPException, RequestRedirect):
        return None
    return str(endpoint), values
