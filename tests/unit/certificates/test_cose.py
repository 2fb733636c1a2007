"""COSE messages are read in the one form that we write, and in no other."""

import cbor2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from certificates.keys import cose

KEY_ID, SIGNATURE = b"kid4", bytes(range(64))


def message(**changes):
    """A message built by hand; each change is one thing that we never write."""
    parts = {
        "protected": cose.dumps({1: -8, 4: KEY_ID}),
        "unprotected": {},
        "payload": b"\xa0",
        "signature": SIGNATURE,
        **changes,
    }
    tag = parts.pop("tag", 18)
    return cose.dumps(cbor2.CBORTag(tag, list(parts.values())))


def test_the_form_that_we_write_is_read():
    assert cose.parse_sign1(message()) == cose.Sign1(KEY_ID, b"\xa0", SIGNATURE)


@pytest.mark.parametrize(
    "changes",
    [
        {"protected": cose.dumps({1: -7, 4: KEY_ID})},
        {"protected": cose.dumps({1: -8})},
        {"protected": cose.dumps({1: -8, 4: b"kid"})},
        {"protected": cose.dumps({1: -8, 4: KEY_ID, 5: b"iv"})},
        {"protected": cbor2.dumps({4: KEY_ID, 1: -8})},
        {"protected": cose.dumps({1: -8, 4: KEY_ID}) + b"\x00"},
        {"protected": cose.dumps({4: KEY_ID}), "unprotected": {1: -8}},
        {"protected": b""},
        {"protected": {1: -8, 4: KEY_ID}},
        {"unprotected": {4: KEY_ID}},
        {"payload": None},
        {"signature": SIGNATURE[:63]},
        {"signature": SIGNATURE + b"\x00"},
        {"tag": 98},
        {"more": b""},
    ],
)
def test_each_deviation_is_refused(changes):
    with pytest.raises(cose.NotCanonical):
        cose.parse_sign1(message(**changes))


def test_untagged_nested_and_lengthened_messages_are_refused():
    plain = message()
    forms = {
        "untagged": plain[1:],
        "tagged twice": b"\xd2" + plain,
        "long tag": b"\xd8\x12" + plain[1:],
        "indefinite array": b"\xd2\x9f" + plain[2:] + b"\xff",
        "long length": plain.replace(b"\x58\x40", b"\x59\x00\x40", 1),
        "trailing byte": plain + b"\x00",
        "cut short": plain[:-1],
        "deep": b"\x81" * 600 + b"\x00",
    }
    assert cose.parse_sign1(plain)
    assert [form for form, changed in forms.items() if not is_refused(changed)] == []


def is_refused(message):
    try:
        cose.parse_sign1(message)
    except cose.NotCanonical:
        return True
    return False


@given(noise=st.binary(max_size=200))
def test_noise_is_refused_and_raises_nothing_else(noise):
    with pytest.raises(cose.NotCanonical):
        cose.parse_sign1(noise)


@given(position=st.integers(0, 10_000), byte=st.integers(1, 255))
def test_a_changed_byte_is_refused_or_changes_what_is_read(position, byte):
    plain = bytearray(message())
    plain[position % len(plain)] ^= byte
    try:
        changed = cose.parse_sign1(bytes(plain))
    except cose.NotCanonical:
        return
    assert changed != cose.parse_sign1(message())
