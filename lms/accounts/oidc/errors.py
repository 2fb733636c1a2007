"""Errors of sign-in providers and of the accounts of people there."""

from lms.kernel.errors import Conflict, Invalid, NotFound


class OidcProviderNotFound(NotFound):
    """There is no such provider."""

    code = "oidc-provider-not-found"


class OidcProviderTaken(Conflict):
    """Another row has the same issuer and client id."""

    code = "oidc-provider-taken"


class OidcProviderInvalid(Invalid):
    """A field of a provider is missing or not of the right form. Parameter: `field`."""

    code = "oidc-provider-invalid"


class OidcAccountTaken(Conflict):
    """The account at the provider signs somebody in already."""

    code = "oidc-account-taken"


class OidcAccountNotFound(NotFound):
    """The person has no such account at a provider."""

    code = "oidc-account-not-found"


class OidcLastWayIn(Conflict):
    """Without this account the person could not sign in any more."""

    code = "oidc-last-way-in"
