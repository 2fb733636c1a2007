"""What a message with a link says."""

import pytest

from lms.web.texts.message_texts import message_text

PARAMETERS = {"name": "Ratna <Dewi>", "address": "https://payung.example/link/abc"}


@pytest.mark.parametrize("template", ["sign-in-link", "confirm-account"])
@pytest.mark.parametrize(("language", "greeting"), [("id", "Halo"), ("en", "Hello")])
def test_message_says_who_it_is_for_and_holds_the_link(app, template, language, greeting):
    with app.test_request_context():
        subject, text = message_text(template, PARAMETERS | {"language": language}, channel="email")
    assert "Payung" in subject
    assert f"{greeting} Ratna <Dewi>," in text
    assert "https://payung.example/link/abc" in text
