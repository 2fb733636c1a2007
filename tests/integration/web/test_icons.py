"""Icons in templates: paths of our own, classes that cannot break out of their attribute."""

import pytest

from lms.web.assets.icons import icon


def test_a_template_draws_an_icon_with_its_class(app):
    template = app.jinja_env.from_string('{{ icon("check", "done") }}')
    assert template.render().startswith('<svg class="i done" viewBox="0 0 24 24" aria-hidden')


def test_a_class_cannot_leave_its_attribute():
    assert '"><script' not in icon("check", '"><script>')


def test_an_icon_that_is_not_drawn_is_refused():
    with pytest.raises(KeyError):
        icon("no-such-icon")
