"""Numbers are written as their readers write them."""

import pytest
from flask import Flask
from flask_babel import Babel

from lms.web.texts.numbers import decimal, signed, two_decimals


@pytest.mark.parametrize(
    ("value", "id_text", "en_text"),
    [(0.0, "0", "0"), (20.0, "20", "20"), (0.5, "0,5", "0.5"), (2 / 3, "0,67", "0.67")],
    ids=["nothing", "whole", "half", "thirds"],
)
def test_decimals_have_the_comma_of_indonesian_and_no_empty_places(value, id_text, en_text):
    app = Flask(__name__)
    Babel(app)
    for language, text in (("id", id_text), ("en", en_text)):
        with app.test_request_context(headers={"Accept-Language": language}):
            assert two_decimals(value) == text


@pytest.mark.parametrize(
    ("value", "places", "plain", "with_sign"),
    [
        (19.54, 1, "19.5", "+19.5"),
        (-3.25, 2, "\N{MINUS SIGN}3.25", "\N{MINUS SIGN}3.25"),
        (0.0, 1, "0.0", "0.0"),
        (-0.04, 1, "0.0", "0.0"),
        (0.04, 1, "0.0", "0.0"),
        (1234.5, 1, "1,234.5", "+1,234.5"),
        (100.0, 0, "100", "+100"),
        (-10.0, 0, "\N{MINUS SIGN}10", "\N{MINUS SIGN}10"),
    ],
)
def test_decimals_with_fixed_places_and_signs(value, places, plain, with_sign):
    app = Flask(__name__)
    Babel(app)
    swapped = str.maketrans(".,", ",.")
    for language, table in (("en", {}), ("id", swapped)):
        with app.test_request_context(headers={"Accept-Language": language}):
            assert decimal(value, places) == plain.translate(table)
            assert signed(value, places) == with_sign.translate(table)
