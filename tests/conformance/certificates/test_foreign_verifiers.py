"""Credentials, tokens and status lists, verified by software that is not ours.

Each verifier also refuses: otherwise its yes would say nothing. Digital Bazaar's answers that a
revoked credential is verified, so what is read is the status.
"""

import copy
import json
from datetime import UTC, datetime, timedelta

import pytest
from openbadgeslib.ob3 import OB3LdpVerifier, OB3VerificationError, OB3Verifier

from certificates.keys import did
from certificates.open_badges import token
from certificates.status_lists import bitstring
from tests import credential_cases as cases
from tests.conformance import foreign_verifiers

NOW = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=1)
LATER = NOW + timedelta(days=3 * 365)
DATES = {"issued_at": NOW, "valid_until": LATER}
INDEX = cases.FACTS.status_index
DID = did.did_web(cases.HOST)


def documents(*, revoked=(), signed_at=NOW):
    """What stands at the addresses of the issuer."""
    own = did.did_document(cases.HOST, cases.KEYS.public())
    context = foreign_verifiers.MULTIKEY
    methods = {
        method["id"]: {"@context": context, **method} for method in own["verificationMethod"]
    }
    revocations = cases.revocations(revoked, signed_at=signed_at)
    return {
        DID: own,
        f"https://{cases.HOST}/.well-known/did.json": own,
        cases.REVOCATIONS: revocations,
        f"{cases.REVOCATIONS}.jwt": token_of(revocations),
        **methods,
    }


def token_of(status_list_credential):
    return token.sign_token(
        bitstring.status_list_for_token(status_list_credential),
        signer=cases.KEYS,
        verification_method=cases.method(algorithm=did.P256),
    )


def changed(credential, **members):
    other = copy.deepcopy(credential)
    other["credentialSubject"].update(members)
    return other


@pytest.fixture(scope="module")
def credential():
    return cases.credential(**DATES)


@pytest.fixture(scope="module")
def forged(credential):
    other = copy.deepcopy(credential)
    other["credentialSubject"]["identifier"][0]["identityHash"] = "Bagas Pratama"
    return other


@pytest.fixture(scope="module")
def embellished(credential):
    return changed(credential, gelar="Profesor")


@pytest.fixture(scope="module")
def ended():
    return cases.credential(issued_at=NOW - timedelta(days=9), valid_until=NOW - timedelta(days=1))


@pytest.fixture(scope="module")
def digital_bazaar(credential, forged, embellished, ended):
    asked = [
        {"verifier": "digitalBazaar", "credential": one}
        for one in (credential, forged, embellished, ended)
    ]
    return foreign_verifiers.ask(asked, documents())


class TestDigitalBazaar:
    def test_a_genuine_credential_and_its_list_are_verified(self, digital_bazaar):
        assert digital_bazaar[0] == {"verified": True, "statuses": [False], "errors": []}

    def test_another_name_is_not(self, digital_bazaar):
        assert not digital_bazaar[1]["verified"]
        assert "Invalid signature." in digital_bazaar[1]["errors"]

    def test_an_undefined_member_is_not(self, digital_bazaar):
        assert not digital_bazaar[2]["verified"]

    def test_one_past_its_end_is_not(self, digital_bazaar):
        assert not digital_bazaar[3]["verified"]

    def test_a_revoked_one_has_its_bit_set(self, credential):
        asked = [{"verifier": "digitalBazaar", "credential": credential}]
        (answer,) = foreign_verifiers.ask(asked, documents(revoked=[INDEX]))
        assert answer["statuses"] == [True]

    def test_the_bit_of_a_neighbour_is_not_taken_for_ours(self, credential):
        asked = [{"verifier": "digitalBazaar", "credential": credential}]
        (answer,) = foreign_verifiers.ask(asked, documents(revoked=[INDEX - 1, INDEX + 1]))
        assert answer["statuses"] == [False]

    def test_a_changed_list_is_not_taken(self, credential):
        known = documents(revoked=[INDEX])
        subject = known[cases.REVOCATIONS]["credentialSubject"]
        subject["encodedList"] = bitstring.encode_bits([])
        asked = [{"verifier": "digitalBazaar", "credential": credential}]
        (answer,) = foreign_verifiers.ask(asked, known)
        assert not answer["verified"]

    def test_an_old_list_is_not_taken(self, credential):
        known = documents(signed_at=NOW - timedelta(days=8))
        asked = [{"verifier": "digitalBazaar", "credential": credential}]
        (answer,) = foreign_verifiers.ask(asked, known)
        assert not answer["verified"]

    def test_a_key_that_was_taken_from_the_list_of_keys_counts_no_more(self, credential):
        known = documents()
        known[DID] = {**known[DID], "assertionMethod": []}
        asked = [{"verifier": "digitalBazaar", "credential": credential}]
        (answer,) = foreign_verifiers.ask(asked, known)
        assert not answer["verified"]


