"""The OpenAPI 3.1 document, made by spectree from the facts of each operation.

Imported when somebody first asks for it: programs that know the interface never do.
"""

from collections.abc import Callable, Iterator
from http import HTTPStatus
from importlib.metadata import version
from inspect import cleandoc
from typing import Any

from flask import Flask
from spectree import Response, SecurityScheme, SpecTree
from spectree.models import SecureType, SecuritySchemeData
from spectree.plugins.flask_plugin import FlaskPlugin
from werkzeug.routing import Rule

from lms.accounts.api_tokens.scopes import SCOPES
from lms.api.v1.certificate_schemas import NUMBER
from lms.api.v1.openapi_details import add_details
from lms.api.v1.operations import Operation
from lms.api.v1.schemas import Problem

DESCRIPTION = """
Certificates and rosters for other programs.

Send a token as `Authorization: Bearer payung_...`. A person makes one at /account/tokens, an
administrator makes one for a service at /admin/tokens. Refusals are problem documents (RFC 9457)
whose `code` is stable. Times are RFC 3339 in UTC.
"""
PATH_PARAMETERS = {
    "number": f"{NUMBER}; hyphens and small letters do not matter",
    "organisation_id": "The UUID in the address of its page",
    "roster_id": "As it was answered when the roster was brought",
}


class Operations(FlaskPlugin):
    """Hands spectree the routes that are operations, each with its facts."""

    views: dict[str, Callable[..., Any]]  # spectree knows them by weak references only

    def find_routes(self) -> Iterator[Rule]:
        self.views = {}
        for rule in self.spectree.app.url_map.iter_rules():
            view = self.spectree.app.view_functions[rule.endpoint]
            facts = getattr(view, "operation", None)
            if facts is not None:
                self.views[rule.endpoint] = _described(self.spectree, view, facts)
                yield rule

    def parse_func(self, route: Rule) -> Iterator[tuple[str, Callable[..., Any]]]:
        for method in sorted((route.methods or set()) - {"HEAD", "OPTIONS"}):
            yield method, self.views[route.endpoint]


def openapi_document(app: Flask, origin: str) -> dict[str, Any]:
    """For an installation at this origin. Needs the context of the application."""
    bearer = SecuritySchemeData(
        type=SecureType.HTTP, scheme="bearer", description=describe_scopes()
    )
    spec = SpecTree(
        "flask",
        backend=Operations,
        title="Payung",
        description=cleandoc(DESCRIPTION),
        version=version("payung-lms"),
        openapi_version="3.1.0",
        security_schemes=[SecurityScheme(name="token", data=bearer)],
        annotations=False,
        naming_strategy=lambda model: model.__name__,
        nested_naming_strategy=lambda _parent, child: child,
    )
    spec.app = app
    document: dict[str, Any] = spec.spec
    document["servers"] = [{"url": origin}]
    del document["security"], document["tags"]  # each operation says its own
    for path in document["paths"].values():
        for described in path.values():
            view: Any = app.view_functions[f"api.{described['operationId']}"]
            add_details(described, view.operation, cleandoc(view.__doc__ or ""))
    return document


def describe_scopes() -> str:
    return "A token of a person or a service, with scopes: " + ", ".join(SCOPES)


def list_error_statuses(facts: Operation) -> list[HTTPStatus]:
    """Every status but success that the operation may answer with."""
    found = {
        HTTPStatus.UNAUTHORIZED,  # also where no token is needed: one that does not count
        HTTPStatus.UNPROCESSABLE_ENTITY,  # unknown parameters, at the least
        HTTPStatus.TOO_MANY_REQUESTS,
        HTTPStatus.SERVICE_UNAVAILABLE,
        *facts.error_statuses,
    }
    if facts.scope:
        found.add(HTTPStatus.FORBIDDEN)
    if facts.body:
        found |= {
            HTTPStatus.BAD_REQUEST,
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
            HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
        }
    return sorted(found)


def _described(spec: SpecTree, view: Callable[..., Any], facts: Operation) -> Callable[..., Any]:
    """Only described: the checks themselves are those of `operation`."""
    models = {f"HTTP_{int(status)}": Problem for status in list_error_statuses(facts)}
    described: Callable[..., Any] = spec.validate(
        query=facts.query if facts.query.model_fields else None,
        json=facts.body,
        resp=Response(HTTP_200=facts.answer, **models),
        security=_security(facts),
        path_parameter_descriptions=PATH_PARAMETERS,
        skip_validation=True,
        operation_id=view.__name__,
    )(view)
    return described


def _security(facts: Operation) -> list[dict[str, list[str]]]:
    """In OpenAPI 3.1 the names beside a bearer scheme are the roles that are needed."""
    needed = {"token": [facts.scope] if facts.scope else []}
    return [{}, needed] if facts.is_open else [needed]
