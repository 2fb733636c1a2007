"""Formats numbers: 12.500 and 0,75 in Indonesian, 12,500 and 0.75 in English."""

from flask import Flask

from lms.web.texts.language import current_language


def init_app(app: Flask) -> None:
    app.jinja_env.filters["whole_number"] = whole_number
    app.jinja_env.filters["two_decimals"] = two_decimals


def whole_number(value: int) -> str:
    """Format an integer with thousands separators."""
    text = f"{value:,}"
    return text if current_language() == "en" else text.replace(",", ".")


def two_decimals(value: float) -> str:
    """Format with at most two decimals."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return text if current_language() == "en" else text.replace(".", ",")
