"""Templates hold what is the same in every answer of a language, and nothing that differs."""

import pytest
from flask_babel import force_locale
from jinja2 import DictLoader

PAGES = {
    "frame.html": "{% block main %}{% endblock %} {{ icon('check') }}",
    "page.html": "{% extends 'frame.html' %}{% block main %}{{ _('Home') }}{% endblock %}",
    "dynamic.html": "{{ _(word) }} {{ _('Hello, %(name)s', name=person) }}",
    "note.txt": "{{ _('Home') }} {{ person }}",
}


@pytest.fixture
def pages(app, monkeypatch):
    monkeypatch.setattr(app, "jinja_loader", DictLoader(PAGES))
    app.jinja_env.cache.clear()
    yield app.jinja_env
    app.jinja_env.cache.clear()


def generated(pages, name):
    source, file_name, _uptodate = pages.loader.get_source(pages, name)
    return pages.compile(source, name, file_name, raw=True)


def test_sentences_and_icons_stand_in_the_compiled_template(app, pages):
    with app.test_request_context("/"):
        python = generated(pages, "id|page.html") + generated(pages, "id|frame.html")
    assert "Beranda" in python
    assert "<svg" in python
    assert "context.call" not in python


def test_each_language_has_a_template_and_a_frame_of_its_own(app, pages):
    for language, word in (("id", "Beranda"), ("en", "Home"), ("id", "Beranda")):
        with app.test_request_context("/", headers={"Accept-Language": language}):
            assert pages.get_template("page.html").render().startswith(f"{word} <svg")


def test_a_language_forced_in_the_middle_of_a_request_is_followed(app, pages):
    with app.test_request_context("/", headers={"Accept-Language": "id"}):
        assert pages.get_template("page.html").render().startswith("Beranda")
        with force_locale("en"):
            assert pages.get_template("page.html").render().startswith("Home")
        assert pages.get_template("page.html").render().startswith("Beranda")


def test_what_differs_between_answers_is_asked_for_each_and_escaped(app, pages):
    with app.test_request_context("/", headers={"Accept-Language": "en"}):
        for person, shown in (("Ani", "Ani"), ("<b>", "&lt;b&gt;")):
            page = pages.get_template("dynamic.html").render(word="Course", person=person)
            assert page == f"Course Hello, {shown}"


def test_messages_in_plain_text_are_left_as_they_are(app, pages):
    with app.test_request_context("/", headers={"Accept-Language": "id"}):
        assert pages.get_template("note.txt").render(person="<b>") == "Beranda <b>"