@pytest.fixture(scope="module")
def dcc(credential, forged, ended):
    asked = [{"verifier": "dcc", "credential": one} for one in (credential, forged, ended)]
    return foreign_verifiers.ask(asked, documents())


class TestDigitalCredentialsConsortium:
    def test_a_genuine_credential_passes_each_step(self, dcc):
        steps = dcc[0]["steps"]
        assert dcc[0]["errors"] == []
        assert steps["valid_signature"] is True
        assert steps["expiration"] is True
        assert steps["revocation_status"] is True

    def test_another_name_does_not(self, dcc):
        assert dcc[1]["errors"] == ["invalid_signature"]

    def test_one_past_its_end_has_a_good_signature_and_is_expired(self, dcc):
        assert dcc[2]["steps"]["expiration"] is False

    def test_a_revoked_one_is_told(self, credential):
        asked = [{"verifier": "dcc", "credential": credential}]
        (answer,) = foreign_verifiers.ask(asked, documents(revoked=[INDEX]))
        assert answer["steps"]["revocation_status"] is False


@pytest.fixture(scope="module")
def jose():
    jwks = did.jwk_set(cases.HOST, cases.KEYS.public())
    token = cases.jwt(**DATES)
    head, body, signature = token.split(".")
    other = cases.CaseKeys(b"somebody else")
    foreign = cases.jwt(keys=other, verification_method=cases.method(algorithm=did.P256), **DATES)
    asked = [token, f"{head}.{body[:-4]}AAAA.{signature}", foreign]
    asked.append(cases.jwt(issued_at=NOW - timedelta(days=9), valid_until=NOW))
    return foreign_verifiers.ask(
        [{"verifier": "jose", "token": one, "jwks": jwks} for one in asked], {}
    )


class TestJose:
    def test_a_genuine_token_is_verified_with_the_published_key(self, jose):
        assert jose[0]["verified"]
        assert jose[0]["payload"]["iss"] == DID

    def test_a_changed_one_and_one_of_another_key_are_not(self, jose):
        for answer in jose[1:3]:
            assert answer["errors"] == ["ERR_JWS_SIGNATURE_VERIFICATION_FAILED"]

    def test_one_past_its_end_is_not(self, jose):
        assert jose[3]["errors"] == ["ERR_JWT_EXPIRED"]


class TestOpenBadgesLib:
    def download(self, **changes):
        known = documents(**changes)

        def download(address, **_options):
            found = known[address]
            return (found if isinstance(found, str) else json.dumps(found)).encode()

        return download

    def verify(self, credential, **changes):
        """Its check of a list's own signature knows lists in the form of tokens only."""
        return OB3LdpVerifier.for_issuer_did(DID).verify(
            credential,
            check_status=True,
            verify_status_list=False,
            download=self.download(**changes),
        )

    def test_a_genuine_credential_and_its_list_are_verified(self, credential):
        found = self.verify(credential)
        assert found.achievement.name == cases.FACTS.title_id

    def test_another_name_or_an_undefined_member_is_not(self, forged, embellished):
        for other in (forged, embellished):
            with pytest.raises(OB3VerificationError):
                self.verify(other)

    def test_a_revoked_one_is_not(self, credential):
        with pytest.raises(OB3VerificationError, match="is set at index"):
            self.verify(credential, revoked=[INDEX])

    def test_an_old_list_is_not_taken(self, credential):
        with pytest.raises(OB3VerificationError, match=r"validUntil|expired"):
            self.verify(credential, signed_at=NOW - timedelta(days=8))

    def verify_token(self, text, **changes):
        download = self.download(**changes)
        verifier = OB3Verifier.for_issuer_did(DID, download=download)
        return verifier.verify(text, check_status=True, download=download)

    def test_a_token_and_the_signature_of_its_list_are_verified(self):
        found = self.verify_token(cases.jwt(**DATES))
        assert found.id == f"https://{cases.HOST}/credentials/{cases.NUMBER}"

    def test_a_revoked_token_is_not(self):
        with pytest.raises(OB3VerificationError, match="is set at index"):
            self.verify_token(cases.jwt(**DATES), revoked=[INDEX])

    def test_a_token_of_another_key_is_not(self):
        other = cases.CaseKeys(b"somebody else")
        forged = cases.jwt(
            keys=other, verification_method=cases.method(algorithm=did.P256), **DATES
        )
        with pytest.raises(OB3VerificationError):
            self.verify_token(forged)
