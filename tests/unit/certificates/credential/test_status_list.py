"""Status lists: bits, signature, freshness; old, changed and foreign ones are refused."""

import gzip
import zlib
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certificates.multibase import encode_base64url
from certificates.rejection_reasons import DocumentRejected
from certificates.status_lists import bitstring
from tests import credential_cases as cases

OTHER_KEYS = cases.CaseKeys(b"somebody else")
DAY = timedelta(days=1)


def read(document, *, address=cases.REVOCATIONS, now=cases.NOW, **changes):
    trust = cases.trust(**changes)
    return bitstring.read_status_list(document, trust.ed25519, address=address, now=now)


def reason(document, **changes):
    with pytest.raises(DocumentRejected) as refusal:
        read(document, **changes)
    return refusal.value.reason


def signed_anew(change):
    """A list with one change of its subject, and a good signature on it."""
    document = {key: value for key, value in cases.revocations().items() if key != "proof"}
    document["credentialSubject"] = document["credentialSubject"] | change
    return cases.signed(document)


def test_the_list_unchanged_tells_who_was_revoked():
    found = read(cases.revocations([0, 77_777, 131_071]))
    assert [index for index in range(bitstring.LIST_SIZE) if found.is_set(index)] == [
        0,
        77_777,
        131_071,
    ]


def test_the_first_bit_is_the_highest_of_the_first_byte():
    assert bitstring.decode_bits(bitstring.encode_bits([0]))[0] == 0b1000_0000


def test_an_empty_list_takes_little_room():
    assert len(bitstring.encode_bits([])) < 100


@given(st.sets(st.integers(0, bitstring.LIST_SIZE - 1), max_size=40))
def test_what_is_set_is_read_again(indexes):
    bits = bitstring.decode_bits(bitstring.encode_bits(indexes))
    found = bitstring.StatusBits("", "", bits, cases.NOW, cases.NOW)
    assert all(found.is_set(index) for index in indexes)
    assert sum(byte.bit_count() for byte in bits) == len(indexes)


@pytest.mark.parametrize("index", [-1, 131_072, 2**70])
def test_an_index_out_of_range(index):
    found = read(cases.revocations([131_071]))
    assert found.is_set(131_071)
    for ask in (found.is_set, lambda place: bitstring.encode_bits([place])):
        with pytest.raises(DocumentRejected) as refusal:
            ask(index)
        assert refusal.value.reason == "index-out-of-range"


def test_a_list_is_valid_for_seven_days():
    document = cases.revocations([5])
    assert read(document, now=cases.NOW + 7 * DAY - timedelta(seconds=1)).is_set(5)
    assert reason(document, now=cases.NOW + 7 * DAY) == "list-expired"


def test_a_list_of_tomorrow():
    document = cases.revocations(signed_at=cases.NOW + DAY)
    assert reason(document) == "list-not-yet-valid"
    assert read(document, now=cases.NOW + DAY)


def test_an_old_list_with_longer_validity_breaks_its_signature():
    document = cases.revocations(signed_at=cases.NOW - 30 * DAY)
    assert reason(document) == "list-expired"
    later = (cases.NOW + DAY).strftime("%Y-%m-%dT%H:%M:%SZ")
    assert reason(document | {"validUntil": later}) == "signature-invalid"


def test_other_bits_under_the_signature():
    document = cases.revocations([77_777])
    document["credentialSubject"]["encodedList"] = bitstring.encode_bits([])
    assert reason(document) == "signature-invalid"


def test_another_list_or_another_purpose():
    assert reason(cases.revocations(purpose="suspension")) == "list-differs"
    elsewhere = cases.REVOCATIONS.replace("/1/", "/2/")
    assert reason(cases.revocations(), address=elsewhere) == "list-differs"
    assert reason(signed_anew({"statusPurpose": "suspension"})) == "list-differs"


def test_a_list_of_somebody_else():
    claims = {key: value for key, value in cases.revocations().items() if key != "proof"}
    named = cases.method(OTHER_KEYS, host="lain.example")
    forged = cases.signed(
        claims | {"issuer": "did:web:lain.example"}, keys=OTHER_KEYS, verification_method=named
    )
    assert reason(forged) == "issuer-foreign"
    under_our_name = cases.signed(claims, keys=OTHER_KEYS, verification_method=cases.method())
    assert reason(under_our_name) == "signature-invalid"


def test_a_credential_is_no_list():
    assert reason(cases.credential()) == "context-unknown"


def test_states_of_the_key():
    document = cases.revocations()
    assert read(document, state="retired")
    assert reason(document, state="retired", retired_at=cases.NOW - DAY) == "key-retired"
    assert reason(document, state="compromised") == "key-compromised"


@pytest.mark.parametrize(
    "encoded",
    [
        "",
        "u",
        "zAAAA",
        "u!!!!",
        encode_base64url(b"not compressed"),
        encode_base64url(gzip.compress(bytes(16_383), mtime=0)),
        encode_base64url(gzip.compress(bytes(16_385), mtime=0)),
        encode_base64url(gzip.compress(bytes(16_384), mtime=0) + b"more"),
        encode_base64url(gzip.compress(bytes(16_384), mtime=0)[:-1]),
        encode_base64url(zlib.compress(bytes(16_384))),
        encode_base64url(gzip.compress(bytes(20_000_000), mtime=0)),
        "u" + "A" * 40_000,
    ],
    ids=range(12),
)
def test_bits_of_another_form_although_signed(encoded):
    assert reason(signed_anew({"encodedList": encoded})) in ("list-form", "too-large")


def test_a_list_that_unpacks_without_end_takes_no_memory():
    bomb = encode_base64url(gzip.compress(bytes(20_000_000), mtime=0))
    assert len(bomb) < 32_768
    with pytest.raises(DocumentRejected) as refusal:
        bitstring.decode_bits(bomb)
    assert refusal.value.reason == "list-form"


@pytest.mark.parametrize("change", [{"type": "StatusList2021"}, {"statusPurpose": ["revocation"]}])
def test_a_subject_of_another_form(change):
    assert read(signed_anew({}))
    assert reason(signed_anew(change)) in ("list-form", "term-undefined", "term-aliased")
