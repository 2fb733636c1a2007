"""Renders messages to people from templates."""

from collections.abc import Mapping

from flask import render_template
from flask_babel import force_locale

from lms.web.texts.language import DEFAULT_LANGUAGE, LANGUAGES


def message_text(
    template: str, parameters: Mapping[str, object], *, channel: str
) -> tuple[str, str]:
    """Return subject and text, the first line of the template and the rest.

    The language is the parameter `language`, by default Indonesian.
    """
    language = parameters.get("language")
    with force_locale(str(language) if language in LANGUAGES else DEFAULT_LANGUAGE):
        rendered = render_template(f"messages/{template}.txt", channel=channel, **parameters)
    subject, _newline, text = rendered.strip().partition("\n")
    return subject.strip(), text.strip()
