"""What the text of a code is worth, for each thing that may become of its record or its key."""

from datetime import timedelta

import pytest

from certificates.issue_data import Holder
from certificates.keys.ed25519_keys import load_signer
from certificates.keys.signing import sign_claims
from certificates.models import Certificate
from certificates.qr.code import QrClaims, qr_text
from certificates.records import queries, service
from certificates.records.api_queries import check_entries
from lms.accounts.merging.models import AccountMerge
from lms.adapters.keys.key_rotation import replace_key_file
from lms.kernel.clock import new_id
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
    store(service.mark_key_leaked, leaked, reported_by=None, now=now + timedelta(hours=1))
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
        store(service.supersede_by_existing, number["one of two"], **which, **by)
        later = {"holder": Holder("Ratna D.", "teacher", "53"), "superseded_by": None, **by}
        key_id = learners["corrected"].key_id
        correction = store(service.supersede, ids["corrected"], person_key_id=key_id, **later)
        store(service.retain_certificate, ids["kept"], now=now)
        for name in ("kept", "of an erased person"):
            store(destroy_key, learners[name].key_id, now=now)
        store(service.erase_holder, ids["withdrawn"], now=now)
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


def change(session, model, key, **facts):
    row = session.get_one(model, key)
    for name, value in facts.items():
        setattr(row, name, value)


def test_every_code_is_worth_what_its_record_and_key_say(texts, read, now):
    assert texts.keys() == WORTH.keys()
    codes = [texts[name] for name in WORTH]
    found = read(check_entries, codes, now=now)
    assert {
        name: (one.outcome, one.signature) for name, one in zip(WORTH, found, strict=True)
    } == WORTH
    later = read(check_entries, codes, now=now + timedelta(days=2_000))
    assert later[0].outcome == "expired"


def test_a_key_that_a_merged_account_has_wrapped_is_opened(
    certificate, code, learner, enrol, store, facts, now
):
    """Its key is wrapped by that of an account which the person has closed since."""
    kept = enrol()
    store(change, DataKey, certificate.data_key_id, parent_id=kept.key_id)
    times = {"asked_at": now, "expires_at": now + timedelta(hours=1), "merged_at": now}
    people = {"person_id": kept.person_id, "other_id": learner.person_id}
    store(lambda session: session.add(AccountMerge(id=new_id(), **people, epoch="", **times)))
    status, told = facts("verify", code)
    assert (status, told["outcome"], told["name"]) == (0, "valid", learner.name)
