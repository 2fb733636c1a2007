"""The addresses that other software asks: credentials, status lists, keys and profile."""

import base64
import json

import pytest

from certificates.numbers import format_number
from certificates.open_badges.contexts import CREDENTIALS_V2
from certificates.open_badges.credential_verification import (
    build_trust,
    verify_json_credential,
    verify_jwt_credential,
)
from certificates.open_badges.data_integrity import parse_timestamp
from certificates.records import service
from certificates.records.queries import public_keys
from certificates.rejection_reasons import DocumentRejected
from certificates.status_lists.bitstring import read_status_list
from lms.app import create_app
from lms.extensions import db

HOSTS = ("payung.example", "lama.example")
UNKNOWN = "0000000000000000"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


@pytest.fixture
def trust(read):
    return build_trust(read(public_keys), HOSTS)


@pytest.fixture
def ask(client):
    def ask(path, accept="*/*", **options):
        return client.get(path, headers={"Accept": accept}, **options)

    return ask


@pytest.fixture
def path(certificate):
    return f"/credentials/{certificate.number}"


def test_anyone_with_the_number_gets_the_credential_and_it_verifies(ask, path, learner, trust, now):
    answer = ask(path)
    assert answer.status_code == 200
    assert answer.content_type == "application/ld+json"
    found = verify_json_credential(answer.data, trust=trust, now=now)
    assert (found.outcome, found.reason) == ("genuine", None)
    assert found.claims.name == learner.name


def test_each_asking_gives_the_same_bytes(ask, path):
    first, second = ask(f"{path}.json"), ask(path, "application/json")
    assert first.data == second.data


def test_the_token_verifies(ask, path, learner, trust, now):
    answer = ask(f"{path}.jwt")
    assert answer.content_type == "application/jwt"
    found = verify_jwt_credential(answer.text, trust=trust, now=now)
    assert (found.outcome, found.claims.name) == ("genuine", learner.name)


@pytest.mark.parametrize(
    ("ending", "accept", "content_type", "begins"),
    [
        ("json", "application/ld+json", "application/ld+json", b"{"),
        ("json", "application/vc", "application/vc", b"{"),
        ("json", "application/json", "application/json", b"{"),
        ("jwt", "application/vc+jwt", "application/vc+jwt", b"ey"),
        ("pdf", "application/pdf", "application/pdf", b"%PDF"),
        ("png", "image/png", "image/png", b"\x89PNG"),
        ("svg", "image/svg+xml", "image/svg+xml", b"<"),
    ],
)
def test_the_ending_and_what_is_accepted_give_the_same_file(
    ask, path, ending, accept, content_type, begins
):
    by_ending, by_accept = ask(f"{path}.{ending}"), ask(path, accept)
    assert by_ending.data == by_accept.data
    assert by_accept.content_type == content_type
    assert by_ending.data.startswith(begins)
    assert "Accept" in by_accept.headers["Vary"]


def test_a_browser_is_led_to_the_page(ask, path, certificate):
    answer = ask(path, BROWSER)
    assert answer.status_code == 303
    assert answer.headers["Location"].endswith(f"/v/{format_number(certificate.number)}")


def test_the_number_is_read_in_either_case_with_or_without_hyphens(ask, path, certificate):
    number = format_number(certificate.number)
    for written in (number, number.lower(), f"{number.lower()}.json"):
        assert ask(f"/credentials/{written}").data == ask(path).data, written


def test_another_site_may_read_it_and_no_cache_that_is_shared_keeps_it(ask, path):
    headers = ask(path).headers
    assert headers["Access-Control-Allow-Origin"] == "*"
    assert headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert headers["Cache-Control"] == "private, no-cache"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert "noindex" in headers["X-Robots-Tag"]
    assert "Set-Cookie" not in headers


def test_a_page_of_another_site_may_ask_for_a_fresh_copy(client, path):
    for asked in (path, "/.well-known/did.json", "/status/1/revocation"):
        answer = client.options(
            asked,
            headers={
                "Origin": "https://lain.example",
                "Access-Control-Request-Method": "GET",
                "Access-Control-Request-Headers": "cache-control,pragma",
            },
        )
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert "Cache-Control, Pragma" in answer.headers["Access-Control-Allow-Headers"]


