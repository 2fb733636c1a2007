"""Translation in templates: a page looks its catalogue up once, not once for each sentence."""

from typing import cast

from babel.support import NullTranslations
from flask import Flask, g
from flask_babel import get_translations
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup


def init_app(app: Flask) -> None:
    """Like the callables of jinja2.ext.i18n (newstyle), with half of their calls."""
    app.jinja_env.globals.update(_=translate, gettext=translate, ngettext=translate_number)


@pass_eval_context
def translate(context: EvalContext, text: str, /, **values: object) -> str:
    """A sentence with its values put in; in HTML the values are escaped, the sentence is not."""
    found = catalogue().ugettext(text)
    return (Markup(found) if context.autoescape else found) % values  # noqa: S704  our own words


@pass_eval_context
def translate_number(
    context: EvalContext, one: str, many: str, number: int, /, **values: object
) -> str:
    found = catalogue().ungettext(one, many, number)
    values.setdefault("num", number)
    return (Markup(found) if context.autoescape else found) % values  # noqa: S704  our own words


def catalogue() -> NullTranslations:
    """That of the language of this moment: `force_locale` changes it in the middle of a request."""
    kept = g.get("catalogue")
    if kept is not None and kept[0] is _language_object():
        return cast(NullTranslations, kept[1])
    found = cast(NullTranslations, get_translations())
    g.catalogue = (_language_object(), found)
    return found


def _language_object() -> object:
    """What Flask-Babel keeps for this request; another object once the language is another."""
    return getattr(g.get("_flask_babel"), "babel_locale", None)
