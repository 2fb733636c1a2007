"""Whole numbers as people read them: 12.500 in Indonesian, 12,500 in English."""

from flask import Flask

from lms.web.language import current_language


def init_app(app: Flask) -> None:
    app.jinja_env.filters["whole_number"] = whole_number


def whole_number(value: int) -> str:
    text = f"{value:,}"
    return text if current_language() == "en" else text.replace(",", ".")