def test_what_is_held_already_is_not_sent_again(client, ask, path):
    tag = ask(path).headers["ETag"]
    again = client.get(path, headers={"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["Access-Control-Allow-Origin"] == "*"


def test_unknown_and_malformed_numbers_are_answered_alike(ask, certificate):
    answers = [
        ask(f"/credentials/{name}")
        for name in (
            UNKNOWN,
            f"{UNKNOWN}.json",
            f"{UNKNOWN}.pdf",
            "x",
            "x.json",
            f"{certificate.number}.exe",
            f"{certificate.number}.json.json",
            f"{certificate.number}/x",
            "%00",
            "…",
            "A" * 5000,
        )
    ]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.data for answer in answers}) == 1
    for answer in answers:
        answer.headers.pop("X-Request-Id")
    assert len({tuple(sorted(answer.headers.items())) for answer in answers}) == 1


@pytest.fixture
def limited_client(certificate, settings):
    """Made last: the limiter follows the newest program."""
    app = create_app(settings, TESTING=True, RATELIMIT_ENABLED=True, SERVER_NAME="payung.example")
    yield app.test_client()
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def test_misses_are_limited_and_finds_are_not(limited_client, path):
    finds = {limited_client.get(path).status_code for _ in range(40)}
    misses = [limited_client.get(f"/credentials/{UNKNOWN}").status_code for _ in range(32)]
    assert (finds, misses) == ({200}, [404] * 30 + [429] * 2)


@pytest.mark.parametrize("change", ["revoke", "suspend"])
def test_a_certificate_that_counts_no_more_is_served_as_it_was_issued(
    ask, path, certificate, store, now, change
):
    before = ask(path).data
    if change == "revoke":
        store(service.revoke, certificate.number, reason="misconduct", revoked_by=None, now=now)
    else:
        store(
            service.suspend, certificate.number, reason="under-review", suspended_by=None, now=now
        )
    assert ask(path).data == before


def test_a_withdrawn_one_is_gone_in_each_form(ask, path, certificate, store, now):
    assert ask(path).status_code == 200
    store(service.erase_holder, certificate.id, now=now)
    for ending in ("", ".json", ".jwt", ".pdf", ".png", ".svg"):
        answer = ask(f"{path}{ending}")
        assert answer.status_code == 410, ending
        assert answer.json["code"] == "credential-withdrawn"


def signed_at(document):
    return parse_timestamp(document["validFrom"])


