"""What a script may send for a passkey's answer: anything but a genuine one is refused alike."""

import json
from hashlib import sha256

import cbor2
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from webauthn.helpers import bytes_to_base64url

from lms.accounts.sign_in.throttle import MAX_PER_ACCOUNT_AND_ADDRESS
from tests.integration.accounts.pages import is_signed_in, sign_up

GARBAGE = [
    "",
    "null",
    "[]",
    "[" * 5_000,
    '{"id":' * 5_000,
    '{"id": "\ud800", "rawId": "AA"}',
    "\x00",
]


@pytest.mark.parametrize("answer", GARBAGE, ids=range(len(GARBAGE)))
def test_garbage_signs_nobody_in(client, answer):
    client.post("/sign-in/passkey/options")
    sent = {"answer": answer.encode("utf-8", "surrogatepass")}
    assert client.post("/sign-in/passkey", data=sent).status_code in (403, 422)
    assert not is_signed_in(client)


@pytest.mark.parametrize("answer", GARBAGE, ids=range(len(GARBAGE)))
def test_garbage_adds_no_passkey(client, answer):
    sign_up(client)
    client.post("/account/passkeys/options")
    sent = {"name": "HP", "answer": answer.encode("utf-8", "surrogatepass")}
    assert client.post("/account/passkeys", data=sent).status_code in (403, 422)


def answer_of(passkey):
    """Well formed, with a signature that is none."""
    some = bytes_to_base64url(b"{}")
    parts = {"clientDataJSON": some, "authenticatorData": some, "signature": some}
    name = bytes_to_base64url(passkey)
    return json.dumps({"id": name, "rawId": name, "type": "public-key", "response": parts})


def test_one_phone_that_fails_pauses_no_passkey_but_its_own(client):
    def status(passkey):
        client.post("/sign-in/passkey/options")
        return client.post("/sign-in/passkey", data={"answer": answer_of(passkey)}).status_code

    assert [status(b"ratna") for _ in range(MAX_PER_ACCOUNT_AND_ADDRESS)] == [
        422
    ] * MAX_PER_ACCOUNT_AND_ADDRESS
    assert (status(b"ratna"), status(b"sri")) == (503, 422)


PRESENT, VERIFIED, HAS_KEY = 0x01, 0x04, 0x40  # flags of authenticator data (WebAuthn, section 6.1)


def new_passkey(options, flags):
    """What an authenticator without attestation answers to the options of a registration."""
    numbers = ec.generate_private_key(ec.SECP256R1()).public_key().public_numbers()
    x, y = (number.to_bytes(32, "big") for number in (numbers.x, numbers.y))
    key = cbor2.dumps({1: 2, 3: -7, -1: 1, -2: x, -3: y})
    name = b"passkey of a test"
    data = sha256(options["rp"]["id"].encode()).digest() + bytes([flags]) + bytes(4)
    data += bytes(16) + len(name).to_bytes(2, "big") + name + key
    facts = {
        "type": "webauthn.create",
        "challenge": options["challenge"],
        "origin": f"http://{options['rp']['id']}",
    }
    parts = {
        "clientDataJSON": bytes_to_base64url(json.dumps(facts).encode()),
        "attestationObject": bytes_to_base64url(
            cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        ),
    }
    name_text = bytes_to_base64url(name)
    return json.dumps(
        {"id": name_text, "rawId": name_text, "type": "public-key", "response": parts}
    )


@pytest.mark.parametrize(
    ("flags", "status"),
    [(PRESENT | VERIFIED | HAS_KEY, 303), (PRESENT | HAS_KEY, 422), (VERIFIED | HAS_KEY, 422)],
)
def test_passkey_is_added_only_after_the_phone_has_checked_its_owner(client, flags, status):
    sign_up(client)
    options = client.post("/account/passkeys/options").json
    sent = {"name": "HP", "answer": new_passkey(options, flags)}
    assert client.post("/account/passkeys", data=sent).status_code == status
