"""Headers that hold the browser to our own pages. A route may widen its own policy only."""

from typing import Final
from urllib.parse import urlsplit

from flask import Flask, Response, abort, g, request

from lms.kernel.errors import NotAllowed
from lms.settings import Settings

POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "connect-src": "'self'",
    "manifest-src": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
    "base-uri": "'none'",
}
POLICY_HEADER = "Content-Security-Policy"
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), interest-cohort=()",
}
# What only documents heed was a fifth of the data that an answer from a telephone costs
DOCUMENT_HEADERS = ("Cross-Origin-Opener-Policy", "Permissions-Policy", "Referrer-Policy")
DATA_TYPES: Final = frozenset({"application/json", "application/problem+json"})
DATA_POLICY = {"default-src": "'none'", "frame-ancestors": "'none'"}


class TrialBehindProxy(NotAllowed):
    """Somebody elsewhere asks for a local trial through a proxy."""

    code = "trial-passed-on"


def init_app(app: Flask, settings: Settings) -> None:
    hosts = allowed_hosts(settings)
    is_trial = settings.has_loopback_origin
    content = urlsplit(settings.content_url).netloc.lower()
    always = fixed_headers(settings)
    of_data = data_headers(always)

    def refuse_other_hosts() -> None:
        """Links in mail are built from settings, yet no page may answer to an invented name."""
        host, endpoint = request.host.lower(), request.endpoint
        is_content = host == content and endpoint == "course_files.file"
        is_open = is_content or endpoint in ("health.alive", "health.ready")
        if host not in hosts and not is_open:
            abort(421)
        if is_trial and not is_open and "X-Forwarded-For" in request.headers:
            raise TrialBehindProxy()

    def add_headers(response: Response) -> Response:
        """What a route has set itself stays as it is."""
        wider = g.get("content_policy")
        if response.mimetype in DATA_TYPES:
            headers = of_data
        else:
            headers = always | {POLICY_HEADER: policy_text(POLICY | wider)} if wider else always
        if request.endpoint == "static":
            headers = {name: value for name, value in headers.items() if name != "Cache-Control"}
        own = {name.lower() for name in response.headers.keys()}  # noqa: SIM118  no mapping
        response.headers.extend(
            [(name, value) for name, value in headers.items() if name.lower() not in own]
        )
        return response

    app.before_request(refuse_other_hosts)
    app.after_request(add_headers)


def fixed_headers(settings: Settings) -> dict[str, str]:
    """What all answers of this site have, but for those of a route with a policy of its own."""
    is_https = settings.origin.startswith("https://")
    secure = {"Strict-Transport-Security": "max-age=31536000"} if is_https else {}
    rest = {POLICY_HEADER: policy_text(POLICY), "Cache-Control": "private, no-cache"}
    return HEADERS | secure | rest


def data_headers(always: dict[str, str]) -> dict[str, str]:
    """No document, which may load nothing should a browser show it as one."""
    rest = {name: value for name, value in always.items() if name not in DOCUMENT_HEADERS}
    return rest | {POLICY_HEADER: policy_text(DATA_POLICY)}


def policy_text(policy: dict[str, str]) -> str:
    return "; ".join(f"{name} {value}" for name, value in policy.items())


def allowed_hosts(settings: Settings) -> frozenset[str]:
    """Authorities that we answer to: the public one, and loopback names of a local trial."""
    own = urlsplit(settings.origin).netloc.lower()
    names = {own, *settings.former_hosts}
    if settings.has_loopback_origin:
        port = urlsplit(settings.origin).port or 80
        names |= {f"{host}:{port}" for host in ("127.0.0.1", "localhost", "[::1]")}
        names |= {"localhost", "127.0.0.1"}
    return frozenset(names)


def widen_policy(**directives: str) -> None:
    """Let this one answer do more, for example `frame_ancestors="'self'"`."""
    wider = {name.replace("_", "-"): value for name, value in directives.items()}
    g.content_policy = g.get("content_policy", {}) | wider
