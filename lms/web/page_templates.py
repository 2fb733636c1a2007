"""Templates are compiled once for each language, with all that is the same in every answer in them.

A call of a fixed function whose arguments are constants, such as `_("Home")` or `icon("check")`, is
made when the template is compiled. What is left for each answer is what differs between answers.
"""

from collections.abc import Callable
from typing import Any, Final, cast

from flask import Flask
from flask.templating import DispatchingJinjaLoader, Environment
from flask_babel import force_locale, get_locale
from jinja2 import Environment as AnyEnvironment
from jinja2 import Template, nodes
from jinja2.visitor import NodeTransformer
from markupsafe import Markup

from lms.web.language import DEFAULT_LANGUAGE, LANGUAGES

MARK: Final = "|"  # between language and path, in the names by which compiled templates are kept


class PageEnvironment(Environment):
    """Finds `catalogue/home.html` as `id|catalogue/home.html`; so do parents and parts of it."""

    def __init__(self, app: Flask, **options: Any) -> None:
        super().__init__(app, loader=LanguageLoader(app), **options)
        self.fixed: dict[str, Callable[..., str]] = {}

    def get_template(self, name: Any, *places: Any, **options: Any) -> Template:
        if isinstance(name, str) and MARK not in name:
            name = f"{language_of_moment()}{MARK}{name}"
        return super().get_template(name, *places, **options)

    def join_path(self, template: str, parent: str) -> str:
        language, mark, _path = parent.partition(MARK)
        return f"{language}{mark}{template}" if mark and MARK not in template else template

    def _generate(self, source: nodes.Template, name: str | None, *rest: Any, **more: Any) -> str:
        """Jinja's hook between the tree of a template and its Python."""
        if name is not None and MARK in name and self.autoescape_of(name):
            with force_locale(name.partition(MARK)[0]):
                source = FixedCalls(self.fixed).visit(source)
        return super()._generate(source, name, *rest, **more)

    def autoescape_of(self, name: str) -> bool:
        return self.autoescape(name) if callable(self.autoescape) else self.autoescape


class LanguageLoader(DispatchingJinjaLoader):
    """Both languages are made of one file."""

    def get_source(self, environment: AnyEnvironment, template: str) -> Any:
        return super().get_source(environment, template.rpartition(MARK)[2])


class FixedCalls(NodeTransformer):
    """Puts the answer in the place of each call of a fixed function with constants."""

    def __init__(self, fixed: dict[str, Callable[..., str]]) -> None:
        self._fixed = fixed

    def visit_Call(self, node: nodes.Call) -> nodes.Node:  # noqa: N802  as Jinja asks for it
        self.generic_visit(node)
        function = self._fixed.get(node.node.name) if isinstance(node.node, nodes.Name) else None
        arguments = [part.value for part in node.args if isinstance(part, nodes.Const)]
        others = (*node.kwargs, node.dyn_args, node.dyn_kwargs)
        if function is None or len(arguments) < len(node.args) or any(others):
            return node
        answer = function(*arguments)
        constant = nodes.Const(str(answer), lineno=node.lineno)
        is_markup = isinstance(answer, Markup)
        return nodes.MarkSafe(constant, lineno=node.lineno) if is_markup else constant


def language_of_moment() -> str:
    """Flask-Babel's, which `force_locale` changes in the middle of a request."""
    locale = get_locale()
    return locale.language if locale and locale.language in LANGUAGES else DEFAULT_LANGUAGE


def fix(app: Flask, **functions: Callable[..., str]) -> None:
    """Globals of templates that give the same for the same arguments, in one language."""
    environment = cast(PageEnvironment, app.jinja_env)
    environment.globals.update(functions)
    environment.fixed.update(functions)
