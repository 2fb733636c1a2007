"""Codes are worth the same without the models as with them, and what is rare is left to them."""

import time
from datetime import UTC, timedelta

import pytest
from sqlalchemy import Boolean, Uuid

from certificates import plain_queries
from certificates.issue_data import Holder
from certificates.keys.ed25519_keys import load_signer
from certificates.keys.signing import sign_claims
from certificates.models import Certificate, Issuer, SigningKey
from certificates.plain_queries import CONVERT, as_id, as_moment, checked_codes
from certificates.qr.code import QrClaims, qr_text
from certificates.records import queries, service
from certificates.records.api_queries import checked_entries
from certificates.records.record_status import STATUS_COLUMNS
from lms.accounts.merging.models import AccountMerge
from lms.adapters.keys.key_rotation import replace_key_file
from lms.adapters.plain_connections import plain_reading
from lms.kernel.clock import new_id
from lms.kernel.database.db import UtcDateTime
from lms.kernel.plain_reading import LeftToModels
from lms.kernel.sealing.sealing import DataKey, destroy_key

UNKNOWN = "0123456789ABCDEF"
ISSUED = {  # what a code of a record is worth at the moment of issue
    "valid": ("valid", "genuine"),
    "revoked": ("revoked", "genuine"),
    "suspended": ("suspended", "genuine"),
    "one of two": ("superseded", "genuine"),
    "corrected": ("superseded", "genuine"),
    "withdrawn": ("withdrawn", "genuine"),
    "kept": ("valid", "genuine"),
    "of an erased person": ("withdrawn", "genuine"),
    "unlike its record": ("differs", "genuine"),
}
WORTH = {
    **ISSUED,
    "specimen": ("specimen", "specimen"),
    "of a leaked key": ("valid", "online-only"),
    "its correction": ("valid", "genuine"),
    "on no record": ("not-found", "genuine"),
    "of an earlier host": ("not-found", "genuine"),
    "of another host": ("foreign-host", None),
    "of another key": ("unknown-key", None),
    "with another number": ("forged", None),
    "cut short": ("unreadable", None),
    "odd": ("unreadable", None),
}


@pytest.fixture
def ports(new_session):
    with new_session() as session:
        return session.info["ports"]


@pytest.fixture
def code_of(read):
    return lambda certificate_id: read(queries.issued_record, certificate_id).qr_text


@pytest.fixture
def issued(issue, enrol, store, request, ports, settings, now):
    """Certificates and their learners by what becomes of them."""
    ids = {"specimen": issue(enrol())}
    request.getfixturevalue("issuer")
    ids["of a leaked key"] = issue(enrol())
    leaked = ports.signer.key_id.hex()
    replace_key_file(settings.keys_dir, "", "Ed25519")
    store(service.mark_key_leaked, leaked, told_by=None, now=now + timedelta(hours=1))
    learners = {name: enrol() for name in ISSUED}
    return ids | {name: issue(one) for name, one in learners.items()}, learners


@pytest.fixture
def texts(issued, code_of, settle, written, tmp_path):
    """All codes by what they are; the records have met their fates."""
    ids, _learners = issued
    texts = {name: code_of(one) for name, one in ids.items()}
    texts["its correction"] = code_of(settle())
    number = texts["valid"].split("/")[4].partition("#")[0]
    other = load_signer(tmp_path)
    return texts | {
        "on no record": written(),
        "of an earlier host": written(host="lama.example"),
        "of another host": written(host="lain.example"),
        "of another key": written(signer=other),
        "with another number": texts["valid"].replace(number, UNKNOWN),
        "cut short": texts["valid"][:-20],
        "odd": "https://\u202e'%s?:x\u0000--",
    }


@pytest.fixture
def settle(issued, store, read, now):
    """Lets records meet their fates; gives the certificate that took the place of another."""
    ids, learners = issued

    def settle():
        number = {name: read(queries.issued_record, one).number for name, one in ids.items()}
        by = {"now": now}
        store(service.revoke, number["revoked"], reason="issued-in-error", revoked_by=None, **by)
        store(service.suspend, number["suspended"], reason="under-review", suspended_by=None, **by)
        which = {"by_number": number["valid"], "superseded_by": None}
        store(service.supersede_by_another, number["one of two"], **which, **by)
        later = {"holder": Holder("Ratna D.", "teacher", "53"), "superseded_by": None, **by}
        key_id = learners["corrected"].key_id
        correction = store(service.supersede, ids["corrected"], person_key_id=key_id, **later)
        store(service.keep_certificate, ids["kept"], now=now)
        for name in ("kept", "of an erased person"):
            store(destroy_key, learners[name].key_id, now=now)
        store(service.withdraw_certificate, ids["withdrawn"], now=now)
        store(change, Certificate, ids["unlike its record"], is_pilot=True)
        return correction

    return settle


