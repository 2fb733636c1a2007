"""Translation in pages: a page looks its catalogue up once, not once for each sentence."""

from functools import lru_cache
from typing import cast

from babel.support import NullTranslations
from flask import Flask, g
from flask.ctx import _AppCtxGlobals
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
    if context.autoescape:
        return _as_html(catalogue(), text) % values if values else _whole(catalogue(), text)
    return catalogue().ugettext(text) % values


@pass_eval_context
def translate_number(
    context: EvalContext, one: str, many: str, number: int, /, **values: object
) -> str:
    found = catalogue().ungettext(one, many, number)
    values.setdefault("num", number)
    return (Markup(found) if context.autoescape else found) % values  # noqa: S704  our own words


def gettext(text: str, /, **values: object) -> str:
    """For sentences that a page makes in Python, many of them; elsewhere Flask-Babel's will do."""
    found = catalogue().ugettext(text)
    return found % values if values else found


def ngettext(one: str, many: str, number: int, /, **values: object) -> str:
    return catalogue().ungettext(one, many, number) % {"num": number, **values}


@lru_cache(4096)
def _as_html(translations: NullTranslations, text: str) -> Markup:
    return Markup(translations.ugettext(text))  # noqa: S704  our own words


@lru_cache(4096)
def _whole(translations: NullTranslations, text: str) -> Markup:
    """A sentence without values, in which a percent sign is written twice all the same."""
    return _as_html(translations, text) % {}


def catalogue() -> NullTranslations:
    """That of the language of this moment: `force_locale` changes it in the middle of a request."""
    own = g._get_current_object()  # the proxy would look it up at each of its uses
    kept = own.get("catalogue")
    if kept is not None and kept[0] is _language_object(own):
        return cast(NullTranslations, kept[1])
    found = cast(NullTranslations, get_translations())
    own.catalogue = (_language_object(own), found)
    return found


def _language_object(own: _AppCtxGlobals) -> object:
    """What Flask-Babel keeps for this request; another object once the language is another."""
    return getattr(own.get("_flask_babel"), "babel_locale", None)
