"""Writes the tables of docs/reference/routes.md and tables.md from the program; tests compare them.

After a change of routes or tables: `.venv/bin/python -m tests.unit.docs.reference_pages`.
"""

import dis
import inspect
import types
from collections.abc import Iterator
from datetime import date, datetime
from itertools import dropwhile
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

from flask import Flask
from sqlalchemy import Column, Table, TypeDecorator
from sqlalchemy.orm import Mapper
from werkzeug.routing import Rule

from lms.accounts.permissions import PERMISSIONS
from lms.app import create_app
from lms.kernel.database.db import Base
from lms.settings import ROOT, Settings
from lms.tables import load_tables
from lms.web.access.auth import require
from lms.web.access.public_routes import PUBLIC_ROUTES
from lms.web.cohorts.access import require_in_cohort
from lms.web.evaluation.access import SEE, SEE_ITEMS, require_evaluation, require_test_quality

REFERENCE = ROOT / "docs" / "reference"
MARK = "<!-- Generated from the program; edit only above this line. -->\n"
EVERY_PERMISSION = frozenset().union(*PERMISSIONS.values())
# The headings of the blueprints, in the order of the page.
AREAS = {
    "pages": "Open pages",
    "account": "Account",
    "catalogue": "Home and course",
    "learning": "Lessons, scenarios, plan",
    "offline": "The course without a network",
    "printing": "The course on paper",
    "blocks": "Blocks",
    "course_files": "Files of courses",
    "assessments": "Tests",
    "practice": "Practice",
    "certificates": "Certificates",
    "corrections": "Corrected names",
    "credentials": "Credentials, keys and lists",
    "verify": "Verification",
    "installed": "The installed web app",
    "admin": "Administration",
    "certificate_admin": "Administration of certificates",
    "organisations": "Organisations",
    "cohorts": "Cohorts",
    "rosters": "Rosters",
    "joining": "Joining an organisation",
    "awareness": "Awareness sessions",
    "evaluation": "Evaluation",
    "questions": "Questions to experts",
    "tokens": "Tokens",
    "lti": "Learning platforms (LTI 1.3)",
    "lti_admin": "Administration of learning platforms",
    "lti_check": "Check of a learning platform",
    "lti_registration": "Registration of learning platforms",
    "lti_rosters": "Rosters of learning platforms",
    "oidc": "Sign-in with accounts elsewhere (OpenID Connect)",
    "oidc_admin": "Administration of sign-in providers",
    "authoring": "Items",
    "api": "API",
    "health": "Health",
    "static": "Files",
}
DOMAINS = {
    # where the model stands: heading
    "lms.accounts": "Accounts",
    "lms.organisations": "Organisations",
    "courses": "Courses",
    "assessments": "Assessments",
    "certificates": "Certificates",
    "lms.kernel": "Kernel",
}
KINDS = {
    UUID: "UUID",
    str: "text",
    int: "integer",
    float: "number",
    bool: "boolean",
    bytes: "bytes",
    date: "date",
    datetime: "time",
}
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


def routes(app: Flask) -> str:
    rules = sorted(app.url_map.iter_rules(), key=lambda rule: (rule.rule, rule.endpoint))
    return "\n".join(
        f"\n## {heading}\n\n| path | methods | endpoint | who |\n| --- | --- | --- | --- |\n"
        + "\n".join(_route(app, rule) for rule in rules if _area(rule) == area)
        for area, heading in AREAS.items()
    )


def _area(rule: Rule) -> str:
    area = str(rule.endpoint).partition(".")[0]
    if area not in AREAS:
        raise LookupError(f"{area} needs a heading in AREAS")
    return area


def _route(app: Flask, rule: Rule) -> str:
    methods = [method for method in METHODS if method in (rule.methods or ())] or ["OPTIONS"]
    called = app.view_functions[rule.endpoint]
    operation = getattr(called, "operation", None)
    if rule.endpoint in PUBLIC_ROUTES:
        asked = _public(rule)
    elif operation is not None:
        asked = f"token with `{operation.scope}`" if operation.scope else "any token"
    else:
        asked = who(inspect.unwrap(called))
    return f"| `{rule.rule}` | {', '.join(methods)} | `{rule.endpoint}` | {asked} |"


