"""What a script may send for a passkey's answer: anything but a genuine one is refused alike."""

import pytest

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
