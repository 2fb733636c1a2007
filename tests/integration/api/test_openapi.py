"""The OpenAPI document: valid, whole, and kept by the program when it is called at random."""

from typing import get_args

import hypothesis
import pytest
import schemathesis
from hypothesis import HealthCheck
from pydantic import ValidationError
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import ignored_auth, negative_data_rejection
from schemathesis.specs.openapi.definitions import OPENAPI_31_VALIDATOR

from certificates.issue_data import REVOCATION_REASONS
from certificates.records.views import State
from certificates.verification.code_verification import Outcome
from lms.accounts.api_tokens.scopes import SCOPES
from lms.api.v1.certificate_schemas import CertificateOutcome, EntryOutcome, Reason
from lms.api.v1.openapi import list_error_statuses

rules = hypothesis.settings(
    max_examples=25,
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
    return [found.ok() for found in schema.get_all_operations()]


@pytest.mark.parametrize("is_allowed", [True, False])
def test_no_call_breaks_the_program_or_gets_an_answer_that_is_not_documented(
    operations_of_schema, certificate, program, is_allowed
):
    caller = program()
    plain = {"Host": "payung.example", "Accept-Encoding": "identity"}  # it would unpack nothing
    headers = plain | (caller.headers() if is_allowed else {})
    seen = set()
    for one in operations_of_schema:
        seen |= statuses_of(one, GenerationMode.POSITIVE, headers)
        if one.body or one.query:  # any text fits a place in the path
            seen |= statuses_of(one, GenerationMode.NEGATIVE, headers)
    assert ({200, 404, 422} if is_allowed else {401, 404}) <= seen


def statuses_of(operation, mode, headers):
    """Calls an operation with what fits, or does not, and holds each answer to its document."""
    seen = set()

    @rules
    @hypothesis.given(case=operation.as_strategy(generation_mode=mode))
    def call(case):
        answer = case.call(headers=headers)
        seen.add(answer.status_code)
        excluded = [ignored_auth]  # the token is ours
        if has_valid_query(case):  # only the header was wrong, or a parameter that is not sent
            excluded.append(negative_data_rejection)
        case.validate_response(answer, excluded_checks=excluded)

    call()
    return seen


def has_valid_query(case):
    """Whether a call without a body has a query that its model accepts."""
    operation = case.operation
    view = operation.schema.app.view_functions[f"api.{operation.definition.raw['operationId']}"]
    try:
        view.operation.query.model_validate(dict(case.query or {}))
    except ValidationError:
        return False
    return not operation.body
