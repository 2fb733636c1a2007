"""Errors of API tokens and idempotency keys."""

from lms.kernel.errors import Conflict, Invalid, NotFound


class TokenNotFound(NotFound):
    """No token of this owner has this id or prefix."""

    code = "token-not-found"


class ScopeMissing(Invalid):
    """A token needs at least one scope."""

    code = "token-scope-missing"


class ScopeNotAllowed(Invalid):
    """The creator does not hold the scope."""

    code = "token-scope-not-allowed"


class TokenLifetimeInvalid(Invalid):
    """The number of days is out of range."""

    code = "token-expiry-unfit"


class TooManyTokens(Conflict):
    """The owner has the maximum number of active tokens."""

    code = "tokens-too-many"


class IdempotencyKeyReused(Invalid):
    """The key was used with a different request."""

    code = "idempotency-key-reused"
