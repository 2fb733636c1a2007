"""Deep Linking 2.0: a teacher picks a page here, and the platform makes a link to it.

The picker shows what anybody may see of the open courses. The request of the platform is in the
signed session cookie; the response is a signed form, which the browser posts to the platform.
"""

import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from flask import render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from joserfc import jwt
from joserfc.jwk import RSAKey

from courses.catalogue.queries import CourseSummary, ModuleEntry, course_outline, courses
from lms.accounts.lti import queries
from lms.accounts.lti.errors import LtiPlatformNotFound
from lms.accounts.lti.keys import signing_key
from lms.accounts.lti.platforms import parse_origin
from lms.accounts.lti.queries import Platform
from lms.extensions import current_ports, db
from lms.kernel.clock import utc_now
from lms.kernel.urls import origin_of
from lms.lti.blueprint import bp
from lms.lti.errors import LaunchRejected
from lms.lti.launch_token import CLAIM, DEEP_LINKING, DeepLinkRequest
from lms.lti.sign_in import arrives_in_frame
from lms.lti.targets import link_target
from lms.web.access.frames import FRAME_ORIGINS
from lms.web.security import widen_policy
from lms.web.texts.language import current_language

PICKING: Final = "lti_picking"  # in the session
LIFETIME: Final = timedelta(hours=1)
MAX_TITLE: Final = 200
RESPONSE_LIFETIME: Final = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Page:
    """A page that a link may open.

    `title` says in the platform what it is; `label` does in the list, below a heading.
    """

    path: str
    title: str
    label: str


@dataclass(frozen=True, slots=True)
class ModulePages:
    """The pages of a module: its end, and its lessons."""

    title: str
    pages: tuple[Page, ...]


@dataclass(frozen=True, slots=True)
class CoursePages:
    """The pages of a course: the course and its test, and those of its modules."""

    title: str
    pages: tuple[Page, ...]
    modules: tuple[ModulePages, ...]


@dataclass(frozen=True, slots=True)
class PickRequest:
    """A request of a platform that waits for a choice."""

    platform: Platform
    deployment_id: str
    return_url: str
    return_origin: str
    data: str | None


def remember_request(platform: Platform, message: DeepLinkRequest) -> None:
    """Keep the request in the session. Raises LaunchRejected for an unsafe return address."""
    try:
        return_origin(message.return_url)
    except ValueError:
        raise LaunchRejected("lti-message-unsupported") from None
    session[PICKING] = {
        "platform": str(platform.id),
        "deployment_id": message.deployment_id,
        "return_url": message.return_url,
        "data": message.data,
        "at": utc_now().timestamp(),
    }
    if arrives_in_frame():
        session[FRAME_ORIGINS] = platform.frame_origins


@bp.route("/pick", methods=["GET", "POST"])
def pick() -> ResponseReturnValue:
    """Show what may be linked; after the choice, the form that tells the platform."""
    waiting = waiting_request()
    offered = offered_courses()
    chosen = request.form.get("page") if request.method == "POST" else None
    if chosen is not None:
        page = next((page for page in all_pages(offered) if page.path == chosen), None)
        if page is not None:
            widen_policy(form_action=waiting.return_origin)
            token = response_token(waiting, page)
            return render_template(
                "lti/picked.html", page=page, token=token, address=waiting.return_url
            )
    status = 422 if request.method == "POST" else 200
    page_text = render_template(
        "lti/pick.html",
        courses=offered,
        certificates=certificates_page(),
        platform=waiting.platform,
        has_errors=status != 200,  # noqa: PLR2004
    )
    return page_text, status


def waiting_request() -> PickRequest:
    """The request of this browser. Raises LaunchRejected."""
    stored = session.get(PICKING)
    if stored is None or datetime.fromtimestamp(stored["at"], UTC) + LIFETIME < utc_now():
        raise LaunchRejected("lti-page-expired", frame_origins=session.get(FRAME_ORIGINS, ""))
    try:
        platform = queries.platform(db.session(), UUID(stored["platform"]))
    except LtiPlatformNotFound:
        raise LaunchRejected("lti-platform-unknown") from None
    if not platform.active:
        raise LaunchRejected("lti-platform-stopped", platforms=[platform])
    url = stored["return_url"]
    return PickRequest(platform, stored["deployment_id"], url, return_origin(url), stored["data"])


