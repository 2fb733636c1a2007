"""What a script may send for a passkey's answer: anything but a genuine one is refused alike."""

import json

import pytest
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
