"""Reasons for which a sign-in with an account elsewhere is rejected."""

from typing import Final

from lms.kernel.errors import NotAllowed

STATUS: Final = {
    "oidc-provider-stopped": 403,
    "oidc-provider-unavailable": 503,
    "oidc-provider-answered-error": 401,
    "oidc-answer-incomplete": 400,
    "oidc-sign-in-unknown": 401,
    "oidc-sign-in-expired": 401,
    "oidc-cookie-missing": 401,
    "oidc-code-refused": 401,
    "oidc-token-unreadable": 401,
    "oidc-signature-wrong": 401,
    "oidc-issuer-wrong": 401,
    "oidc-audience-wrong": 401,
    "oidc-nonce-wrong": 401,
    "oidc-token-expired": 401,
    "oidc-token-from-future": 401,
    "oidc-domain-not-allowed": 403,
    "oidc-domain-changed": 403,
    "oidc-person-suspended": 403,
    "oidc-person-has-role": 403,
    "oidc-other-person": 403,
    "oidc-account-of-another": 409,
    "oidc-page-expired": 410,
}


class SignInRejected(NotAllowed):
    """A sign-in is rejected. `code` says why."""

    code = "oidc-sign-in-unknown"

    def __init__(self, code: str) -> None:
        if code not in STATUS:
            raise ValueError(code)
        self.code = code
        super().__init__()
