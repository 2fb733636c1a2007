"""The credential as a token: what is in it, and every change refused beside the token unchanged."""

import base64
import json

import pytest
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hmac import HMAC

from certificates.keys import did
from certificates.multibase import to_base64url
from certificates.open_badges.credential import build_credential
from certificates.open_badges.credential_verification import verify_jwt_credential
from certificates.open_badges.token import sign_token
from tests import credential_cases as cases

OTHER_KEYS = cases.CaseKeys(b"somebody else")
P256 = cases.method(algorithm=did.P256)


def verdict(token, *, now=cases.NOW, **changes):
    return verify_jwt_credential(token, trust=cases.trust(**changes), now=now)


def reason(token, **changes):
    return verdict(token, **changes).reason


def part(token, index):
    text = token.split(".")[index]
    return json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))


def encoded(value):
    return to_base64url(json.dumps(value).encode())


def signed_anew(token, *, header=None, payload=None, keys=cases.KEYS):
    """The token with another header or payload, and a good signature on it."""
    head = encoded({**part(token, 0), **(header or {})})
    body = encoded({**part(token, 1), **(payload or {})})
    return f"{head}.{body}.{to_base64url(keys.sign_es256(f'{head}.{body}'.encode()))}"


def test_the_token_unchanged_is_genuine():
    found = verdict(cases.jwt())
    assert (found.outcome, found.reason) == ("genuine", None)
    assert found.claims.name == cases.FACTS.name


def test_registered_claims_are_those_of_the_credential():
    payload = part(cases.jwt(), 1)
    assert payload["sub"] == payload["credentialSubject"]["id"]
    assert payload["jti"] == payload["id"]
    assert payload["iss"] == payload["issuer"]["id"]
    assert payload["nbf"] == int(cases.NOW.timestamp())
    assert payload["exp"] == int(cases.NOW.replace(year=2029).timestamp())


def test_without_an_end_there_is_no_exp():
    token = cases.jwt(valid_until=None)
    assert "exp" not in part(token, 1)
    assert verdict(token).outcome == "genuine"


def test_the_list_that_it_names_is_a_token_as_well():
    status = part(cases.jwt(), 1)["credentialStatus"]
    assert status["statusListCredential"] == f"{cases.REVOCATIONS}.jwt"
    assert verdict(cases.jwt()).claims.status_index == cases.FACTS.status_index


def test_the_header_names_algorithm_key_and_type():
    assert part(cases.jwt(), 0) == {"alg": "ES256", "kid": P256, "typ": "JWT"}


def test_a_token_signed_anew_is_genuine_as_well():
    assert verdict(signed_anew(cases.jwt())).outcome == "genuine"


@pytest.mark.parametrize("algorithm", ["none", "None", "HS256", "RS256", "EdDSA", "ES384", "", 5])
def test_another_algorithm(algorithm):
    assert reason(signed_anew(cases.jwt(), header={"alg": algorithm})) == "algorithm-refused"


def test_none_without_a_signature():
    token = cases.jwt()
    head = encoded(part(token, 0) | {"alg": "none"})
    assert reason(f"{head}.{token.split('.')[1]}.") == "algorithm-refused"


def test_hs256_with_the_public_key_as_the_secret():
    token = cases.jwt()
    head = encoded(part(token, 0) | {"alg": "HS256"})
    message = f"{head}.{token.split('.')[1]}"
    hmac = HMAC(cases.KEYS.public()[1].public_key, SHA256())
    hmac.update(message.encode())
    assert reason(f"{message}.{to_base64url(hmac.finalize())}") == "algorithm-refused"


@pytest.mark.parametrize(
    ("kid", "expected"),
    [
        ("did:web:payung.example#lain", "key-unknown"),
        ("did:web:lain.example#lain", "issuer-foreign"),
        ("https://jahat.example/jwks.json", "issuer-foreign"),
        (cases.method(), "key-unknown"),
        (5, "jwt-form"),
        (None, "jwt-form"),
    ],
)
def test_a_foreign_kid(kid, expected):
    assert reason(signed_anew(cases.jwt(), header={"kid": kid})) == expected


