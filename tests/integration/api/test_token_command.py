"""Tests of `payung token` as an operator uses it."""

import json

import pytest
from click.testing import CliRunner

from lms.accounts.api_tokens.scopes import SERVICE_SCOPES
from lms.cli import main
from tests.integration.api.conftest import Program


@pytest.fixture
def payung(app, settings, monkeypatch):
    monkeypatch.setenv("PAYUNG_DATA_DIR", str(settings.data_dir))
    monkeypatch.setenv("PAYUNG_DATABASE_URL", settings.database_url)
    monkeypatch.setenv("PAYUNG_PUBLIC_URL", settings.public_url)

    def payung(*arguments):
        ran = CliRunner().invoke(main, ["token", *arguments])
        return ran.exit_code, ran.output.strip()

    return payung


def test_token_is_made_listed_used_and_revoked(app, payung):
    status, token = payung("create", "--name", "Dinas", "--scope", "certificates:verify")
    assert status == 0
    caller = Program(app.test_client(), token)
    assert caller.get("/token").status_code == 200
    facts = json.loads(payung("list", "--json")[1])
    assert (facts["name"], facts["state"]) == ("Dinas", "active")
    assert token not in payung("list")[1]
    assert payung("revoke", facts["prefix"])[0] == 0
    assert caller.get("/token").status_code == 401
    assert json.loads(payung("list", "--json")[1])["state"] == "revoked"


def test_help_names_every_scope(payung):
    text = payung("create", "--help")[1]
    assert [scope for scope in SERVICE_SCOPES if scope not in text] == []


@pytest.mark.parametrize(
    "arguments",
    [
        ("create", "--name", "Dinas", "--scope", "everything"),
        ("create", "--name", " ", "--scope", "certificates:verify"),
        ("create", "--name", "Dinas", "--scope", "certificates:verify", "--days", "367"),
        ("create", "--name", "Dinas", "--scope", "certificates:verify", "--days", "0"),
        ("revoke", "payung_00000000"),
        ("revoke", "payung_"),
    ],
)
def test_what_does_not_fit_is_refused_with_a_sentence(payung, arguments):
    status, text = payung(*arguments)
    assert status in (1, 2)
    assert text
    assert "Traceback" not in text
    assert payung("list")[1] == ""
