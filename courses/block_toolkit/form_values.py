"""Values of a submitted form by field. Imports no XBlock, so that pages load it cheaply."""

from collections.abc import Mapping

Submitted = Mapping[str, list[str]]


def first_value(submitted: Submitted, name: str) -> str:
    """First value of a field, or an empty string."""
    values = submitted.get(name)
    return values[0] if values else ""
