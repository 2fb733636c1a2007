"""Messages of LTI Dynamic Registration 1.0: read the platform's, send the tool's."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from time import monotonic
from typing import Any, Final
from urllib.parse import urlsplit

from flask import url_for
from flask_babel import gettext as _

from lms.accounts.lti.platforms import PlatformDetails
from lms.adapters.http.fetch import FetchedResponse, FetchFailed
from lms.extensions import current_ports
from lms.kernel.urls import origin_of
from lms.lti.grade_service import SCORE_SCOPE
from lms.lti.rosters.membership_service import SCOPE as MEMBERS_SCOPE
from lms.web.outgoing_requests import send_request

TOOL: Final = "https://purl.imsglobal.org/spec/lti-tool-configuration"
SCOPES: Final = (SCORE_SCOPE, MEMBERS_SCOPE)
CLAIMS: Final = ("iss", "sub", "name", "given_name", "family_name")
MAX_TOKEN_LENGTH: Final = 8_000
SECONDS: Final = 8.0  # for both requests together


@dataclass(frozen=True, slots=True)
class PlatformConfiguration:
    """What a platform says about itself (section 3.3)."""

    issuer: str
    authorization_url: str
    token_url: str
    key_set_url: str
    registration_url: str
    scopes: tuple[str, ...]  # of ours, those that the platform offers


@dataclass(frozen=True, slots=True)
class RegisteredTool:
    """What the platform gave to this tool (section 3.6)."""

    client_id: str
    deployment_ids: tuple[str, ...]


def read_configuration(url: str, *, deadline: float) -> PlatformConfiguration:
    """Read the configuration of a platform until `deadline` on the monotonic clock.

    Raises FetchFailed or SitesBusy.
    """
    response = send_request(
        url, seconds=_left(deadline), allow_loopback=current_ports().is_loopback
    )
    values = _json_object(response, "configuration")
    algorithms = values.get("id_token_signing_alg_values_supported")
    if isinstance(algorithms, list) and "RS256" not in algorithms:
        raise FetchFailed(reason="no-rs256")
    offered = values.get("scopes_supported")
    scopes = tuple(s for s in SCOPES if not isinstance(offered, list) or s in offered)
    return PlatformConfiguration(
        issuer=_text(values, "issuer"),
        authorization_url=_text(values, "authorization_endpoint"),
        token_url=_text(values, "token_endpoint"),
        key_set_url=_text(values, "jwks_uri"),
        registration_url=_text(values, "registration_endpoint"),
        scopes=scopes,
    )


def register_tool(
    platform: PlatformConfiguration, token: str, *, deadline: float
) -> RegisteredTool:
    """Send the tool's configuration, with the platform's token if it gave one, until `deadline`.

    Raises FetchFailed or SitesBusy.
    """
    if not (token.isascii() and token.isprintable() and len(token) <= MAX_TOKEN_LENGTH):
        raise FetchFailed(reason="token-unreadable")
    headers = {"Content-Type": "application/json"}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    response = send_request(
        platform.registration_url,
        method="POST",
        body=json.dumps(tool_configuration(platform.scopes)).encode(),
        headers=headers,
        seconds=_left(deadline),
        allow_loopback=current_ports().is_loopback,
    )
    values = _json_object(response, "registration")
    client_id, tool = values.get("client_id"), values.get(TOOL)
    if isinstance(client_id, int) and not isinstance(client_id, bool):
        client_id = str(client_id)
    if not isinstance(client_id, str) or not client_id:
        raise FetchFailed(reason="no-client-id")
    deployment_id = tool.get("deployment_id") if isinstance(tool, dict) else None
    ids = (deployment_id,) if isinstance(deployment_id, str) and deployment_id else ()
    return RegisteredTool(client_id, ids)


def tool_configuration(scopes: tuple[str, ...]) -> dict[str, Any]:
    """The client of OpenID Connect with the part of LTI (section 3.5)."""
    origin = current_ports().public_url
    launch_url = f"{origin}{url_for('lti.launch')}"
    title = _("Course, lesson, test or certificates of Payung")
    return {
        "application_type": "web",
        "client_name": "Payung",
        "response_types": ["id_token"],
        "grant_types": ["implicit", "client_credentials"],
        "token_endpoint_auth_method": "private_key_jwt",
        "initiate_login_uri": f"{origin}{url_for('lti.login')}",
        "redirect_uris": [launch_url],
        "jwks_uri": f"{origin}{url_for('lti.key_set')}",
        "scope": " ".join(scopes),
        TOOL: {
            "domain": urlsplit(origin).netloc,
            "target_link_uri": launch_url,
            "claims": list(CLAIMS),
            "messages": [
                {"type": "LtiResourceLinkRequest", "target_link_uri": launch_url},
                {"type": "LtiSubmissionReviewRequest", "target_link_uri": launch_url},
                {"type": "LtiDeepLinkingRequest", "target_link_uri": launch_url, "label": title},
            ],
        },
    }


def platform_details(
    name: str, platform: PlatformConfiguration, tool: RegisteredTool
) -> PlatformDetails:
    """What an administrator would have entered. Frames: the origins of issuer and sign-in.

    Raises FetchFailed.
    """
    try:
        origins = [origin_of(url) for url in (platform.issuer, platform.authorization_url)]
    except ValueError:
        raise FetchFailed(reason="configuration-incomplete") from None
    return PlatformDetails(
        name=name,
        issuer=platform.issuer,
        client_id=tool.client_id,
        authorization_url=platform.authorization_url,
        token_url=platform.token_url,
        key_set_url=platform.key_set_url,
        frame_origins=tuple(dict.fromkeys(origins)),
        deployment_ids=tool.deployment_ids,
    )


def _left(deadline: float) -> float:
    seconds = deadline - monotonic()
    if seconds <= 0:
        raise FetchFailed(reason="timeout")
    return seconds


def _text(values: Mapping[str, Any], name: str) -> str:
    text = values.get(name)
    if not isinstance(text, str) or not text:
        raise FetchFailed(reason="configuration-incomplete")
    return text


def _json_object(response: FetchedResponse, what: str) -> dict[str, Any]:
    if response.status not in (HTTPStatus.OK, HTTPStatus.CREATED):
        raise FetchFailed(reason=f"{what}-{response.status}")
    try:
        values = json.loads(response.body)
    except (ValueError, RecursionError):
        values = None
    if not isinstance(values, dict):
        raise FetchFailed(reason=f"{what}-unreadable")
    return values
