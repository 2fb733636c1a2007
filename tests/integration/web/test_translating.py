"""Templates speak the language of the moment, also where it changes in the middle of a request."""

from flask import render_template_string
from flask_babel import force_locale, get_translations
from jinja2 import DictLoader

from lms.web.texts.translation import catalogue, ngettext


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


def test_a_compiled_page_and_its_parts_speak_the_language_of_each_request(app):
    pages = {
        "frame.html": "{% from 'parts.html' import part %}{% block a %}{% endblock %}{{ part() }}",
        "parts.html": "{% macro part() %}{{ _('Next') }}{% endmacro %}",
        "page.html": "{% extends 'frame.html' %}{% block a %}{{ _('Home') }} {% endblock %}",
    }
    page = app.jinja_env.overlay(loader=DictLoader(pages)).get_template("page.html")
    for language, words in (
        ("id", "Beranda Berikutnya"),
        ("en", "Home Next"),
        ("id", "Beranda Berikutnya"),
    ):
        with app.test_request_context("/", headers={"Accept-Language": language}):
            assert page.render() == words


def test_values_are_escaped_in_html_and_in_html_only(app):
    with app.test_request_context("/", headers={"Accept-Language": "en"}):
        page = app.jinja_env.from_string("{{ _('Hello, %(name)s', name='<b>') }}")
        assert page.render() == "Hello, &lt;b&gt;"
        plain = app.jinja_env.overlay(autoescape=False)
        assert plain.from_string("{{ _('Hello, %(name)s', name='<b>') }}").render() == "Hello, <b>"


def test_numbers_choose_their_form(app):
    with app.test_request_context("/", headers={"Accept-Language": "en"}):
        lines = "{{ ngettext('%(num)d minute', '%(num)d minutes', count) }}"
        template = app.jinja_env.from_string(lines)
        assert [template.render(count=n) for n in (1, 2)] == ["1 minute", "2 minutes"]


def test_a_thousand_has_a_separator_in_the_language_of_the_message(app):
    lines = "{{ ngettext('%(num)d person', '%(num)d people', count) }}"
    for language, texts in (
        ("id", ("999 orang", "1.250 orang")),
        ("en", ("999 people", "1,250 people")),
    ):
        with app.test_request_context("/", headers={"Accept-Language": language}):
            template = app.jinja_env.from_string(lines)
            assert tuple(template.render(count=n) for n in (999, 1250)) == texts
            assert ngettext("%(num)d person", "%(num)d people", 1250) == texts[1]
            with force_locale("en"):
                assert ngettext("%(num)d person", "%(num)d people", 1250) == "1,250 people"


def test_a_percent_sign_without_values_is_written_twice(app):
    with app.test_request_context("/", headers={"Accept-Language": "en"}):
        assert render_template_string("{{ _('75 %% or more') }}") == "75 % or more"
