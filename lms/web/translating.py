"""Translation in templates: a page looks its catalogue up once, not once for each sentence."""

from typing import cast

from babel.support import NullTranslations
from flask import Flask, g
from flask_babel import get_translations


def init_app(app: Flask) -> None:
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]  # from jinja2.ext.i18n
        gettext=lambda text: catalogue().ugettext(text),
        ngettext=lambda one, many, number: catalogue().ungettext(one, many, number),
        newstyle=True,
        pgettext=lambda context, text: catalogue().upgettext(context, text),
        npgettext=lambda context, one, many, number: catalogue().unpgettext(
            context, one, many, number
        ),
    )


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
