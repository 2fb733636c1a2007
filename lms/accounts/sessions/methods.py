"""How people sign in. Pure."""

from typing import Final

SIGN_IN_METHODS: Final = ("password", "passkey", "link", "lti", "oidc")
EXTERNAL_METHODS: Final = ("lti", "oidc")  # a platform or a provider says who signs in
