"""Every change to a credential is refused with its reason, beside the credential unchanged."""

import copy
import json
from datetime import timedelta

import pytest

from certificates.open_badges.credential_verification import verify_json_credential
from certificates.strict_json import json_bytes
from tests import credential_cases as cases

OTHER_KEYS = cases.CaseKeys(b"somebody else")


def verdict(document, **changes):
    data = document if isinstance(document, bytes | str) else json_bytes(document)
    return verify_json_credential(data, trust=cases.trust(**changes), now=cases.NOW)


def reason(document, **changes):
    return verdict(document, **changes).reason


@pytest.fixture(scope="module")
def genuine():
    return cases.credential()


@pytest.fixture
def changed(genuine):
    return copy.deepcopy(genuine)


def test_the_credential_unchanged_is_genuine(genuine):
    found = verdict(genuine)
    assert (found.outcome, found.reason) == ("genuine", None)
    assert found.claims.name == "Ratna Dewi Kusumaningtyas"


def test_another_order_of_members_and_other_spaces_change_nothing(genuine):
    turned = dict(reversed(genuine.items()))
    assert verdict(json.dumps(turned, indent=4)).outcome == "genuine"


def test_a_proof_outside_an_array_says_the_same(genuine):
    assert verdict(genuine | {"proof": genuine["proof"][0]}).outcome == "genuine"


CHANGES = {
    "a letter of the name": (
        "identityHash",
        "Ratna Dewi Kusumaningtyas",
        "Ratna Dewi Kusumaningtyaz",
    ),
    "the level": ("value", "Tuntas", "Tuntas dengan predikat istimewa"),
    "the hours": ("creditsAvailable", 8, 80),
    "the end of validity": ("validUntil", "2029-11-24T07:05:30Z", "2039-11-24T07:05:30Z"),
    "the place in the list": ("statusListIndex", "77777", "77778"),
    "the list": (
        "statusListCredential",
        "https://payung.example/status/1/revocation",
        "https://payung.example/status/2/revocation",
    ),
    "the number": (
        "id",
        "https://payung.example/credentials/7K4M2Q9XHT3WP8DR",
        "https://payung.example/credentials/7K4M2Q9XHT3WP8DX",
    ),
    "a nested type": ("achievementType", "CertificateOfCompletion", "MasterDegree"),
    "a space": ("identityHash", "Ratna Dewi Kusumaningtyas", "Ratna Dewi  Kusumaningtyas"),
    "a letter that looks alike": (
        "identityHash",
        "Ratna Dewi Kusumaningtyas",
        "R\u0430tna Dewi Kusumaningtyas",
    ),
    "when it was signed": ("created", "2026-11-24T07:05:30Z", "2026-11-24T07:05:31Z"),
}


@pytest.mark.parametrize(("member", "before", "after"), CHANGES.values(), ids=CHANGES.keys())
def test_a_changed_value_breaks_the_signature(changed, member, before, after):
    assert replace_first(changed, member, before, after)
    assert reason(changed) == "signature-invalid"


def replace_first(node, member, before, after):
    """Change the first member of this name and value, wherever it stands."""
    if isinstance(node, dict):
        if member in node and node[member] == before:
            node[member] = after
            return True
        return any(replace_first(value, member, before, after) for value in node.values())
    if isinstance(node, list):
        return any(replace_first(value, member, before, after) for value in node)
    return False


REMOVED = ["name", "validUntil", "validFrom", "credentialStatus", "credentialSubject", "id"]


@pytest.mark.parametrize("member", REMOVED)
def test_a_removed_member_breaks_the_signature(changed, member):
    del changed[member]
    assert reason(changed) == "signature-invalid"


def test_a_removed_issuer_differs_from_the_key(changed):
    del changed["issuer"]
    assert reason(changed) == "issuer-differs"


def test_another_issuer_differs_from_the_key(changed):
    changed["issuer"]["id"] = "did:web:lain.example"
    assert reason(changed) == "issuer-differs"


def test_a_defined_member_that_was_added_breaks_the_signature(changed):
    changed["credentialSubject"]["licenseNumber"] = "1"
    assert reason(changed) == "signature-invalid"


