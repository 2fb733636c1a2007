"""What the program serves, given to verifiers that are not ours: also after a new key or host."""

import json

import jsonschema
import pytest

from certificates.models import Certificate
from certificates.records import service
from lms.app import create_app
from lms.cli.certificates.keys import distrust_key, replace_keys
from lms.extensions import db
from lms.kernel.clock import utc_now
from lms.settings import Settings
from lms.tasks import sweep
from tests.conformance import foreign_verifiers

HOST = "https://payung.example"
SCHEMA = "ob_v3p0_achievementcredential_schema.json"


@pytest.fixture
def certificate(issuer, issue, learner, read):
    """Of today: verifiers look at the clock, and keys are retired today."""
    certificate_id = issue(learner, now=utc_now())
    return read(lambda session: session.get_one(Certificate, certificate_id))


@pytest.fixture
def verified(certificate):
    """What both verifiers say of the credential that an address gives."""

    def verified(client):
        credential = client.get(f"/credentials/{certificate.number}.json", base_url=HOST).json
        asked = [{"verifier": name, "credential": credential} for name in ("digitalBazaar", "dcc")]
        digital_bazaar, dcc = foreign_verifiers.ask(asked, addresses(client, certificate))
        if not digital_bazaar["verified"]:
            return digital_bazaar["errors"], dcc["errors"]
        return digital_bazaar["statuses"], dcc["steps"]["revocation_status"]

    return verified


def addresses(client, certificate):
    """All that a verifier can look up at the host that the certificate names."""
    found = {
        f"{HOST}{path}": client.get(path, base_url=HOST).json
        for path in ("/.well-known/did.json", f"/status/{certificate.list_number}/revocation")
    }
    document = found[f"{HOST}/.well-known/did.json"]
    context = {"@context": foreign_verifiers.MULTIKEY}
    methods = {method["id"]: context | method for method in document["verificationMethod"]}
    return found | methods | {document["id"]: document}


def test_what_is_served_keeps_the_schema_of_open_badges(client, certificate):
    schema = json.loads((foreign_verifiers.SOURCE.parent / "standards" / SCHEMA).read_text())
    credential = client.get(f"/credentials/{certificate.number}.json").json
    checker = jsonschema.Draft201909Validator(schema)
    assert [error.json_path for error in checker.iter_errors(credential)] == []
    assert list(checker.iter_errors(credential | {"validFrom": None}))


VALID, REVOKED = ([False], True), ([True], False)


def test_a_genuine_certificate_is_valid_and_a_revoked_one_is_found(
    app, client, certificate, verified, store
):
    assert verified(client) == VALID
    store(service.revoke, certificate.number, reason="misconduct", revoked_by=None, now=utc_now())
    sweep(app)
    assert verified(client) == REVOKED


def test_a_new_key_leaves_old_credentials_valid(app, client, settings, verified):
    assert verified(client) == VALID
    with app.app_context():
        replace_keys(settings)
    sweep(app)
    assert verified(client) == VALID


def test_after_a_leak_the_old_credential_is_refused_and_the_new_one_is_valid(
    app, client, settings, certificate, verified
):
    path = f"/credentials/{certificate.number}.json"
    before = client.get(path, base_url=HOST).json
    kid = before["proof"][0]["verificationMethod"].partition("#")[2]
    with app.app_context():
        distrust_key(settings, kid)
    sweep(app)
    asked = [{"verifier": "digitalBazaar", "credential": before}]
    (answer,) = foreign_verifiers.ask(asked, addresses(client, certificate))
    assert not answer["verified"]
    assert verified(client) == VALID


def test_a_new_host_leaves_credentials_of_the_former_one_valid(
    client, certificate, settings, verified, store
):
    assert verified(client) == VALID
    moved = Settings(
        data_dir=settings.data_dir,
        database_url=settings.database_url,
        public_url="https://baru.example",
        former_hosts="payung.example",
    )
    app = create_app(moved, TESTING=True, RATELIMIT_ENABLED=False, SERVER_NAME="baru.example")
    assert verified(app.test_client()) == VALID
    store(service.revoke, certificate.number, reason="misconduct", revoked_by=None, now=utc_now())
    assert verified(app.test_client()) == REVOKED
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
