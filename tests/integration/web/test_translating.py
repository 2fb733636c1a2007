"""Templates speak the language of the moment, also where it changes in the middle of a request."""

from flask import render_template_string
from flask_babel import force_locale, get_translations

from lms.web.translating import catalogue


def test_language_forced_for_a_part_of_a_request_is_followed(app):
    with app.test_request_context("/", headers={"Accept-Language": "id"}):
        assert catalogue() is get_translations()
        with force_locale("en"):
            assert catalogue() is get_translations()
            assert render_template_string("{{ _('Home') }}") == "Home"
        assert catalogue() is get_translations()


def test_a_page_looks_its_catalogue_up_once(app):
    with app.test_request_context("/"):
        assert catalogue() is catalogue()
