"""Template filters for what does not break over two lines."""

from flask import Flask
from markupsafe import Markup, escape

from courses.block_toolkit import markup


def init_app(app: Flask) -> None:
    app.jinja_env.filters["keep_whole"] = keep_whole
    app.jinja_env.filters["whole_words"] = whole_words


def keep_whole(text: str) -> Markup:
    """A text with telephone numbers, ranges and words with a hyphen in one line each."""
    return Markup(markup.keep_whole(str(escape(text))))  # noqa: S704  escaped


def whole_words(text: str) -> Markup:
    """The same for a heading, with forms of address beside their name as well."""
    return Markup(markup.whole_words(text))  # noqa: S704  escaped by whole_words