class TestStatusLists:
    @pytest.fixture
    def listed(self, ask, trust, now, certificate):
        def listed(purpose, *, host="payung.example"):
            address = f"https://{host}/status/{certificate.list_number}/{purpose}"
            answer = ask(f"/status/{certificate.list_number}/{purpose}", base_url=f"https://{host}")
            assert answer.status_code == 200
            document = json.loads(answer.data)
            found = read_status_list(
                document, trust.ed25519, address=address, now=signed_at(document)
            )
            return found.is_set(certificate.status_index)

        return listed

    def test_a_valid_certificate_is_in_neither(self, listed):
        assert (listed("revocation"), listed("suspension")) == (False, False)

    def test_a_revoked_one_is_found(self, listed, certificate, store, now):
        store(service.revoke, certificate.number, reason="misconduct", revoked_by=None, now=now)
        assert (listed("revocation"), listed("suspension")) == (True, False)

    def test_a_suspended_one_is_in_both_until_it_is_restored(self, listed, certificate, store, now):
        store(
            service.suspend, certificate.number, reason="under-review", suspended_by=None, now=now
        )
        assert (listed("revocation"), listed("suspension")) == (True, True)

    def test_a_former_host_has_its_list_in_its_own_name(self, listed, certificate, store, now):
        store(service.revoke, certificate.number, reason="misconduct", revoked_by=None, now=now)
        assert listed("revocation", host="lama.example")

    def test_the_credential_names_the_list_that_stands_there(self, ask, path, certificate):
        status = ask(path).json["credentialStatus"]
        assert ask(status["statusListCredential"]).json["id"] == status["statusListCredential"]
        assert status["statusListIndex"] == str(certificate.status_index)

    def test_the_token_names_a_list_in_its_own_form(self, ask, path):
        payload = ask(f"{path}.jwt").text.split(".")[1]
        claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
        answer = ask(claims["credentialStatus"]["statusListCredential"])
        assert (answer.status_code, answer.content_type) == (200, "application/jwt")
        assert ask("/status/99/revocation.jwt").status_code == 404

    def test_the_bits_of_another_list_are_refused(self, ask, trust, certificate):
        document = ask(f"/status/{certificate.list_number}/suspension").json
        address = f"https://payung.example/status/{certificate.list_number}/revocation"
        with pytest.raises(DocumentRejected, match="list-differs"):
            read_status_list(document, trust.ed25519, address=address, now=signed_at(document))

    @pytest.mark.parametrize(
        "path",
        [
            "/status/99/revocation",
            "/status/0/revocation",
            "/status/1/message",
            "/status/x/revocation",
        ],
    )
    def test_no_other_list_is_there(self, ask, certificate, path):
        assert ask(path).status_code == 404

    def test_any_site_may_read_it_and_caches_may_keep_it_shortly(self, ask, certificate):
        headers = ask(f"/status/{certificate.list_number}/revocation").headers
        assert headers["Access-Control-Allow-Origin"] == "*"
        assert headers["Cache-Control"] == "public, max-age=300"


class TestIssuer:
    def test_the_keys_of_credentials_stand_in_the_did_document(self, ask, path):
        document = ask("/.well-known/did.json").json
        method = ask(path).json["proof"][0]["verificationMethod"]
        assert document["id"] == "did:web:payung.example"
        assert method in document["assertionMethod"]
        assert document["alsoKnownAs"] == ["did:web:lama.example"]

    def test_no_key_of_specimens_does(self, ask, read, certificate):
        text = ask("/.well-known/did.json").text
        for key in read(public_keys):
            assert (key.kid in text) is not key.is_specimen

    def test_a_former_host_has_a_document_of_its_own(self, ask, certificate):
        document = ask("/.well-known/did.json", base_url="https://lama.example").json
        assert document["id"] == "did:web:lama.example"
        assert all(name.startswith(document["id"]) for name in document["assertionMethod"])

    def test_a_foreign_host_has_none(self, ask, certificate):
        assert ask("/.well-known/did.json", base_url="https://jahat.example").status_code == 421

    def test_the_jwk_set_holds_the_key_of_tokens(self, ask, path):
        header = ask(f"{path}.jwt").text.split(".")[0]
        kid = json.loads(base64.urlsafe_b64decode(header + "=="))["kid"]
        assert kid in [key["kid"] for key in ask("/.well-known/jwks.json").json["keys"]]

    def test_the_profile_is_that_of_the_credential(self, ask, path):
        profile = ask("/issuer").json
        assert profile.pop("@context")[0] == CREDENTIALS_V2
        assert profile == ask(path).json["issuer"]
        assert ask("/issuer.json").json["name"] == "Lembaga Penerbit (contoh)"

    def test_people_get_a_page(self, ask, certificate):
        page = ask("/issuer", BROWSER)
        assert page.content_type.startswith("text/html")
        for text in ("Lembaga Penerbit (contoh)", "https://penerbit.example", "lama.example"):
            assert text in page.text, text

    def test_before_an_issuer_is_set_all_is_a_specimen(self, ask):
        assert "not set" in ask("/issuer.json").json["name"]
        assert ask("/issuer", BROWSER).status_code == 200

    @pytest.mark.parametrize("path", ["/.well-known/did.json", "/.well-known/jwks.json"])
    def test_any_site_may_read_the_keys(self, ask, path):
        assert ask(path).headers["Access-Control-Allow-Origin"] == "*"
