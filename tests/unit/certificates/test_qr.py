"""The signed part of a code: what it holds, and that there is one form of it."""

from dataclasses import replace

import cbor2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from certificates.keys import cose
from certificates.qr.code import (
    InvalidQrCode,
    QrClaims,
    decode_claims,
    encode_claims,
    parse_qr_text,
    qr_matrix,
)
from tests.unit.certificates.conftest import TAGGED

claims_of_any_kind = st.builds(
    QrClaims,
    issued_at=st.integers(0, 2**33),
    expires_at=st.none() | st.integers(0, 2**33),
    list_number=st.integers(1, 2**16),
    status_index=st.integers(0, 131_071),
    name=st.text(alphabet=st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60),
    course_code=st.from_regex(r"[A-Z0-9-]{1,16}", fullmatch=True),
    level=st.integers(0, 3),
)


@given(claims=claims_of_any_kind)
def test_claims_come_back_as_they_were_written(claims):
    assert decode_claims(encode_claims(claims)) == claims


@given(claims=claims_of_any_kind, tail=st.binary(min_size=1, max_size=3))
def test_trailing_bytes_are_refused(claims, tail):
    with pytest.raises(InvalidQrCode):
        decode_claims(encode_claims(claims) + tail)


@given(noise=st.binary(max_size=80))
def test_noise_is_refused_and_raises_nothing_else(noise):
    for payload in (noise, b"\xa2\x06\x00\x3a\x00\x01\x00\x00\x86\x01" + noise):
        try:
            claims = decode_claims(payload)
        except InvalidQrCode:
            continue
        assert encode_claims(claims) == payload


@pytest.mark.parametrize(
    ("level", "is_pilot", "has_distinction"),
    [(0, False, False), (1, False, True), (2, True, False), (3, True, True)],
)
def test_level_says_pilot_and_distinction(claims, level, is_pilot, has_distinction):
    claims = replace(claims, level=level)
    assert (claims.is_pilot, claims.has_distinction) == (is_pilot, has_distinction)


def as_map(claims):
    return cbor2.loads(encode_claims(claims))


def test_payload_holds_what_the_format_says(claims):
    assert as_map(claims) == {
        6: claims.issued_at,
        4: claims.expires_at,
        -65537: [1, 1, 77_777, "Ratna Dewi Kusumaningtyas", "POESA-EL", 0],
    }
    assert 4 not in as_map(replace(claims, expires_at=None))


@pytest.mark.parametrize(
    "change",
    [
        {"level": 4},
        {"level": -1},
        {"level": True},
        {"level": 0.0},
        {"status_index": 131_072},
        {"list_number": 0},
        {"name": ""},
        {"name": "A" * 101},
        {"name": 7},
        {"course_code": "A" * 17},
        {"course_code": "ÄÖ"},
        {"issued_at": -1},
        {"issued_at": 2**60},
        {"expires_at": "2029"},
    ],
)
def test_values_out_of_range_are_refused(claims, change):
    assert decode_claims(encode_claims(claims)) == claims
    with pytest.raises(InvalidQrCode):
        decode_claims(encode_claims(replace(claims, **change)))


def other_forms(claims):
    """The same claims in CBOR that a decoder accepts and that we never write."""
    plain = encode_claims(claims)
    values = [1, 1, 77_777, claims.name, claims.course_code, 0]
    items = {4: claims.expires_at, 6: claims.issued_at, -65537: values}
    backwards = dict(reversed(items.items()))
    yield "other order", cbor2.dumps(backwards)
    yield "one key more", cose.dumps({**items, 7: 1})
    yield "one value more", cose.dumps({**items, -65537: [*values, 0]})
    yield "other version", cose.dumps({**items, -65537: [2, *values[1:]]})
    yield "indefinite map", b"\xbf" + plain[1:] + b"\xff"
    yield "key twice", b"\xa4" + plain[1:] + b"\x06\x00"
    yield "long integer", plain.replace(b"\x06\x1a", b"\x06\x1b\x00\x00\x00\x00", 1)
    yield "self-described", b"\xd9\xd9\xf7" + plain
    yield "floating level", plain[:-1] + b"\xf9\x00\x00"
    yield "no expiry", cose.dumps(items | {4: None})
    yield "cut short", plain[:-1]
    yield "name cut short", plain[: plain.index(b"Ratna") + 3]
    yield "name that is no UTF-8", plain.replace(b"Ratna", b"Rat\xffa")
    yield "name as bytes", plain.replace(b"\x78\x19Ratna", b"\x58\x19Ratna")
    yield "long length", plain.replace(b"\x78\x19Ratna", b"\x79\x00\x19Ratna")
    yield "nothing", b""


@pytest.mark.parametrize("tagged", TAGGED.values(), ids=TAGGED.keys())
def test_tags_are_refused_and_never_worked_out(claims, tagged):
    plain = encode_claims(claims)
    assert not is_refused(plain)
    for payload in (tagged, plain[:-1] + tagged, b"\xa3\x04" + tagged + plain[7:]):
        assert is_refused(payload), payload


def test_every_other_form_of_the_same_claims_is_refused(claims):
    assert not is_refused(encode_claims(claims))
    assert [form for form, payload in other_forms(claims) if not is_refused(payload)] == []


def is_refused(payload):
    try:
        decode_claims(payload)
    except InvalidQrCode:
        return True
    return False


def test_scheme_and_host_are_read_in_either_case(code_text):
    text = code_text()
    head, _slash, rest = text.partition("/V/")
    assert parse_qr_text(text) == parse_qr_text(head.lower() + "/v/" + rest)
    assert (parse_qr_text(text).host, parse_qr_text(text).is_secure) == ("payung.example", True)


@pytest.mark.parametrize(
    ("good", "bad"),
    [
        ("/V/7K4M2Q9XHT3WP8DR#", "/V/7K4M-2Q9X-HT3W-P8DR#"),
        ("/V/7K4M2Q9XHT3WP8DR#", "/V/7K4M2Q9XHT3WP8DU#"),
        ("/V/7K4M2Q9XHT3WP8DR#", "/V/7k4m2q9xht3wp8dr#"),
        ("/V/7K4M2Q9XHT3WP8DR#", "/V/7K4M2Q9XHT3WP8DR?A#"),
        ("/V/7K4M2Q9XHT3WP8DR#", "/X/7K4M2Q9XHT3WP8DR#"),
        ("HTTPS://", "FTP://"),
        ("HTTPS://", "HTTPS://USER@"),
        ("HTTPS://", " HTTPS://"),
        ("#", "##"),
    ],
)
def test_other_addresses_are_refused(code_text, good, bad):
    text = code_text()
    parse_qr_text(text)
    with pytest.raises(InvalidQrCode):
        parse_qr_text(text.replace(good, bad, 1))


@pytest.mark.parametrize("text", ["", "HTTPS://PAYUNG.EXAMPLE/V/7K4M2Q9XHT3WP8DR", "A" * 2_000])
def test_a_text_without_a_signed_part_is_refused(text):
    with pytest.raises(InvalidQrCode):
        parse_qr_text(text)


def test_a_usual_code_takes_a_small_symbol(code_text):
    text = code_text()
    assert 230 <= len(text) <= 330
    assert len(qr_matrix(text)) in (53, 57, 61)
