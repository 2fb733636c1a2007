"""Errors of API tokens and idempotency keys."""

from lms.kernel.errors import Conflict, Invalid, NotFound


class TokenNotFound(NotFound):
    code = "token-not-found"


class ScopeMissing(Invalid):
    """A token needs at least one scope."""

    code = "token-scope-missing"


class ScopeNotAllowed(Invalid):
    """The creator does not hold the scope."""

    code = "token-scope-not-allowed"


class TokenLifetimeInvalid(Invalid):
    code = "token-expiry-unfit"


class TooManyTokens(Conflict):
    code = "tokens-too-many"


class IdempotencyKeyReused(Invalid):
    """The key was used with a different request."""

    code = "idempotency-key-reused"
