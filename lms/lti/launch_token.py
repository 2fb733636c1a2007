"""Validate the ID token of a launch: OpenID Connect Core 3.1.3.7 and LTI 1.3 Core 5.3 and 5.4."""

import json
from base64 import urlsafe_b64decode
from binascii import Error as Base64Error
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from lms.accounts.lti.limits import MAX_LINE_ITEM_LENGTH, MAX_SERVICE_URL_LENGTH
from lms.kernel.texts.texts import coerce_line, printable_or_empty
from lms.lti.claims import has_role, name_of
from lms.lti.errors import LaunchRejected
from lms.lti.grade_service import ENDPOINT, SCORE_SCOPE

CLAIM: Final = "https://purl.imsglobal.org/spec/lti/claim/"
ALGORITHMS: Final = ("RS256",)
LEEWAY: Final = timedelta(seconds=60)  # clocks of the two servers
MAX_TOKEN_AGE: Final = timedelta(hours=1)
MAX_SIZE: Final = 65_536
MAX_ID_LENGTH: Final = 255
MEMBERSHIPS: Final = "https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice"
DEEP_LINKING: Final = "https://purl.imsglobal.org/spec/lti-dl/claim/"
MAX_RETURN_LENGTH: Final = 800  # with the data they fit into the cookie of the session
MAX_DATA_LENGTH: Final = 1_500
MAX_NAME_SHOWN: Final = 100
TEACHERS: Final = ("Instructor", "Administrator")


@dataclass(frozen=True, slots=True)
class Launch:
    """A validated resource link launch."""

    issuer: str
    subject: str
    name: str
    locale: str
    deployment_id: str
    resource_link_id: str
    target_link_uri: str
    custom: Mapping[str, Any]
    line_item_url: str  # empty if the platform takes no scores
    context_id: str
    context_title: str
    memberships_url: str  # empty if the platform names no members


@dataclass(frozen=True, slots=True)
class DeepLinkRequest:
    """A validated request to pick a page."""

    deployment_id: str
    return_url: str
    data: str | None  # to be sent back as it is


@dataclass(frozen=True, slots=True)
class SubmissionReview:
    """A validated request of a teacher to see the result of a learner."""

    deployment_id: str
    resource_link_id: str
    link_title: str
    learner: str  # the subject
    learner_name: str


Message = Launch | DeepLinkRequest | SubmissionReview


def key_id_of(token: str) -> str | None:
    """The `kid` of the token's header, not validated. Raises LaunchRejected."""
    header, _dot, _rest = token.partition(".")
    if not token or len(token) > MAX_SIZE:
        raise LaunchRejected("lti-token-unreadable")
    try:
        kid = json.loads(urlsafe_b64decode(header + "=" * (-len(header) % 4))).get("kid")
    except (Base64Error, ValueError, AttributeError):
        raise LaunchRejected("lti-token-unreadable") from None
    return kid if isinstance(kid, str) else None


def validate_launch(
    token: str, *, keys: KeySet, issuer: str, client_id: str, nonce: str, now: datetime
) -> Message:
    """Validate the signature and all claims. Deployments are checked by the caller.

    Raises LaunchRejected.
    """
    claims = _verified_claims(token, keys)
    _check_audience(claims, issuer, client_id)
    _check_times(claims, now)
    if claims.get("nonce") != nonce:
        raise LaunchRejected("lti-nonce-wrong")
    if claims.get(f"{CLAIM}message_type") == "LtiDeepLinkingRequest":
        return _deep_link(claims)
    if claims.get(f"{CLAIM}message_type") == "LtiSubmissionReviewRequest":
        return _review(claims)
    return _launch(claims)


def _verified_claims(token: str, keys: KeySet) -> Mapping[str, Any]:
    try:
        return jwt.decode(token, keys, algorithms=ALGORITHMS).claims
    except (JoseError, ValueError, TypeError, RecursionError):
        raise LaunchRejected("lti-signature-wrong") from None


def _check_audience(claims: Mapping[str, Any], issuer: str, client_id: str) -> None:
    audience = claims.get("aud")
    audiences = audience if isinstance(audience, list) else [audience]
    party = claims.get("azp")
    is_party = party == client_id or (party is None and len(audiences) == 1)
    if claims.get("iss") != issuer or client_id not in audiences or not is_party:
        received = {"issuer": claims.get("iss"), "client_id": party or audience}
        raise LaunchRejected("lti-audience-wrong", received=received)


def _check_times(claims: Mapping[str, Any], now: datetime) -> None:
    expires, issued = _moment(claims.get("exp")), _moment(claims.get("iat"))
    if expires + LEEWAY <= now or issued + MAX_TOKEN_AGE <= now:
        raise LaunchRejected("lti-token-expired")
    not_before = _moment(claims["nbf"]) if "nbf" in claims else issued
    if issued - LEEWAY > now or not_before - LEEWAY > now:
        raise LaunchRejected("lti-token-from-future")


def _moment(value: object) -> datetime:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise LaunchRejected("lti-token-unreadable")
    try:
        return datetime.fromtimestamp(value, UTC)
    except (ValueError, OverflowError, OSError):
        raise LaunchRejected("lti-token-unreadable") from None


