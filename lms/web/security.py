"""Security headers and host checks. A route may widen the policy of its own response."""

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
# only relevant for documents; omitted from JSON to save data of phones
DOCUMENT_HEADERS = ("Cross-Origin-Opener-Policy", "Permissions-Policy", "Referrer-Policy")
DATA_TYPES: Final = frozenset({"application/json", "application/problem+json"})
DATA_POLICY = {"default-src": "'none'", "frame-ancestors": "'none'"}


class TrialBehindProxy(NotAllowed):
    """A request to a local trial came through a proxy."""

    code = "trial-passed-on"


def init_app(app: Flask, settings: Settings) -> None:
    """Reject unknown hosts and add security headers to all responses."""
    hosts = allowed_hosts(settings)
    is_trial = settings.has_loopback_origin
    content = urlsplit(settings.content_url).netloc.lower()
    default_headers = fixed_headers(settings)
    json_headers = data_headers(default_headers)

    def refuse_other_hosts() -> None:
        """Abort with 421 for unknown hosts. Raises TrialBehindProxy."""
        host, endpoint = request.host.lower(), request.endpoint
        is_content = host == content and endpoint == "course_files.file"
        is_open = is_content or endpoint in ("health.alive", "health.ready")
        if host not in hosts and not is_open:
            abort(421)
        if is_trial and not is_open and "X-Forwarded-For" in request.headers:
            raise TrialBehindProxy()

    def add_headers(response: Response) -> Response:
        """Add headers that the route has not set."""
        wider = g.get("content_policy")
        if response.mimetype in DATA_TYPES:
            headers = json_headers
        else:
            headers = default_headers
            if wider:
                headers = headers | {POLICY_HEADER: policy_text(POLICY | wider)}
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
    """Return the default headers of a response."""
    is_https = settings.origin.startswith("https://")
    secure = {"Strict-Transport-Security": "max-age=31536000"} if is_https else {}
    rest = {POLICY_HEADER: policy_text(POLICY), "Cache-Control": "private, no-cache"}
    return HEADERS | secure | rest


def data_headers(default_headers: dict[str, str]) -> dict[str, str]:
    """Return the headers of JSON: a policy that loads nothing, and none for documents."""
    rest = {name: value for name, value in default_headers.items() if name not in DOCUMENT_HEADERS}
    return rest | {POLICY_HEADER: policy_text(DATA_POLICY)}


def policy_text(policy: dict[str, str]) -> str:
    """Serialise a content security policy."""
    return "; ".join(f"{name} {value}" for name, value in policy.items())


def allowed_hosts(settings: Settings) -> frozenset[str]:
    """Return the accepted authorities: public, former, and loopback names of a local trial."""
    own = urlsplit(settings.origin).netloc.lower()
    names = {own, *settings.former_hosts}
    if settings.has_loopback_origin:
        port = urlsplit(settings.origin).port or 80
        names |= {f"{host}:{port}" for host in ("127.0.0.1", "localhost", "[::1]")}
        names |= {"localhost", "127.0.0.1"}
    return frozenset(names)


def widen_policy(**directives: str) -> None:
    """Widen the policy of this response, for example `frame_ancestors="'self'"`."""
    wider = {name.replace("_", "-"): value for name, value in directives.items()}
    g.content_policy = g.get("content_policy", {}) | wider
