"""Translation in pages, with values escaped in HTML."""

from collections.abc import Mapping
from functools import lru_cache
from typing import cast

from babel import Locale
from babel.support import NullTranslations
from flask import Flask, current_app
from flask_babel import get_locale, get_translations
from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape


def init_app(app: Flask) -> None:
    """Like the callables of jinja2.ext.i18n (newstyle), with half of their calls."""
    app.extensions["catalogues"] = {}  # by language: Flask-Babel looks for one at each sentence
    app.context_processor(lambda: {"catalogue": catalogue()})
    app.jinja_env.globals.update(_=translate, gettext=translate, ngettext=translate_number)


@pass_context
def translate(context: Context, text: str, /, **values: object) -> str:
    """A sentence with its values put in; in HTML the values are escaped, the sentence is not."""
    words = _catalogue_in(context)
    if context.eval_ctx.autoescape:
        return _with(words.ugettext(text), values) if values else _whole(words, text)
    return words.ugettext(text) % values


@pass_context
def translate_number(
    context: Context, one: str, many: str, number: int, /, **values: object
) -> str:
    text = _catalogue_in(context).ungettext(one, many, number)
    values.setdefault("num", number)
    return _with(text, values) if context.eval_ctx.autoescape else text % values


def _catalogue_in(context: Context) -> NullTranslations:
    """Looked up once for a page; macros that are imported without its context look themselves."""
    words: NullTranslations | None = context.get("catalogue")
    return catalogue() if words is None else words


def gettext(text: str, /, **values: object) -> str:
    """For sentences that a page makes in Python, many of them; elsewhere Flask-Babel's will do."""
    found = catalogue().ugettext(text)
    return found % values if values else found


def ngettext(one: str, many: str, number: int, /, **values: object) -> str:
    return catalogue().ungettext(one, many, number) % {"num": number, **values}


def _with(text: str, values: Mapping[str, object]) -> Markup:
    """Like `Markup(text) % values`, in a third of the time: numbers need no escaping."""
    escaped = {
        name: value if type(value) is int else escape(value) for name, value in values.items()
    }
    return Markup(text % escaped)  # noqa: S704  our own words


@lru_cache(4096)
def _whole(translations: NullTranslations, text: str) -> Markup:
    """A sentence without values, in which a percent sign is written twice all the same."""
    return Markup(translations.ugettext(text) % {})  # noqa: S704  our own words


def catalogue() -> NullTranslations:
    """That of the language of this moment: `force_locale` changes it in the middle of a request."""
    known: dict[Locale | None, NullTranslations] = current_app.extensions["catalogues"]
    locale = get_locale()
    if locale not in known:
        known[locale] = cast(NullTranslations, get_translations())
    return known[locale]