def _public(rule: Rule) -> str:
    return "who holds the token" if "token" in rule.arguments else "anyone"


def who(view: Any) -> str:
    """The permission that a route asks for first, or whoever is signed in."""
    for function in _called(view, set()):
        asks = require.__name__ in function.__code__.co_names
        if asks and function.__globals__.get(require.__name__) is require:
            return f"`{_first_permission(function) or _named_permission(view)}`"
        if require_in_cohort.__name__ in function.__code__.co_names:
            return f"`{_named_permission(function)}` in the cohort"
        if require_evaluation.__name__ in function.__code__.co_names:
            return f"`{SEE}` somewhere; only that group"
        if require_test_quality.__name__ in function.__code__.co_names:
            return f"`{SEE}` or `{SEE_ITEMS}`"
    return "signed in"


def _named_permission(view: types.FunctionType) -> str:
    """The constant that a view hands to the function that calls `require` for it."""
    steps = dis.get_instructions(view)
    return next(str(step.argval) for step in steps if _is_permission(step))


def _is_permission(step: dis.Instruction) -> bool:
    return isinstance(step.argval, str) and step.argval in EVERY_PERMISSION


def _first_permission(function: types.FunctionType) -> str | None:
    """The constant that `require` is called with; None where it is handed on."""
    steps = dis.get_instructions(function)
    after = dropwhile(lambda step: step.argval != require.__name__, steps)
    return next((str(step.argval) for step in after if _is_permission(step)), None)


def _called(function: Any, seen: set[Any]) -> Iterator[types.FunctionType]:
    """The view, then what it calls by name in the rooms of pages."""
    if not isinstance(function, types.FunctionType) or function in seen | {require}:
        return
    if not function.__module__.startswith(("lms.web", "lms.lti")):
        return
    seen.add(function)
    yield function
    for name in function.__code__.co_names:
        called = function.__globals__.get(name)
        if callable(called):
            yield from _called(inspect.unwrap(called), seen)


def tables() -> str:
    load_tables()
    mappers = sorted(Base.registry.mappers, key=lambda mapper: _table(mapper).name)
    return "\n".join(
        f"\n## {heading}\n"
        + "\n".join(_one_table(mapper) for mapper in mappers if _domain(mapper) == domain)
        for domain, heading in DOMAINS.items()
    )


def _domain(mapper: Mapper[Any]) -> str:
    module = mapper.class_.__module__
    return next(domain for domain in DOMAINS if module.startswith(f"{domain}."))


def _table(mapper: Mapper[Any]) -> Table:
    table = mapper.local_table
    assert isinstance(table, Table)
    return table


def _one_table(mapper: Mapper[Any]) -> str:
    model = mapper.class_
    table = _table(mapper)
    lines = [f"\n### {table.name}\n"]
    told = inspect.cleandoc(model.__dict__.get("__doc__") or "").partition("\n\n")[0]
    if told:
        lines.append(" ".join(told.split()) + "\n")
    lines += ["| column | type | personal: on erasure |", "| --- | --- | --- |"]
    for column in table.columns:
        erased = model.__personal__.get(column.name, "")
        lines.append(f"| `{column.name}` | {_type(column)} | {erased} |")
    return "\n".join(lines)


def _type(column: Column[Any]) -> str:
    words = [KINDS.get(_python_type(column), "JSON")]
    words += [f"to `{key.column.table.name}`" for key in column.foreign_keys]
    words += ["key"] if column.primary_key else []
    words += ["may be null"] if column.nullable else []
    return ", ".join(words)


def _python_type(column: Column[Any]) -> type:
    kind = column.type
    return (kind.impl_instance if isinstance(kind, TypeDecorator) else kind).python_type


def page(name: str) -> tuple[str, str]:
    """The hand-written beginning of a page, and what follows its mark."""
    beginning, _mark, rest = (REFERENCE / name).read_text().partition(MARK)
    return beginning, rest


def write(name: str, made: str) -> None:
    (REFERENCE / name).write_text(f"{page(name)[0]}{MARK}{made}\n")


if __name__ == "__main__":
    with TemporaryDirectory() as folder:
        write("routes.md", routes(create_app(Settings(data_dir=Path(folder)))))
    write("tables.md", tables())