def return_origin(url: str) -> str:
    """The origin of a return address, for the policy of the form. Raises ValueError."""
    return parse_origin(origin_of(url), is_trial=current_ports().is_loopback)


def offered_courses() -> tuple[CoursePages, ...]:
    """The open courses with their pages, in the reader's language."""
    is_trial = current_ports().is_loopback
    known = courses(db.session(), language=current_language(), is_loopback=is_trial)
    return tuple(course_pages(course) for course in known if course.opening.is_open)


def course_pages(course: CourseSummary) -> CoursePages:
    """The pages of one course."""
    outline = course_outline(db.session(), course.version_id, language=current_language())
    pages = (
        Page(
            url_for("catalogue.course", code=course.code),
            _("Course: %(title)s", title=course.title),
            _("The whole course"),
        ),
        Page(
            url_for("assessments.intro", code=course.code, task="post"),
            _("Final test: %(course)s", course=course.title),
            _("The final test"),
        ),
    )
    return CoursePages(
        course.title, pages, tuple(module_pages(course.code, entry) for entry in outline)
    )


def module_pages(course_code: str, module: ModuleEntry) -> ModulePages:
    """The pages of one module."""
    end = Page(
        url_for("learning.module_end", code=course_code, module_code=module.code),
        _("End of module %(number)d: %(title)s", number=module.number, title=module.title),
        _("The end of the module"),
    )
    lessons = tuple(
        Page(
            url_for("learning.lesson", code=course_code, lesson_code=lesson.code),
            _("Lesson: %(title)s", title=lesson.title),
            lesson.title,
        )
        for lesson in module.lessons
    )
    title = _("Module %(number)d: %(title)s", number=module.number, title=module.title)
    return ModulePages(title, (end, *lessons))


def certificates_page() -> Page:
    """The page of own certificates."""
    title = _("Certificates")
    return Page(url_for("certificates.own_certificates"), title, title)


def all_pages(offered: tuple[CoursePages, ...]) -> Iterator[Page]:
    """All pages that may be picked."""
    yield certificates_page()
    for course in offered:
        yield from course.pages
        for module in course.modules:
            yield from module.pages


def response_token(waiting: PickRequest, page: Page) -> str:
    """The signed response with one link. Raises LaunchRejected before there is a key."""
    now = utc_now()
    key = signing_key(db.session(), now=now)
    if key is None:
        raise LaunchRejected("lti-platform-unknown")
    claims: dict[str, Any] = {
        "iss": waiting.platform.client_id,
        "aud": waiting.platform.issuer,
        "iat": int(now.timestamp()),
        "exp": int((now + RESPONSE_LIFETIME).timestamp()),
        "nonce": secrets.token_urlsafe(24),
        f"{CLAIM}deployment_id": waiting.deployment_id,
        f"{CLAIM}message_type": "LtiDeepLinkingResponse",
        f"{CLAIM}version": "1.3.0",
        f"{DEEP_LINKING}content_items": [content_item(page)],
    }
    if waiting.data is not None:
        claims[f"{DEEP_LINKING}data"] = waiting.data
    return jwt.encode({"alg": "RS256", "kid": key.kid}, claims, RSAKey.import_key(key.der))


def content_item(page: Page) -> Mapping[str, Any]:
    """A resource link with its page as custom parameter, and a line item if it has scores."""
    origin, title = current_ports().public_url, shorten(page.title)
    item: dict[str, Any] = {
        "type": "ltiResourceLink",
        "title": title,
        "url": f"{origin}{url_for('lti.launch')}",
        "custom": {"target": page.path},
    }
    if link_target(page.path) is not None:
        item["lineItem"] = {"scoreMaximum": 100, "label": title}
    return item


def shorten(title: str) -> str:
    """A title that fits into the columns of platforms."""
    return title if len(title) <= MAX_TITLE else title[: MAX_TITLE - 1].rstrip() + "…"
