"""The place of a credential in a status list, changed and signed again with our own key."""

import pytest

from certificates.open_badges.credential_verification import verify_json_credential
from certificates.strict_json import json_bytes
from tests import credential_cases as cases


def verdict(document):
    return verify_json_credential(json_bytes(document), trust=cases.trust(), now=cases.NOW)


def with_status(changes):
    """The credential with another entry of its status, and a good signature on it."""
    unsigned = cases.build_credential(cases.FACTS)
    unsigned["credentialStatus"] = unsigned["credentialStatus"] | changes
    return cases.signed(unsigned)


@pytest.mark.parametrize(
    "change",
    [
        {"statusListIndex": "131072"},
        {"statusListIndex": "-1"},
        {"statusListIndex": "077777"},
        {"statusListIndex": "77777 "},
        {"statusListIndex": "\u0667"},
        {"statusListIndex": ""},
        {"statusPurpose": "suspension"},
        {"type": "StatusList2021Entry"},
        {"statusListCredential": "https://payung.example/status/0/revocation"},
        {"statusListCredential": "https://payung.example/status/1/suspension"},
        {"statusListCredential": "https://lain.example/status/1/revocation"},
        {"statusListCredential": "http://payung.example/status/1/revocation"},
    ],
    ids=str,
)
def test_a_place_that_is_none_or_elsewhere(change):
    for changes in ({}, {"statusListIndex": "0"}, {"statusListIndex": "131071"}):
        assert verdict(with_status(changes)).outcome == "genuine"
    is_other_kind = "type" in change
    expected = "term-undefined" if is_other_kind else "form-unknown"
    assert verdict(with_status(change)).reason == expected


def test_no_place():
    unsigned = cases.build_credential(cases.FACTS)
    del unsigned["credentialStatus"]
    assert verdict(cases.signed(unsigned)).reason == "form-unknown"
