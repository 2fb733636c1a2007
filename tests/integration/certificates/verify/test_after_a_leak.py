"""What verifiers see after a key has leaked: measured here, and written in the how-to."""

import json
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from certificates.keys.did import verification_method
from certificates.numbers import generate_number
from certificates.open_badges import data_integrity
from certificates.qr.code import parse_qr_text
from certificates.records import queries
from certificates.verification.offline_bundle import read_bundle, write_bundle
from certificates.verification.offline_result import offline_result
from certificates.verification.scanner_bundle import issuer_hosts, signed_lists
from certificates.verification.verify_files import check_file
from certificates.verification.verify_upload import verify_file
from lms.kernel.clock import utc_now
from lms.tasks import sweep
from tests.integration.certificates.test_keys import signed_by

HOW_TO = Path("docs/how-to/after-a-key-leak.md")
FORMS = ("sealed-pdf", "json", "badge-png", "badge-svg", "jwt")
WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Leak:
    """The texts and files of one certificate, before and after its key was given up."""

    thief: object
    paper: str
    old: dict
    new_paper: str
    new: dict
    before: object
    after: object


@pytest.fixture
def leak(app, keys, listed, issued, code_of, read, form_of, new_session):
    """Gives up the key of an algorithm, with all that was signed made anew."""

    def bundle():
        def written(session):
            hosts, lists = issuer_hosts(session), signed_lists(session, now=utc_now())
            return write_bundle(queries.public_keys(session), hosts, lists)

        return read_bundle(read(written).encode())

    def leak(algorithm):
        with new_session() as session:
            thief = session.info["ports"].signer
        certificate_id = issued()
        sweep(app)
        paper, before = code_of(certificate_id), bundle()
        old = {form: form_of(certificate_id, form) for form in FORMS}
        assert keys("compromise", *listed(algorithm), "--yes")[0] == 0
        sweep(app)
        new = {form: form_of(certificate_id, form) for form in FORMS}
        return Leak(thief, paper, old, code_of(certificate_id), new, before, bundle())

    return leak


@pytest.fixture
def measured(read):
    """A cell of the table for each way to check: online, and with old and new supplies."""

    def offline(data, supplies, now):
        finding = check_file(data, trust=supplies.trust, now=now)
        return cell(offline_result(finding, supplies.lists, now), finding.reason)

    def measured(leak, data):
        now = utc_now()
        online = read(verify_file, data, now=now)
        old_bundle = offline(data, leak.before, now)
        new_bundle = offline(data, leak.after, now)
        return cell(online.outcome, online.reason), old_bundle, new_bundle

    return measured


def cell(outcome, reason):
    return f"`{outcome}` (`{reason}`)" if reason else f"`{outcome}`"


def table_of(how_to):
    """The rows of its tables, by their first cell."""
    lines = [line.strip("| ") for line in how_to.read_text().splitlines() if line.startswith("|")]
    return {cells[0]: tuple(cells[1:]) for cells in (line.split(" | ") for line in lines)}


def with_other_name(leak):
    """The credential of another holder, signed with the leaked key."""
    credential = json.loads(leak.old["json"])
    del credential["proof"]
    credential["credentialSubject"]["identifier"][0]["identityHash"] = "Orang Lain"
    method = verification_method("payung.example", leak.thief.key_id.hex())
    signed = data_integrity.sign(
        credential, signer=leak.thief, verification_method=method, created=utc_now()
    )
    return json.dumps(signed).encode()


def for_unknown_number(leak):
    text = signed_by(leak.thief, leak.paper, number=generate_number())
    assert parse_qr_text(text).number != parse_qr_text(leak.paper).number
    return text.encode()


def test_the_how_to_says_what_happens_after_a_leak_of_the_key_of_certificates(leak, measured):
    happened = leak("Ed25519")
    sealed = [happened.old[form] for form in ("sealed-pdf", "json", "badge-png", "badge-svg")]
    remade = [happened.new[form] for form in ("sealed-pdf", "json", "badge-png", "badge-svg")]
    held = {
        "paper printed before": [happened.paper.encode()],
        "a PDF, credential or badge from before, unchanged": sealed,
        "a credential from before, saved again": [
            json.dumps(json.loads(happened.old["json"]), indent=2).encode()
        ],
        "a token from before, unchanged": [happened.old["jwt"]],
        "paper printed after": [happened.new_paper.encode()],
        "a PDF, credential or badge made after": remade,
        "paper of the thief, another name for a known number": [
            signed_by(happened.thief, happened.paper, name="Orang Lain").encode()
        ],
        "paper of the thief, an unknown number": [for_unknown_number(happened)],
        "a credential of the thief": [with_other_name(happened)],
    }
    told = table_of(HOW_TO)
    for what, files in held.items():
        assert {measured(happened, data) for data in files} == {told.get(what)}, what


def test_the_how_to_says_what_happens_after_a_leak_of_the_key_of_documents(leak, measured):
    happened = leak("P-256")
    told = table_of(HOW_TO)
    unchanged = [happened.old[form] for form in ("json", "badge-png", "badge-svg")]
    held = {
        "a sealed PDF from before, unchanged": [happened.old["sealed-pdf"]],
        "a token from before, unchanged, of a leaked P-256 key": [happened.old["jwt"]],
        "a credential or badge, whenever made": unchanged,
    }
    for what, files in held.items():
        assert {measured(happened, data) for data in files} == {told.get(what)}, what
    assert happened.paper == happened.new_paper


def test_old_keys_call_what_the_thief_signs_valid_for_a_week_at_most(leak):
    """The lists of a scanner or a file of supplies end its trust in what it knows."""
    happened = leak("Ed25519")
    forged = signed_by(happened.thief, happened.paper, name="Orang Lain").encode()
    now, supplies = utc_now(), happened.before
    finding = check_file(forged, trust=supplies.trust, now=now)
    assert offline_result(finding, supplies.lists, now) == "valid"
    assert offline_result(finding, supplies.lists, now + WEEK) == "old-list"
