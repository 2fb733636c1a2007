"""Show a new token once.

The database has only its hash. So the token is stored in the session of its creator until the next
page of tokens is shown.
"""

from collections.abc import Iterable
from uuid import UUID

from flask import session

from lms.accounts.api_tokens.queries import TokenRow

KEY = "made_token"


def remember_token(token_id: UUID, token: str) -> None:
    """Store the new token in the session."""
    session[KEY] = [str(token_id), token]


def pop_new_token(tokens: Iterable[TokenRow]) -> str | None:
    """Remove the new token from the session, and return it if it is one of these."""
    if KEY not in session:
        return None
    token_id, token = session.pop(KEY)
    return str(token) if token_id in {str(row.id) for row in tokens} else None
