"""What can go wrong with tokens and repeated requests."""

from lms.kernel.errors import Conflict, Invalid, NotFound


class TokenNotFound(NotFound):
    code = "token-not-found"


class ScopeMissing(Invalid):
    """A token without a scope could do nothing."""

    code = "token-scope-missing"


class ScopeNotAllowed(Invalid):
    """Nobody gives a token more than they may do themselves."""

    code = "token-scope-not-allowed"


class TokenLifetimeInvalid(Invalid):
    code = "token-expiry-unfit"


class TooManyTokens(Conflict):
    code = "tokens-too-many"


class IdempotencyKeyReused(Invalid):
    """The key came before with another request."""

    code = "idempotency-key-reused"
