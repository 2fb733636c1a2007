"""The OpenAPI document: valid, whole, and kept by the program when it is called at random."""

import os
from http import HTTPStatus
from typing import get_args
from urllib.parse import parse_qs, urlsplit

import hypothesis
import pytest
import schemathesis
from hypothesis import HealthCheck
from pydantic import ValidationError
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import (
    ignored_auth,
    negative_data_rejection,
    positive_data_acceptance,
)
from schemathesis.specs.openapi.definitions import OPENAPI_31_VALIDATOR

from certificates.issue_data import REVOCATION_REASONS
from certificates.records.views import State
from certificates.verification.code_verification import Outcome
from courses.enrolment.join_course import join_course
from courses.enrolment.queries import enrolment
from lms.accounts.api_tokens.scopes import SCOPES, SERVICE_SCOPES, allowed_scopes
from lms.accounts.permissions import ROLES, Grant
from lms.accounts.roles.service import grant_role
from lms.api.v1.certificate_schemas import CertificateOutcome, EntryOutcome, Reason
from lms.api.v1.openapi import list_error_statuses
from lms.extensions import transaction
from lms.kernel.clock import utc_now
from lms.workflows.attempts.take_assessment import start_attempt
from tests.conftest import ON_POSTGRESQL

CALLERS = (
    "nobody",
    "service",
    "learner",
    "coordinator",
    "facilitator",
    "evaluator",
    "administrator",
)
# An operation and caller. The document and the checks of input are the same on both databases:
# on PostgreSQL a fifth of the calls shows whether each operation works there.
EXAMPLES = int(os.environ.get("PAYUNG_TEST_API_EXAMPLES", "20" if ON_POSTGRESQL else "100"))
SHARES = {GenerationMode.POSITIVE: 60, GenerationMode.NEGATIVE: 40}  # per cent
rules = hypothesis.settings(
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture
def document(client):
    return client.get("/api/v1/openapi.json").json


def operations(document):
    return {
        described["operationId"]: described
        for path in document["paths"].values()
        for described in path.values()
    }


def test_document_is_valid_openapi_3_1(document):
    assert document["openapi"] == "3.1.0"
    OPENAPI_31_VALIDATOR.validate(document)


def test_invalid_document_is_noticed(document):
    del document["info"]["title"]
    assert not OPENAPI_31_VALIDATOR.is_valid(document)


def test_every_route_of_the_interface_is_an_operation(app, document):
    routes = {
        rule.endpoint.removeprefix("api.")
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("api.")
    }
    assert routes - set(operations(document)) == {"openapi", "docs"}


def test_each_operation_says_what_it_needs_and_how_it_refuses(app, document):
    for name, described in operations(document).items():
        facts = app.view_functions[f"api.{name}"].operation
        statuses = {"200", *(str(int(status)) for status in list_error_statuses(facts))}
        assert set(described["responses"]) == statuses, name
        assert facts.scope is None or facts.scope in SCOPES, name
        assert described["summary"], name
        assert described["description"], name


def test_each_state_and_outcome_of_certificates_is_one_that_programs_know():
    known = set(get_args(EntryOutcome))
    assert set(get_args(State)) - {"not-found"} <= set(get_args(CertificateOutcome))
    assert (set(get_args(State)) | set(get_args(Outcome))) - {"genuine"} <= known
    assert "differs" in known


def test_reasons_of_a_revocation_are_those_of_the_record():
    assert set(get_args(Reason)) == set(REVOCATION_REASONS)


@pytest.fixture
def operations_of_schema(app, document):
    """The operations as schemathesis reads them; it calls the program itself."""
    schema = schemathesis.openapi.from_dict(document)
    schema.app = app
    return [operation.ok() for operation in schema.get_all_operations()]


@pytest.fixture
def caller_with(program, make_person, store, organisation_id, enrolment_of):
    """A program with a token of somebody with a role and an enrolment, of a service, or none."""

    def caller_with(role):
        if role == "nobody":
            return {}, {}
        if role == "service":
            return program(*SERVICE_SCOPES).headers(), {}
        person_id = make_person()
        enrolment_id, attempt_id, cohort_id = enrolment_of(person_id)
        scopes = {
            "coordinator": ("organisation", organisation_id),
            "facilitator": ("cohort", cohort_id),
        }
        scope_type, scope_id = scopes.get(role, ("platform", None))
        if role != "learner":
            scope = {"scope_type": scope_type, "scope_id": scope_id}
            now = utc_now()
            store(grant_role, person_id=person_id, role=role, granted_by=None, now=now, **scope)
        own = {"enrolment_id": str(enrolment_id), "attempt_id": str(attempt_id)}
        return program(person_id=person_id).headers(), own

    return caller_with


@pytest.fixture
def enrolment_of(app, pilot_version_id):
    """Enrols a person in the course in a pilot, with an open pre-test."""

    def enrolment_of(person_id):
        now = utc_now()
        with app.app_context(), transaction() as session:
            enrolment_id = join_course(
                session, person_id=person_id, course_code="POESA-EL", now=now
            )
            session.flush()
            attempt_id = start_attempt(
                session, person_id=person_id, enrolment_id=enrolment_id, purpose="pre", now=now
            )
            return enrolment_id, attempt_id, enrolment(session, enrolment_id).cohort_id

    return enrolment_of


@pytest.mark.parametrize("role", CALLERS)
def test_no_call_breaks_the_program_or_gets_an_answer_that_is_not_documented(
    operations_of_schema, certificate, caller_with, organisation_id, pilot_version_id, role
):
    token, own = caller_with(role)
    known = own | {
        "number": certificate.number,
        "code": "POESA-EL",
        "organisation_id": str(organisation_id),
        "version_id": str(pilot_version_id),
    }
    plain = {"Host": "payung.example", "Accept-Encoding": "identity"}  # it would unpack nothing
    seen = set()
    for operation in operations_of_schema:
        seen |= statuses_of(operation, GenerationMode.POSITIVE, plain | token, known)
        if operation.body or operation.query:  # any text fits a path parameter
            seen |= statuses_of(operation, GenerationMode.NEGATIVE, plain | token, {})
    assert ({200, 404, 422} if token else {200, 401, 404}) <= seen


def test_authors_and_experts_give_tokens_what_learners_give():
    for role in ("author", "expert"):
        assert allowed_scopes([Grant(role, "platform")]) == allowed_scopes([])
    assert set(ROLES) - {"author", "expert"} == set(CALLERS) - {"nobody", "service"}


def statuses_of(operation, mode, headers, known):
    """Calls an operation with what fits, or does not, and holds each answer to its document.

    Half of the calls name things that are `known` by the names of path parameters.
    """
    seen = set()
    examples = max(1, EXAMPLES * SHARES[mode] // 100)

    @hypothesis.settings(rules, max_examples=examples)
    @hypothesis.given(
        case=operation.as_strategy(generation_mode=mode), is_known=hypothesis.strategies.booleans()
    )
    def call(case, is_known):
        if is_known and known:
            names = set(case.path_parameters or {})
            case.path_parameters.update({name: known[name] for name in names & set(known)})
        answer = case.call(headers=headers)
        seen.add(answer.status_code)
        excluded = [ignored_auth]  # the token is ours
        if has_valid_query(case, answer.request.url):
            # only the header was wrong, or a parameter that is not sent
            excluded.append(negative_data_rejection)
        if answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY and not is_schema_error(answer):
            excluded.append(positive_data_acceptance)  # it fits the schema, but not its question
        case.validate_response(answer, excluded_checks=excluded)

    call()
    return seen


def is_schema_error(answer):
    """Whether a part of the request was rejected; rules about several parts point to the whole."""
    problem = answer.json()
    pointers = [error.get("pointer") for error in problem.get("errors") or ()]
    return problem["code"] == "request-unfit" and pointers != ["#"]


def has_valid_query(case, address):
    """Whether a call without a body was sent with a query that its model accepts."""
    operation = case.operation
    view = operation.schema.app.view_functions[f"api.{operation.definition.raw['operationId']}"]
    sent = parse_qs(urlsplit(address).query, keep_blank_values=True)
    try:
        view.operation.query.model_validate(
            {name: values[0] if len(values) == 1 else values for name, values in sent.items()}
        )
    except ValidationError:
        return False
    return not operation.body
