"""Numbers are written as their readers write them."""

import pytest
from flask import Flask
from flask_babel import Babel

from lms.web.texts.numbers import two_decimals


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