class TestTheProof:
    def test_removed(self, changed):
        del changed["proof"]
        assert reason(changed) == "proof-missing"

    def test_doubled(self, changed):
        changed["proof"] *= 2
        assert reason(changed) == "form-unknown"

    def test_a_second_one(self, changed):
        changed["proof"].append(changed["proof"][0] | {"created": "2026-11-25T00:00:00Z"})
        assert reason(changed) == "proof-doubled"

    def test_of_another_credential(self, changed):
        changed["proof"] = cases.credential(name="Bagas Pratama")["proof"]
        assert reason(changed) == "signature-invalid"

    @pytest.mark.parametrize(
        ("member", "value", "expected"),
        [
            ("cryptosuite", "eddsa-jcs-2022", "algorithm-refused"),
            ("cryptosuite", "ecdsa-rdfc-2019", "algorithm-refused"),
            ("type", "Ed25519Signature2020", "proof-form"),
            ("proofPurpose", "authentication", "proof-form"),
            ("created", "kemarin", "proof-form"),
            ("created", "2026-13-24T07:05:30Z", "proof-form"),
            ("created", 5, "proof-form"),
            ("proofValue", "z", "proof-form"),
            ("proofValue", "u3q2-7w", "proof-form"),
            ("proofValue", "z0OIl", "proof-form"),
            ("verificationMethod", "https://payung.example/key", "proof-form"),
            ("verificationMethod", "did:web:payung.example#00000000", "key-unknown"),
            ("verificationMethod", "did:web:lain.example#00000000", "issuer-foreign"),
            ("verificationMethod", "did:key:z6Mk#z6Mk", "issuer-foreign"),
        ],
    )
    def test_another_value(self, changed, member, value, expected):
        changed["proof"][0][member] = value
        assert reason(changed) == expected

    @pytest.mark.parametrize("member", ["type", "cryptosuite", "created", "proofValue"])
    def test_a_member_less(self, changed, member):
        del changed["proof"][0][member]
        assert reason(changed) == "proof-form"

    @pytest.mark.parametrize("member", ["expires", "domain", "challenge", "previousProof", "gelar"])
    def test_a_member_more(self, changed, member):
        changed["proof"][0][member] = "x"
        assert reason(changed) == "proof-form"

    def test_a_signature_of_zeros(self, changed):
        changed["proof"][0]["proofValue"] = "z" + "1" * 64
        assert reason(changed) == "signature-invalid"


class TestTheKey:
    def test_of_somebody_else_under_our_name(self, genuine):
        claims = {key: value for key, value in genuine.items() if key != "proof"}
        forged = cases.signed(claims, keys=OTHER_KEYS, verification_method=cases.method())
        assert reason(forged) == "signature-invalid"

    def test_of_somebody_else_under_its_own_name(self, genuine):
        claims = {key: value for key, value in genuine.items() if key != "proof"}
        assert reason(cases.signed(claims, keys=OTHER_KEYS)) == "key-unknown"

    def test_of_another_installation(self):
        other = cases.method(OTHER_KEYS, host="lain.example")
        facts = cases.replace(cases.FACTS, host="lain.example")
        document = cases.signed(
            cases.build_credential(facts), keys=OTHER_KEYS, verification_method=other
        )
        assert reason(document) == "issuer-foreign"

    def test_retired_still_counts(self, genuine):
        assert verdict(genuine, state="retired").outcome == "genuine"

    def test_retired_signs_no_more(self, genuine):
        retired = {"state": "retired", "retired_at": cases.NOW}
        assert verdict(genuine, **retired).outcome == "genuine"
        retired["retired_at"] -= timedelta(seconds=1)
        assert reason(genuine, **retired) == "key-retired"

    def test_retired_signs_no_more_under_an_earlier_date_of_the_proof(self):
        document = cases.signed(
            cases.build_credential(cases.FACTS), created=cases.NOW - timedelta(days=2)
        )
        retired = {"state": "retired", "retired_at": cases.NOW - timedelta(days=1)}
        assert verdict(document).outcome == "genuine"
        assert reason(document, **retired) == "key-retired"

    def test_compromised_counts_no_more(self, genuine):
        assert reason(genuine, state="compromised") == "key-compromised"

    def test_of_specimens_gives_a_specimen(self, genuine):
        assert verdict(genuine, is_specimen=True).outcome == "specimen"


class TestTheDates:
    def test_past_its_end_it_is_expired_and_still_ours(self, genuine):
        found = verify_json_credential(
            json_bytes(genuine), trust=cases.trust(), now=cases.NOW.replace(year=2029)
        )
        assert (found.outcome, found.is_genuine) == ("expired", True)

    def test_before_its_start_it_is_refused(self, genuine):
        found = verify_json_credential(
            json_bytes(genuine), trust=cases.trust(), now=cases.NOW.replace(year=2025)
        )
        assert found.reason == "not-yet-valid"
