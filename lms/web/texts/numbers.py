"""Formats numbers: 12.500 and 0,75 in Indonesian, 12,500 and 0.75 in English."""

from flask import Flask

from lms.web.texts.language import current_language

MINUS = "\N{MINUS SIGN}"
INDONESIAN = str.maketrans(".,", ",.")


def init_app(app: Flask) -> None:
    app.jinja_env.filters["whole_number"] = whole_number
    app.jinja_env.filters["two_decimals"] = two_decimals
    app.jinja_env.filters["decimal"] = decimal


def whole_number(value: int, language: str | None = None) -> str:
    """Format an integer with thousands separators, by default in the reader's language."""
    text = f"{value:,}"
    return text if (language or current_language()) == "en" else text.replace(",", ".")


def two_decimals(value: float) -> str:
    """Format with at most two decimals."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return text if current_language() == "en" else text.replace(".", ",")


def decimal(value: float, places: int = 1) -> str:
    """Format with exactly this many decimals and a true minus sign; there is no minus zero."""
    digits = f"{abs(value):,.{places}f}"
    text = digits if current_language() == "en" else digits.translate(INDONESIAN)
    return f"{MINUS}{text}" if value < 0 and digits.strip("0.,") else text


def signed(value: float, places: int = 1) -> str:
    """Format as `decimal` does, with a plus sign for positive values."""
    text = decimal(value, places)
    is_positive = value > 0 and text.strip("0.,") != ""
    return f"+{text}" if is_positive else text
