"""Small parts that credentials are made of: contexts, multibase, JSON, canonical forms."""

import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyld import jsonld

from certificates import multibase
from certificates.open_badges import contexts, data_integrity
from certificates.open_badges.credential import CONTEXTS
from certificates.open_badges.linked_data import canonical_form
from certificates.rejection_reasons import DocumentRejected
from certificates.strict_json import MAX_BYTES, json_bytes, parse_json_object
from tests import credential_cases as cases


@pytest.mark.parametrize("address", contexts.FILES)
def test_each_context_is_the_one_that_was_pinned(address):
    assert "@context" in contexts.context_document(address)


def test_a_context_that_is_not_bundled_is_not_asked_for():
    with pytest.raises(contexts.UnknownContext):
        contexts.bundled_loader("https://www.w3.org/2018/credentials/v1")


def test_no_part_of_verification_opens_a_connection(monkeypatch):
    def refuse(event, _arguments):
        if watching and event.startswith(("socket.connect", "socket.getaddrinfo")):
            raise AssertionError(event)

    watching = True
    sys.addaudithook(refuse)
    document = cases.credential() | {"@context": ["https://127.0.0.1:9/context"]}
    with pytest.raises(DocumentRejected):
        data_integrity.verify(
            document, cases.trust().ed25519, contexts=["https://www.w3.org/ns/credentials/v2"]
        )
    watching = False


def test_the_canonical_proof_is_the_one_that_pyld_makes():
    (proof,) = cases.credential()["proof"]
    options = {name: value for name, value in proof.items() if name != "proofValue"}
    by_pyld = jsonld.normalize(
        options | {"@context": contexts.CREDENTIALS_V2},
        {
            "algorithm": "URDNA2015",
            "format": "application/n-quads",
            "documentLoader": contexts.bundled_loader,
        },
    )
    assert data_integrity.proof_lines(options) == by_pyld


def test_the_same_facts_are_signed_to_the_same_bytes():
    assert json_bytes(cases.credential()) == json_bytes(cases.credential())


def test_threads_do_not_disturb_one_another():
    document, keys = cases.credential(), cases.trust().ed25519
    expected = json_bytes(document)

    def sign_and_verify(_number):
        data_integrity.verify(document, keys, contexts=CONTEXTS)
        return json_bytes(cases.credential())

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(sign_and_verify, range(40))) == {expected}


def test_nothing_of_the_credential_is_outside_its_canonical_form():
    form = canonical_form(cases.build_credential(cases.FACTS))
    facts = cases.FACTS
    for value in (facts.name, facts.title_id, facts.course_code, facts.issuer_name, "77777"):
        assert f'"{value}"' in form, value


@given(st.binary(max_size=80))
def test_multibase_gives_back_what_it_was_given(data):
    assert multibase.decode_base58(multibase.encode_base58(data)) == data
    assert multibase.decode_base64url(multibase.encode_base64url(data)) == data


@given(st.text(max_size=20))
def test_multibase_reads_only_what_it_would_write(text):
    for decode, encode in (
        (multibase.decode_base58, multibase.encode_base58),
        (multibase.decode_base64url, multibase.encode_base64url),
    ):
        try:
            data = decode(text)
        except multibase.InvalidMultibase:
            continue
        assert encode(data) == text


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "not-json"),
        (b"{", "not-json"),
        (b"[]", "form-unknown"),
        (b"null", "form-unknown"),
        (b'"x"', "form-unknown"),
        (b"\xff", "not-text"),
        (b'{"a": 1, "a": 1}', "duplicate-key"),
        (b'{"a": {"b": 1, "b": 2}}', "duplicate-key"),
        (b'{"a": 1.5}', "number-unfit"),
        (b'{"a": NaN}', "number-unfit"),
        (b'{"a": -Infinity}', "number-unfit"),
        (b'{"a": 9007199254740992}', "number-unfit"),
        (b'{"a": 1' + b"0" * 9000 + b"}", "number-unfit"),
        (b"[" * 60_000, "too-deep"),
        (b'{"a":' * 12_000, "too-deep"),
        (b" " * (MAX_BYTES + 1), "too-large"),
        (b"{} {}", "not-json"),
        (b"\xef\xbb\xbf{}", "not-json"),
        ("{}".encode("utf-16"), "not-text"),
    ],
)
def test_json_that_readers_would_read_differently_is_refused(data, reason):
    assert parse_json_object(b'{"a": 9007199254740991}') == {"a": 2**53 - 1}
    with pytest.raises(DocumentRejected) as refusal:
        parse_json_object(data)
    assert refusal.value.reason == reason
