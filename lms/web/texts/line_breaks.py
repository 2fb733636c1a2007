"""Template filters for what does not break over two lines."""

from flask import Flask
from markupsafe import Markup, escape

from courses.block_toolkit import markup


def init_app(app: Flask) -> None:
    app.jinja_env.filters["whole_numbers"] = whole_numbers
    app.jinja_env.filters["whole_words"] = whole_words


def whole_numbers(text: str) -> Markup:
    """A text with telephone numbers and ranges of numbers in one line each."""
    return Markup(markup.whole_numbers(str(escape(text))))  # noqa: S704  escaped


def whole_words(text: str) -> Markup:
    """A heading with words such as "sampai-sampai" and numbers in one line each."""
    return Markup(markup.whole_words(text))  # noqa: S704  escaped by whole_words
