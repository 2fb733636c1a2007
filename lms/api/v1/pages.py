"""Pages of lists: cuts short lists into pages, and links to the next page (RFC 8288)."""

from collections.abc import Callable, Sequence
from http import HTTPStatus
from typing import Any, TypeVar
from urllib.parse import urlencode
from uuid import UUID

from flask import url_for

from lms.api.v1.cursors import decode_cursor, encode_cursor
from lms.api.v1.problems import ApiProblem
from lms.api.v1.schemas import PageQuery
from lms.extensions import current_ports

Item = TypeVar("Item")


def cut_page(
    items: Sequence[Item], query: PageQuery, get_id: Callable[[Item], UUID]
) -> tuple[Sequence[Item], str | None]:
    """Return a page of a list that was read whole, and the cursor of the next page.

    Raises ApiProblem with 404 if the item of the cursor is not in the list any more.
    """
    start = _position_after(items, decode_cursor(query.cursor), get_id) if query.cursor else 0
    shown = items[start : start + query.limit]
    has_more = len(items) > start + query.limit
    return shown, encode_cursor(get_id(shown[-1])) if has_more else None


def next_link(
    endpoint: str, query: PageQuery, next_cursor: str | None, **path: Any
) -> dict[str, str]:
    """Return the `Link` header of the next page at the public address; empty on the last page."""
    if next_cursor is None:
        return {}
    values = {"cursor": next_cursor} | query.model_dump(exclude={"cursor"}, exclude_none=True)
    address = f"{current_ports().public_url}{url_for(endpoint, **path)}?{urlencode(values)}"
    return {"Link": f'<{address}>; rel="next"'}


def _position_after(items: Sequence[Item], last_id: UUID, get_id: Callable[[Item], UUID]) -> int:
    for position, item in enumerate(items, start=1):
        if get_id(item) == last_id:
            return position
    raise ApiProblem(HTTPStatus.NOT_FOUND, "cursor-unknown")
