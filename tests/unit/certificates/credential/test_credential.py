"""The credential: what stands in it, and what does not."""

import json
from dataclasses import replace

import pytest

from certificates.open_badges.credential import build_credential
from certificates.open_badges.credential_claims import parse_claims
from certificates.rejection_reasons import DocumentRejected
from tests.credential_cases import FACTS, HOST, NOW, NUMBER


def test_it_says_who_achieved_what():
    credential = build_credential(FACTS)
    subject = credential["credentialSubject"]
    achievement = subject["achievement"]
    assert credential["id"] == f"https://{HOST}/credentials/{NUMBER}"
    assert credential["issuer"]["id"] == "did:web:payung.example"
    assert subject["id"] == "urn:uuid:58172aac-d8ba-41ed-83dd-0b3aef56cc33"
    assert subject["identifier"][0] == {
        "type": "IdentityObject",
        "identityType": "name",
        "hashed": False,
        "identityHash": "Ratna Dewi Kusumaningtyas",
    }
    assert achievement["name"] == FACTS.title_id
    assert FACTS.title_en in achievement["description"]
    assert achievement["creditsAvailable"] == 8
    assert achievement["criteria"]["narrative"]
    assert achievement["alignment"][0]["targetUrl"] == "https://kerangka.example/4"
    assert achievement["inLanguage"] == "id"


def test_dates_are_those_of_the_record():
    credential = build_credential(FACTS)
    assert credential["validFrom"] == "2026-11-24T07:05:30Z"
    assert credential["validUntil"] == "2029-11-24T07:05:30Z"


def test_a_course_without_an_end_of_validity_names_none():
    assert "validUntil" not in build_credential(replace(FACTS, valid_until=None))


def test_its_place_in_the_status_list_is_named():
    status = build_credential(FACTS)["credentialStatus"]
    assert status["statusListCredential"] == f"https://{HOST}/status/1/revocation"
    assert (status["statusPurpose"], status["statusListIndex"]) == ("revocation", "77777")


def test_the_level_is_a_result_in_the_language_of_the_credential():
    def level(**changes):
        subject = build_credential(replace(FACTS, **changes))["credentialSubject"]
        return subject["result"][0]["value"]

    assert level() == "Tuntas"
    assert level(level=1) == "Tuntas dengan predikat istimewa"
    assert level(level=1, language="en") == "Completed with distinction"


def test_english_has_the_english_title_first():
    credential = build_credential(replace(FACTS, language="en"))
    assert credential["name"] == FACTS.title_en
    assert FACTS.title_id in credential["description"]


@pytest.mark.parametrize(
    ("changes", "mark"),
    [({"is_specimen": True}, "CONTOH / SPECIMEN"), ({"is_pilot": True}, "UJI COBA / PILOT")],
)
def test_a_specimen_and_a_pilot_say_so_and_others_do_not(changes, mark):
    assert mark in build_credential(replace(FACTS, **changes))["name"]
    assert mark not in json.dumps(build_credential(FACTS), ensure_ascii=False)


def test_no_role_province_or_score_is_in_it():
    text = json.dumps(build_credential(FACTS)).lower()
    for absent in ("teacher", "guru", "province", "provinsi", "score", "nilai", "email", "phone"):
        assert absent not in text, absent


def test_on_loopback_its_address_is_http():
    facts = replace(FACTS, host="127.0.0.1:8080", is_secure=False)
    credential = build_credential(facts)
    assert credential["id"].startswith("http://127.0.0.1:8080/credentials/")
    assert credential["issuer"]["id"] == "did:web:127.0.0.1%3A8080"
    assert parse_claims(credential).host == "127.0.0.1:8080"


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("level", [0, 1])
def test_what_was_written_is_read_again(language, level):
    claims = parse_claims(build_credential(replace(FACTS, language=language, level=level)))
    assert (claims.host, claims.number, claims.name) == (HOST, NUMBER, FACTS.name)
    assert (claims.course_code, claims.hours, claims.level) == ("POESA-EL", 8, level)
    assert (claims.issued_at, claims.valid_until) == (NOW, NOW.replace(year=2029))
    assert (claims.list_number, claims.status_index) == (1, 77_777)


@pytest.mark.parametrize(
    "change",
    [
        {"id": "https://lain.example/credentials/7K4M2Q9XHT3WP8DR"},
        {"id": "https://payung.example/credentials/7K4M2Q9XHT3WP8DRX"},
        {"id": "https://payung.example/courses/7K4M2Q9XHT3WP8DR"},
        {"type": ["VerifiableCredential"]},
        {"credentialSubject": {}},
        {"credentialStatus": {"statusListCredential": "https://lain.example/status/1/revocation"}},
        {"validFrom": "2026-11-24"},
    ],
)
def test_a_document_of_another_form_is_not_read(change):
    assert parse_claims(build_credential(FACTS)).number == NUMBER
    with pytest.raises(DocumentRejected) as refusal:
        parse_claims(build_credential(FACTS) | change)
    assert refusal.value.reason == "form-unknown"
