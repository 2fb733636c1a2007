"""Verifying with a file of supplies: no data folder, no database, never `valid` from old lists."""

import json
import subprocess
import sys
from datetime import timedelta

import pytest
from click.testing import CliRunner

from certificates.records import queries, service
from certificates.records.issuing import add_years
from certificates.status_lists.scanner_lists import sign_lists
from certificates.verification.offline_bundle import (
    InvalidBundle,
    read_bundle,
    write_bundle,
)
from certificates.verification.offline_result import offline_result
from certificates.verification.scanner_bundle import issuer_hosts, signed_lists
from certificates.verification.verify_files import check_file
from lms.cli import main
from lms.kernel.clock import utc_now

HOST = "payung.example"
HEAVY = {"flask", "sqlalchemy", "pydantic", "pyld", "lxml", "typst", "pyhanko", "babel"}
LOOK = f"""import sys, lms.cli
try:
    lms.cli.main()
finally:
    print(sorted({HEAVY!r} & set(sys.modules)))"""
KINDS = ("sealed-pdf", "json", "jwt", "badge-png", "badge-svg", "png")


@pytest.fixture
def supplies(payung, tmp_path):
    """Writes the file as it is now."""

    def supplies():
        status, output = payung("supplies")
        assert status == 0
        file = tmp_path / "supplies.json"
        file.write_text(output)
        return file

    return supplies


@pytest.fixture
def offline(facts, supplies, monkeypatch, tmp_path):
    """Exit status and answer of a computer that has the file and nothing else of ours."""

    def offline(source):
        file = supplies()
        with monkeypatch.context() as elsewhere:
            elsewhere.setenv("PAYUNG_DATA_DIR", str(tmp_path / "nothing-here"))
            elsewhere.setenv("PAYUNG_DATABASE_URL", "sqlite:////nowhere/at-all.db")
            return facts("verify", source, "--supplies", file)

    return offline


@pytest.mark.parametrize("kind", KINDS)
def test_each_form_is_valid_elsewhere(offline, file_of, kind, learner):
    status, told = offline(file_of(kind))
    assert (status, told["outcome"], told["reason"]) == (0, "valid", None)
    assert (told["name"], "lists_signed_at" in told) == (learner.name, True)


def test_a_code_is_verified_without_what_takes_long_to_load(supplies, code):
    arguments = [sys.executable, "-c", LOOK, "certificate", "verify", "--supplies", supplies()]
    done = subprocess.run([*arguments, code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == "[]"


def test_a_code_and_what_became_of_its_certificate(offline, code, certificate, store):
    assert offline(code)[1]["outcome"] == "valid"
    when = {"now": utc_now()}
    store(service.suspend, certificate.number, reason="under-review", suspended_by=None, **when)
    assert [offline(code)[0], offline(code)[1]["outcome"]] == [1, "suspended"]
    store(service.revoke, certificate.number, reason="misconduct", revoked_by=None, **when)
    told = offline(code)[1]
    assert (told["outcome"], "name" in told) == ("revoked", False)


def test_a_forged_code_says_nothing_of_its_claims(offline, code, learner):
    forged = code[:-1] + ("0" if code[-1] != "0" else "1")  # greater digits may be no byte
    status, told = offline(forged)
    assert (status, told["outcome"], told["reason"]) == (1, "refused", "code-forged")
    assert learner.name not in str(told)


def test_old_paper_after_a_leak_is_for_a_check_online(offline, payung, code, certificate, read):
    leaked = ["keys", "compromise", certificate.signing_key_id, "--yes"]
    assert CliRunner().invoke(main, leaked).exit_code == 0
    status, told = offline(code)
    assert (status, told["outcome"]) == (1, "online-only")
    again = read(queries.issued_record, certificate.id).qr_text
    assert offline(again)[1]["outcome"] == "valid"
    online, output = payung("verify", code)
    assert (online, "online-only" in output) == (0, True)  # the record alone has answered


@pytest.fixture
def kept(read, code, now):
    """The supplies in memory, and what they say of the code at another time."""
    made = read(lambda s: (queries.public_keys(s), issuer_hosts(s), signed_lists(s, now=now)))
    supplies = read_bundle(write_bundle(*made).encode())

    def said(when, text=code):
        found = check_file(text.encode(), trust=supplies.trust, now=when)
        return offline_result(found, supplies.lists, when)

    return said


def test_old_lists_never_say_valid(kept, now):
    week = timedelta(days=7)
    assert [kept(now + week - timedelta(minutes=1)), kept(now + week)] == ["valid", "old-list"]
    assert kept(now - timedelta(hours=1)) == "old-list"  # a clock that is behind
    assert kept(add_years(now, 3)) == "expired"


def test_a_list_that_is_not_there_is_told(app, certificate, code, read, now):
    signer = app.extensions["ports"].signer
    none = sign_lists([], host=HOST, key_id=signer.key_id, signer=signer.sign, now=now)
    keys = read(queries.public_keys)
    supplies = read_bundle(write_bundle(keys, [HOST], none).encode())
    found = check_file(code.encode(), trust=supplies.trust, now=now)
    assert offline_result(found, supplies.lists, now) == "no-list"


@pytest.mark.parametrize(
    "damage",
    [
        lambda kept: kept | {"lists": kept["lists"][:-8] + "AAAAAAA="},
        lambda kept: kept | {"keys": []},
        lambda kept: kept | {"hosts": ["lain.example"]},
        lambda kept: kept | {"version": 2},
        lambda kept: {},
        lambda kept: [],
    ],
)
def test_supplies_that_are_not_the_issuers_are_refused(supplies, payung, code, damage):
    file = supplies()
    read_bundle(file.read_bytes())
    file.write_text(json.dumps(damage(json.loads(file.read_text()))))
    with pytest.raises(InvalidBundle):
        read_bundle(file.read_bytes())
    status, output = payung("verify", code, "--supplies", file)
    assert (status, file.name in output, output.count("\n")) == (2, True, 1)


@pytest.mark.parametrize(
    ("content", "reason"), [("damaged", "supplies-unfit"), (None, "supplies-missing")]
)
def test_supplies_that_cannot_be_used_are_no_verdict_on_any_file(
    payung, code, tmp_path, content, reason
):
    """Exit status 1 would call genuine certificates invalid."""
    file = tmp_path / "supplies.json"
    if content is not None:
        file.write_text(content)
    status, output = payung("verify", code, "other.pdf", "--supplies", file, "--json")
    lines = [json.loads(line) for line in output.splitlines() if line.startswith("{")]
    assert [line.pop("source") for line in lines] == [code, "other.pdf"]
    unanswered = {"reason": reason, "kind": "unknown", "outcome": "not-checked"}
    assert (status, lines) == (2, [unanswered, unanswered])
    assert file.name in output.replace(code, "")