@pytest.mark.parametrize("member", ["jwk", "jku", "x5c", "x5u", "crit", "b64"])
def test_a_header_that_brings_its_own_key_or_more(member):
    assert reason(signed_anew(cases.jwt(), header={member: "x"})) == "jwt-form"


def test_the_key_of_somebody_else_under_our_name():
    assert reason(signed_anew(cases.jwt(), keys=OTHER_KEYS)) == "signature-invalid"


@pytest.mark.parametrize(
    ("claim", "value", "expected"),
    [
        ("iss", "did:web:lain.example", "issuer-differs"),
        ("jti", "https://payung.example/credentials/0000000000000000", "jwt-id-differs"),
        ("sub", "urn:uuid:00000000-0000-4000-8000-000000000000", "jwt-subject-differs"),
        ("nbf", 0, "jwt-dates-differ"),
        ("exp", 4_000_000_000, "jwt-dates-differ"),
        ("exp", None, "jwt-dates-differ"),
        ("exp", "1858233930", "jwt-dates-differ"),
        ("issuer", "did:web:payung.example", "form-unknown"),
        ("credentialSubject", {}, "form-unknown"),
        ("validFrom", "kemarin", "form-unknown"),
    ],
)
def test_a_wrong_claim_although_signed(claim, value, expected):
    assert reason(signed_anew(cases.jwt(), payload={claim: value})) == expected


def test_every_change_of_a_character_of_the_payload():
    head, body, signature = cases.jwt().split(".")
    for place in range(0, len(body), 7):
        other = "A" if body[place] != "A" else "B"
        changed = f"{head}.{body[:place]}{other}{body[place + 1 :]}.{signature}"
        assert reason(changed) in ("signature-invalid", "jwt-form"), place


@pytest.mark.parametrize(
    "change",
    [
        lambda token: token + ".",
        lambda token: token.rpartition(".")[0],
        lambda token: token + "=",
        lambda token: " " + token,
        lambda token: token + "\n",
        lambda token: token.replace(".", ".."),
        lambda token: "",
        lambda token: "…",
    ],
)
def test_a_token_of_another_form(change):
    assert reason(change(cases.jwt())) == "jwt-form"


def test_a_signature_in_der_or_cut_short():
    head, body, signature = cases.jwt().split(".")
    for other in (signature[:-4], signature + "AAAA", ""):
        assert reason(f"{head}.{body}.{other}") in ("signature-invalid", "jwt-form")


def test_a_member_twice():
    token = cases.jwt()
    body = json.dumps(part(token, 1)).replace('{"@context"', '{"name": "x", "@context"', 1)
    head = token.split(".")[0]
    message = f"{head}.{to_base64url(body.encode())}"
    assert reason(f"{message}.{to_base64url(cases.KEYS.sign_es256(message.encode()))}") == (
        "duplicate-key"
    )


def test_another_installation():
    facts = cases.replace(cases.FACTS, host="lain.example")
    named = cases.method(OTHER_KEYS, host="lain.example", algorithm=did.P256)
    token = sign_token(build_credential(facts), signer=OTHER_KEYS, verification_method=named)
    assert reason(token) == "issuer-foreign"


def test_states_of_the_key():
    token = cases.jwt()
    assert verdict(token, state="retired").outcome == "genuine"
    assert verdict(token, state="retired", retired_at=cases.NOW).outcome == "genuine"
    earlier = cases.NOW.replace(year=2025)
    assert reason(token, state="retired", retired_at=earlier) == "key-retired"
    assert verdict(token, is_specimen=True).outcome == "specimen"
    assert reason(token, state="compromised") == "key-compromised"


def test_past_its_end_it_is_expired_and_still_ours():
    found = verdict(cases.jwt(), now=cases.NOW.replace(year=2030))
    assert (found.outcome, found.is_genuine) == ("expired", True)
