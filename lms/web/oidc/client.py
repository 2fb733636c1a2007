"""Requests to providers with Authlib's client (RFC 6749, RFC 7636), within limits of our own.

Authlib is imported when first needed.
"""

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode
from uuid import UUID

import structlog
from flask import url_for

from lms.accounts.oidc.queries import Provider
from lms.accounts.oidc.sign_ins import StartedSignIn
from lms.adapters.http.fetch import FetchedResponse, FetchFailed
from lms.extensions import current_ports
from lms.web.oidc.errors import SignInRejected
from lms.web.oidc.metadata import ProviderMetadata
from lms.web.outgoing_requests import send_request

if TYPE_CHECKING:
    from authlib.oauth2.client import OAuth2Client

SCOPE: Final = "openid profile"  # no e-mail: accounts are never found by it
SECONDS: Final = 8.0
MAX_SIZE: Final = 131_072
MAX_TOKEN_LENGTH: Final = 32_768
log = structlog.get_logger("payung")


class LimitedResponse:
    """A response in the form that Authlib reads."""

    def __init__(self, response: FetchedResponse) -> None:
        self.status_code = response.status
        self._body = response.body

    def json(self) -> Any:
        """Raises ValueError."""
        return json.loads(self._body)

    def raise_for_status(self) -> None:
        """Raises FetchFailed."""
        if self.status_code >= 400:  # noqa: PLR2004
            raise FetchFailed(reason=f"http-{self.status_code}")


class LimitedSession:
    """Sends Authlib's requests with our own client: public addresses, limited time and size."""

    def post(
        self, url: str, *, data: Mapping[str, str], headers: Mapping[str, str], auth: Any
    ) -> LimitedResponse:
        """Send a form. Raises FetchFailed."""
        url, sent_headers, body = auth.prepare("POST", url, dict(headers), urlencode(data))
        response = send_request(
            url,
            method="POST",
            body=body.encode(),
            headers=sent_headers,
            seconds=SECONDS,
            max_size=MAX_SIZE,
            allow_loopback=current_ports().is_loopback,
        )
        return LimitedResponse(response)


def authorization_address(
    provider: Provider, metadata: ProviderMetadata, state: str, started: StartedSignIn
) -> str:
    """The address of the provider at which a person signs in.

    Phones are shared, so people choose the account each time.
    """
    hints = {"prompt": "select_account"}
    if metadata.is_google and provider.domains:  # only a hint; the claim of the token is checked
        is_one = len(provider.domains) == 1 and not provider.domains[0].startswith("*.")
        hints["hd"] = provider.domains[0] if is_one else "*"
    address, _state = _client(provider, metadata, None).create_authorization_url(
        metadata.authorization_url,
        state=state,
        code_verifier=started.code_verifier,
        nonce=started.nonce,
        **hints,
    )
    return str(address)


def fetch_tokens(
    provider: Provider, metadata: ProviderMetadata, secret: str, *, code: str, code_verifier: str
) -> Mapping[str, Any]:
    """Exchange a code for tokens; `id_token` is a string. Raises SignInRejected."""
    from authlib.oauth2 import OAuth2Error

    try:
        tokens = _client(provider, metadata, secret).fetch_token(
            metadata.token_url,
            grant_type="authorization_code",
            code=code,
            code_verifier=code_verifier,
        )
    except FetchFailed as problem:
        log.warning("oidc_provider_unavailable", provider=str(provider.id), **problem.parameters)
        raise SignInRejected("oidc-provider-unavailable") from None
    except OAuth2Error as problem:
        log.warning("oidc_code_refused", provider=str(provider.id), error=str(problem.error)[:60])
        raise SignInRejected("oidc-code-refused") from None
    except (ValueError, TypeError, OverflowError, RecursionError):
        raise SignInRejected("oidc-token-unreadable") from None
    token = tokens.get("id_token")
    if not isinstance(token, str) or len(token) > MAX_TOKEN_LENGTH:
        raise SignInRejected("oidc-token-unreadable")
    return dict(tokens)


def callback_address(provider_id: UUID) -> str:
    """The redirect URI, which administrators enter at the provider.

    Each provider has its own, so that none gets a code of another one (RFC 9700, section 4.4).
    """
    return f"{current_ports().public_url}{url_for('oidc.callback', provider_id=provider_id)}"


def _client(provider: Provider, metadata: ProviderMetadata, secret: str | None) -> "OAuth2Client":
    from authlib.oauth2.client import OAuth2Client

    method = "client_secret_post" if metadata.takes_secret_in_body else "client_secret_basic"
    return OAuth2Client(
        LimitedSession(),
        client_id=provider.client_id,
        client_secret=secret,
        token_endpoint_auth_method=method,
        scope=SCOPE,
        redirect_uri=callback_address(provider.id),
        code_challenge_method="S256",
    )
