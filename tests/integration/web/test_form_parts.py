"""The form macros: labels, hints and errors that belong together, nothing typed is lost."""

import re

import pytest
from flask import render_template_string
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, RadioField, SelectChoice, StringField
from wtforms.validators import InputRequired

PAGE = """{% import "_forms.html" as forms with context %}
{{ forms.error_summary(form) }}{{ forms.csrf(form) }}
{{ forms.text(form.name, hint="As on the certificate", autocomplete="name") }}
{{ forms.choices(form.audience) }}{{ forms.checkbox(form.agreed) }}"""


class JoinForm(FlaskForm):
    name = StringField("Name", [InputRequired("Write your name.")])
    audience = RadioField(
        "You are",
        [InputRequired("Choose one.")],
        choices=[SelectChoice("teacher", "Teacher"), SelectChoice("cso", "Staff")],
    )
    agreed = BooleanField("I agree")


@pytest.fixture
def page(app):
    def show(typed, of_the_whole=()):
        with app.test_request_context("/", method="POST", headers={"Accept-Language": "en"}):
            form = JoinForm(MultiDict(typed))
            form.validate()
            form.form_errors.extend(of_the_whole)
            return render_template_string(PAGE, form=form)

    return show


def test_the_summary_leads_to_each_field_and_says_the_same_as_beside_it(page):
    text = page({})
    assert '<a href="#name">Name: Write your name.</a>' in text
    assert '<a href="#audience-0">You are: Choose one.</a>' in text
    assert text.count("Write your name.") == 2
    for target in re.findall(r'href="#([^"]+)"', text):
        assert f'id="{target}"' in text


def test_what_is_wrong_with_no_entry_is_the_heading(page):
    text = page({"name": "Ratna", "audience": "cso"}, ["Nothing was stored yet."])
    assert re.search(r'<h2 id="error-summary">.*Nothing was stored yet.</h2>', text)
    assert "entry" not in text


def test_what_is_wrong_beside_an_entry_stands_in_the_list(page):
    text = page({"audience": "cso"}, ["Nothing was stored yet."])
    assert "2 entries" in text
    assert "<li>Nothing was stored yet.</li>" in text


def test_hint_and_error_are_read_out_with_the_input(page):
    text = page({})
    assert 'aria-describedby="name-hint name-error"' in text
    assert 'aria-invalid="true"' in text
    for target in re.findall(r'aria-describedby="([^"]+)"', text):
        assert all(f'id="{part}"' in text for part in target.split())


def test_a_form_without_errors_has_no_summary(page):
    text = page({"name": "Ratna", "audience": "cso"})
    assert "errsum" not in text
    assert "aria-invalid" not in text


def test_what_was_typed_comes_back_as_text(page):
    text = page({"name": '"><script>alert(1)</script>', "agreed": "y"})
    assert "<script>" not in text
    assert "&lt;script&gt;" in text
    assert re.search(r'<input[^>]* checked[^>]*type="checkbox"', text)