def _launch(claims: Mapping[str, Any]) -> Launch:
    link, custom = claims.get(f"{CLAIM}resource_link"), claims.get(f"{CLAIM}custom")
    presentation = claims.get(f"{CLAIM}launch_presentation")
    target = claims.get(f"{CLAIM}target_link_uri")
    is_known = (
        claims.get(f"{CLAIM}message_type") == "LtiResourceLinkRequest"
        and claims.get(f"{CLAIM}version") == "1.3.0"
        and isinstance(target, str)
        and isinstance(claims.get(f"{CLAIM}roles", []), list)
    )
    link_id = _id(link.get("id") if isinstance(link, dict) else None)
    if not is_known or not link_id:
        raise LaunchRejected("lti-message-unsupported")
    subject, deployment_id = _id(claims.get("sub")), _id(claims.get(f"{CLAIM}deployment_id"))
    if not subject:
        raise LaunchRejected("lti-user-missing")
    if not deployment_id:
        raise LaunchRejected("lti-deployment-unknown")
    locale = presentation.get("locale") if isinstance(presentation, dict) else None
    return Launch(
        issuer=str(claims["iss"]),
        subject=subject,
        name=name_of(claims),
        locale=locale if isinstance(locale, str) else "",
        deployment_id=deployment_id,
        resource_link_id=link_id,
        target_link_uri=str(target),
        custom=custom if isinstance(custom, dict) else {},
        line_item_url=_line_item(claims.get(ENDPOINT)),
        **_context(claims),
    )


def _deep_link(claims: Mapping[str, Any]) -> DeepLinkRequest:
    """Deep Linking 2.0, section 4.4."""
    settings = claims.get(f"{DEEP_LINKING}deep_linking_settings")
    settings = settings if isinstance(settings, dict) else {}
    url, data = settings.get("deep_link_return_url"), settings.get("data")
    types = settings.get("accept_types")
    is_known = (
        claims.get(f"{CLAIM}version") == "1.3.0"
        and isinstance(types, list)
        and "ltiResourceLink" in types
        and isinstance(url, str)
        and len(url) <= MAX_RETURN_LENGTH
        and (data is None or (isinstance(data, str) and len(data) <= MAX_DATA_LENGTH))
    )
    if not is_known:
        raise LaunchRejected("lti-message-unsupported")
    deployment_id = _id(claims.get(f"{CLAIM}deployment_id"))
    if not deployment_id:
        raise LaunchRejected("lti-deployment-unknown")
    return DeepLinkRequest(deployment_id, str(url), data)


def _review(claims: Mapping[str, Any]) -> Launch | SubmissionReview:
    """Submission Review 1.0, section 3. Learners who review themselves open the page of the link.

    Raises LaunchRejected for a result of somebody else, unless the person teaches.
    """
    launch = _launch({**claims, f"{CLAIM}message_type": "LtiResourceLinkRequest"})
    learner, link = claims.get(f"{CLAIM}for_user"), claims[f"{CLAIM}resource_link"]
    learner = learner if isinstance(learner, dict) else {}
    subject = _id(learner.get("user_id"))
    if not subject:
        raise LaunchRejected("lti-message-unsupported")
    if subject == launch.subject:
        return launch
    if not has_role(claims.get(f"{CLAIM}roles"), TEACHERS):
        raise LaunchRejected("lti-review-not-allowed")
    return SubmissionReview(
        deployment_id=launch.deployment_id,
        resource_link_id=launch.resource_link_id,
        link_title=coerce_line(link.get("title"), max_length=MAX_NAME_SHOWN),
        learner=subject,
        learner_name=name_of(learner)[:MAX_NAME_SHOWN],
    )


def _line_item(endpoint: object) -> str:
    """The address of the line item, if the platform takes scores for it."""
    if not isinstance(endpoint, dict):
        return ""
    scopes = endpoint.get("scope")
    may_score = isinstance(scopes, list) and SCORE_SCOPE in scopes
    url = printable_or_empty(endpoint.get("lineitem"), max_length=MAX_LINE_ITEM_LENGTH)
    return url if may_score else ""


def _context(claims: Mapping[str, Any]) -> dict[str, str]:
    """The course at the platform, and the address of its members (NRPS 2.0, section 3.6.1.1)."""
    context, service = claims.get(f"{CLAIM}context"), claims.get(MEMBERSHIPS)
    context = context if isinstance(context, dict) else {}
    title = context.get("title") or context.get("label")
    url = service.get("context_memberships_url") if isinstance(service, dict) else None
    url = printable_or_empty(url, max_length=MAX_SERVICE_URL_LENGTH)
    context_id = _id(context.get("id"))
    return {
        "context_id": context_id,
        "context_title": coerce_line(title, max_length=MAX_ID_LENGTH),
        "memberships_url": url if context_id else "",
    }


def _id(value: object) -> str:
    """An id of at most 255 printable characters, or "" for anything else."""
    return printable_or_empty(value, max_length=MAX_ID_LENGTH)
