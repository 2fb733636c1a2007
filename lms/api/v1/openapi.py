"""Builds the OpenAPI 3.1 document with spectree from the facts of each operation.

Imported at the first request for it, to keep the start fast.
"""

from collections.abc import Callable, Iterator
from http import HTTPStatus
from importlib.metadata import version
from inspect import cleandoc

from flask import Flask
from spectree import Response, SecurityScheme, SpecTree
from spectree.models import SecureType, SecuritySchemeData
from spectree.plugins.flask_plugin import FlaskPlugin
from werkzeug.routing import Rule

from lms.accounts.api_tokens.scopes import SCOPES
from lms.api.v1.certificate_schemas import NUMBER
from lms.api.v1.openapi_details import JsonObject, add_details
from lms.api.v1.operations import Operation
from lms.api.v1.schemas import Problem

DESCRIPTION = """
Courses, own learning, tests, certificates, rosters and figures of the evaluation for other
programs.

Send a token as `Authorization: Bearer payung_...`. People create tokens at /account/tokens,
administrators create tokens of services at /admin/tokens. Errors are problem documents (RFC 9457)
with a stable `code`. Times are RFC 3339 in UTC.
"""
PATH_PARAMETERS = {
    "code": "The code of a course",
    "enrolment_id": "The `id` of an own enrolment",
    "attempt_id": "The `id` of an own attempt",
    "number": f"{NUMBER}; hyphens and lower case are accepted",
    "organisation_id": "The UUID in the address of its page",
    "roster_id": "The `id` in the response to the upload",
    "version_id": "The UUID of a course version, in the address of its page of evaluation",
}


class Operations(FlaskPlugin):
    """Gives spectree the routes that are operations."""

    views: dict[str, Callable[..., object]]  # spectree has only weak references

    def find_routes(self) -> Iterator[Rule]:
        self.views = {}
        for rule in self.spectree.app.url_map.iter_rules():
            view = self.spectree.app.view_functions[rule.endpoint]
            facts = getattr(view, "operation", None)
            if facts is not None:
                self.views[rule.endpoint] = _describe(self.spectree, view, facts)
                yield rule

    def parse_func(self, route: Rule) -> Iterator[tuple[str, Callable[..., object]]]:
        for method in sorted((route.methods or set()) - {"HEAD", "OPTIONS"}):
            yield method, self.views[route.endpoint]


def openapi_document(app: Flask, origin: str) -> JsonObject:
    """Return the document of a server at this origin. Needs an application context."""
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
    document: JsonObject = spec.spec
    document["servers"] = [{"url": origin}]
    del document["security"], document["tags"]  # given by each operation
    for path in document["paths"].values():
        for described in path.values():
            view = app.view_functions[f"api.{described['operationId']}"]
            facts: Operation = vars(view)["operation"]
            add_details(described, facts, cleandoc(view.__doc__ or ""))
    return document


def describe_scopes() -> str:
    """Return the text about tokens and their scopes."""
    return "A token of a person or a service, with scopes: " + ", ".join(SCOPES)


def list_error_statuses(facts: Operation) -> list[HTTPStatus]:
    """Return all error statuses of an operation."""
    statuses = {
        HTTPStatus.UNAUTHORIZED,  # also on open operations, for an invalid token
        HTTPStatus.UNPROCESSABLE_ENTITY,  # at least for unknown parameters
        HTTPStatus.TOO_MANY_REQUESTS,
        HTTPStatus.SERVICE_UNAVAILABLE,
        *facts.error_statuses,
    }
    if facts.scope:
        statuses.add(HTTPStatus.FORBIDDEN)
    if facts.body:
        statuses |= {
            HTTPStatus.BAD_REQUEST,
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
            HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
        }
    return sorted(statuses)


def _describe(
    spec: SpecTree, view: Callable[..., object], facts: Operation
) -> Callable[..., object]:
    """Describe a view to spectree without its validation; `Operation` validates requests."""
    models = {f"HTTP_{int(status)}": Problem for status in list_error_statuses(facts)}
    described: Callable[..., object] = spec.validate(
        query=facts.query if facts.query.model_fields else None,
        json=facts.body,
        resp=Response(HTTP_200=facts.response, **models),
        security=_security(facts),
        path_parameter_descriptions=PATH_PARAMETERS,
        skip_validation=True,
        operation_id=view.__name__,
    )(view)
    return described


def _security(facts: Operation) -> list[dict[str, list[str]]]:
    """Return the security requirements; of a bearer scheme they list the scopes (OpenAPI 3.1)."""
    required = {"token": [facts.scope] if facts.scope else []}
    return [{}, required] if facts.is_open else [required]
