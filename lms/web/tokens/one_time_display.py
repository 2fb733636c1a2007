"""A fresh token, from the answer that made it to the one page that shows it.

The database holds only its hash, so it travels in the maker's own session and is taken out when
shown, or when another page of tokens is opened.
"""

from collections.abc import Iterable
from uuid import UUID

from flask import session

from lms.accounts.api_tokens.queries import TokenRow

KEY = "made_token"


def remember_token(token_id: UUID, token: str) -> None:
    session[KEY] = [str(token_id), token]


def pop_new_token(tokens: Iterable[TokenRow]) -> str | None:
    """The token that was made a moment ago, if it is one of these."""
    if KEY not in session:
        return None
    token_id, token = session.pop(KEY)
    return str(token) if token_id in {str(row.id) for row in tokens} else None
