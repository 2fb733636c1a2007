"""The words of each message to a person, from templates in the language that it asks for."""

from collections.abc import Mapping
from typing import Any

from flask import render_template
from flask_babel import force_locale

from lms.web.texts.language import DEFAULT_LANGUAGE, LANGUAGES


def message_text(template: str, parameters: Mapping[str, Any], *, channel: str) -> tuple[str, str]:
    """Subject and text: the first line of the template, and what follows it."""
    language = parameters.get("language")
    with force_locale(language if language in LANGUAGES else DEFAULT_LANGUAGE):
        written = render_template(f"messages/{template}.txt", channel=channel, **parameters)
    subject, _newline, text = written.strip().partition("\n")
    return subject.strip(), text.strip()
