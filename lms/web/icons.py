"""Icons as a global of all templates, drawn once: a macro that is imported costs more each time."""

from collections.abc import Callable
from functools import cache

from flask import Flask
from jinja2 import Environment
from markupsafe import Markup


def init_app(app: Flask) -> None:
    app.jinja_env.globals["icon"] = icon_drawer(app.jinja_env)


def icon_drawer(environment: Environment) -> Callable[..., Markup]:
    """Draws an icon by its name, as the macro in `_icons.html` does."""

    @cache
    def icon(name: str, kind: str = "") -> Markup:
        module = environment.get_template("_icons.html").module
        return Markup(module.icon(name, kind))  # type: ignore[attr-defined]  # noqa: S704

    return icon