@pytest.fixture
def written(ports, now):
    """The text of a code that is on no record."""

    def written(host="payung.example", signer=None):
        claims = QrClaims(int(now.timestamp()), None, 1, 0, "Ratna Dewi", "POESA-EL", 0)
        facts = {"host": host, "number": UNKNOWN}
        message = sign_claims(claims, **facts, signer=signer or ports.signer)
        return qr_text(**facts, message=message)

    return written


@pytest.fixture
def in_jakarta(monkeypatch):
    """The clock of the machine."""
    with monkeypatch.context() as there:
        there.setenv("TZ", "Asia/Jakarta")
        time.tzset()
        yield
    time.tzset()


@pytest.fixture
def plainly(settings, ports):
    def plainly(codes, now):
        with plain_reading(settings.database_uri) as ask:
            return checked_codes(ask, ports, codes, now=now)

    return plainly


def change(session, model, key, **facts):
    row = session.get_one(model, key)
    for name, value in facts.items():
        setattr(row, name, value)


def test_every_code_is_worth_the_same_without_the_models(texts, plainly, read, now, monkeypatch):
    assert texts.keys() == WORTH.keys()
    monkeypatch.setattr(plain_queries, "AT_ONCE", 3)  # lists of several portions
    codes = [texts[name] for name in WORTH]
    found = plainly(codes, now)
    assert {
        name: (one.outcome, one.signature) for name, one in zip(WORTH, found, strict=True)
    } == WORTH
    for moment in (now, now + timedelta(days=2_000)):
        assert plainly(codes, moment) == read(checked_entries, codes, now=moment)
    assert plainly(codes, moment)[0].outcome == "expired"


def test_numbers_on_no_record_ask_for_no_keys(written, plainly, now):
    assert [one.outcome for one in plainly([written()] * 3, now)] == ["not-found"] * 3
    assert plainly([], now) == ()


def test_keys_of_merged_accounts_are_left_to_the_models(
    certificate, code, learner, enrol, store, plainly, facts, now
):
    """Its key is wrapped by that of an account which the person has closed since."""
    kept = enrol()
    assert plainly([code], now)[0].outcome == "valid"
    store(change, DataKey, certificate.data_key_id, parent_id=kept.key_id)
    times = {"asked_at": now, "expires_at": now + timedelta(hours=1), "merged_at": now}
    people = {"person_id": kept.person_id, "other_id": learner.person_id}
    store(lambda session: session.add(AccountMerge(id=new_id(), **people, epoch="", **times)))
    with pytest.raises(LeftToModels):
        plainly([code], now)
    status, told = facts("verify", code)
    assert (status, told["outcome"], told["name"]) == (0, "valid", learner.name)


@pytest.mark.parametrize(
    ("model", "columns"),
    [
        (Certificate, STATUS_COLUMNS),
        (SigningKey, plain_queries.KEY_COLUMNS),
        (DataKey, plain_queries.DATA_KEY_COLUMNS),
    ],
    ids=["certificate", "signing_key", "data_key"],
)
def test_values_are_made_of_what_the_columns_are(model, columns):
    kinds = {Uuid: as_id, UtcDateTime: as_moment, Boolean: bool}
    table = model.__table__.columns
    assert {name: CONVERT.get(name) for name in columns} == {
        name: kinds.get(type(table[name].type)) for name in columns
    }
    assert not {Issuer.name.type.__class__, Issuer.url.type.__class__} & kinds.keys()


@pytest.mark.usefixtures("in_jakarta")
def test_moments_are_utc_wherever_the_machine_stands(now):
    assert as_moment("2026-11-24 07:05:30.123456") == as_moment(now) == now
    assert as_moment(now).tzinfo is as_moment("2026-11-24 07:05:30").tzinfo is UTC
