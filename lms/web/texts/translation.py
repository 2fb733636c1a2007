"""Translation functions of templates, which escape values in HTML."""

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

from lms.web.texts.numbers import whole_number

THOUSAND = 1000


def init_app(app: Flask) -> None:
    """Install functions like those of jinja2.ext.i18n (newstyle), which take fewer calls."""
    app.extensions["catalogues"] = {}  # by language; Flask-Babel looks one up for each message
    app.context_processor(lambda: {"catalogue": catalogue()})
    app.jinja_env.globals.update(_=translate, gettext=translate, ngettext=translate_number)


@pass_context
def translate(context: Context, text: str, /, **values: object) -> str:
    """Translate a message; in HTML its values are escaped, the message is not."""
    translations = _catalogue_in(context)
    if context.eval_ctx.autoescape:
        if values:
            return _format_html(translations.ugettext(text), values)
        return _cached_html(translations, text)
    return translations.ugettext(text) % values


@pass_context
def translate_number(
    context: Context, singular: str, plural: str, number: int, /, **values: object
) -> str:
    """Translate a message with a number."""
    text = _numbered(_catalogue_in(context), singular, plural, number)
    values.setdefault("num", number)
    return _format_html(text, values) if context.eval_ctx.autoescape else text % values


def _catalogue_in(context: Context) -> NullTranslations:
    """Return the catalogue of the page; imported macros without its context look it up."""
    translations: NullTranslations | None = context.get("catalogue")
    return catalogue() if translations is None else translations


def gettext(text: str, /, **values: object) -> str:
    """Translate a message in Python; faster than Flask-Babel's where there are many."""
    translated = catalogue().ugettext(text)
    return translated % values if values else translated


def ngettext(singular: str, plural: str, number: int, /, **values: object) -> str:
    """Translate a message with a number in Python."""
    return _numbered(catalogue(), singular, plural, number) % {"num": number, **values}


def _numbered(translations: NullTranslations, singular: str, plural: str, number: int) -> str:
    """The message for a number, which has separators from a thousand on."""
    text = translations.ungettext(singular, plural, number)
    if number < THOUSAND:
        return text
    locale = get_locale()  # which `force_locale` may change
    return text.replace("%(num)d", whole_number(number, locale.language if locale else None))


def _format_html(text: str, values: Mapping[str, object]) -> Markup:
    """Like `Markup(text) % values`, three times as fast: numbers need no escaping."""
    escaped = {
        name: value if type(value) is int else escape(value) for name, value in values.items()
    }
    return Markup(text % escaped)  # noqa: S704  from our catalogue


@lru_cache(4096)
def _cached_html(translations: NullTranslations, text: str) -> Markup:
    """Translate a message without values, in which percent signs are doubled as well."""
    return Markup(translations.ugettext(text) % {})  # noqa: S704  from our catalogue


def catalogue() -> NullTranslations:
    """Return the catalogue of the current locale, which `force_locale` may change."""
    known: dict[Locale | None, NullTranslations] = current_app.extensions["catalogues"]
    locale = get_locale()
    if locale not in known:
        known[locale] = cast(NullTranslations, get_translations())
    return known[locale]
