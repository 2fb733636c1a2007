"""Settings of a provider: OpenID Connect Discovery 1.0, sections 3 and 4."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlsplit

from lms.adapters.http.fetch import FetchFailed
from lms.extensions import current_ports
from lms.kernel.urls import check_url
from lms.web.oidc.documents import provider_documents

WELL_KNOWN: Final = "/.well-known/openid-configuration"
GOOGLE: Final = "accounts.google.com"
TENANT: Final = "{tenantid}"  # in the issuer that Microsoft names for all organisations
ALL_TENANTS: Final = ("organizations", "common")


@dataclass(frozen=True, slots=True)
class ProviderMetadata:
    """The endpoints of a provider. `issuer` contains TENANT if it is one for each organisation."""

    issuer: str
    authorization_url: str
    token_url: str
    key_set_url: str
    takes_secret_in_body: bool
    names_issuer: bool  # in each answer (RFC 9207)

    @property
    def has_tenants(self) -> bool:
        """Whether each organisation has an issuer of its own, with its id inside."""
        return TENANT in self.issuer

    @property
    def is_google(self) -> bool:
        return urlsplit(self.issuer).hostname == GOOGLE


def find_metadata(issuer: str, *, now: datetime) -> ProviderMetadata:
    """The settings of a provider. Raises FetchFailed."""
    content = provider_documents().get(f"{issuer.rstrip('/')}{WELL_KNOWN}", now=now)
    stated = content.get("issuer")
    if not isinstance(stated, str) or issuer not in _issuers_of(stated):
        raise FetchFailed(reason="another-issuer")
    methods = content.get("token_endpoint_auth_methods_supported")
    return ProviderMetadata(
        issuer=stated,
        authorization_url=_endpoint(content, "authorization_endpoint"),
        token_url=_endpoint(content, "token_endpoint"),
        key_set_url=_endpoint(content, "jwks_uri"),
        takes_secret_in_body=isinstance(methods, list) and "client_secret_post" in methods,
        names_issuer=content.get("authorization_response_iss_parameter_supported") is True,
    )


def _issuers_of(stated: str) -> tuple[str, ...]:
    """The issuers that an administrator may enter for a stated one."""
    if TENANT not in stated:
        return (stated,)
    return tuple(stated.replace(TENANT, name) for name in ALL_TENANTS)


def _endpoint(content: Mapping[str, Any], name: str) -> str:
    """An address of the settings. Raises FetchFailed."""
    url = content.get(name)
    try:
        if not isinstance(url, str) or not url.isprintable() or any(c in url for c in " '\"<>"):
            raise ValueError
        return check_url(url, is_trial=current_ports().is_loopback)
    except ValueError:
        raise FetchFailed(reason=f"no-{name.replace('_', '-')}") from None
