"""What a code by itself proves, and which codes are refused for which reason."""

from dataclasses import replace

import pytest

from certificates.base41 import ALPHABET
from certificates.keys import load_signer
from certificates.verification import verify_qr_text


@pytest.fixture
def verdict(known, now):
    def verdict(text, *, keys=known, hosts=("payung.example",), now=now):
        return verify_qr_text(text, keys=keys, hosts=hosts, now=now)

    return verdict


def test_a_genuine_code_gives_its_claims(verdict, code_text, claims):
    found = verdict(code_text())
    assert (found.outcome, found.is_genuine) == ("genuine", True)
    assert (found.claims, found.number) == (claims, "7K4M2Q9XHT3WP8DR")


def test_a_code_is_genuine_for_ever_but_expires(verdict, code_text, claims, now):
    assert verdict(code_text(), now=now.replace(year=2030)).outcome == "expired"
    unlimited = code_text(replace(claims, expires_at=None))
    assert verdict(unlimited, now=now.replace(year=2099)).outcome == "genuine"


def test_a_former_host_is_accepted_and_a_foreign_one_named(verdict, code_text):
    elsewhere = code_text(host="belajar.example")
    assert verdict(elsewhere).outcome == "foreign-host"
    assert verdict(elsewhere).claims is None
    assert verdict(elsewhere, hosts=("payung.example", "belajar.example")).is_genuine


def test_a_code_moved_to_another_host_or_number_is_forged(verdict, code_text):
    text, other = code_text(), "7K4M2Q9XHT3WP8DS"
    hosts = ("payung.example", "belajar.example")
    assert verdict(text, hosts=hosts).outcome == "genuine"
    moved = text.replace("PAYUNG.EXAMPLE", "BELAJAR.EXAMPLE")
    assert verdict(moved, hosts=hosts).outcome == "forged"
    assert verdict(text.replace("7K4M2Q9XHT3WP8DR", other)).outcome == "forged"


def test_a_key_of_another_installation_is_unknown(verdict, code_text, tmp_path):
    assert verdict(code_text(signer=load_signer(tmp_path))).outcome == "unknown-key"


def test_a_specimen_is_never_genuine(verdict, code_text, specimen_signer):
    found = verdict(code_text(signer=specimen_signer))
    assert (found.outcome, found.is_genuine) == ("specimen", False)


def test_a_genuine_key_signs_for_https_only(verdict, code_text, specimen_signer):
    assert verdict(code_text(is_secure=False)).outcome == "forged"
    trial = code_text(signer=specimen_signer, is_secure=False)
    assert verdict(trial).outcome == "specimen"


def test_claims_of_another_certificate_under_this_signature_are_forged(
    verdict, code_text, claims, signer
):
    class Replay:
        key_id, public_key = signer.key_id, signer.public_key

        def sign(self, message):
            return signer.sign(b"something else")

    assert verdict(code_text(claims)).outcome == "genuine"
    assert verdict(code_text(claims, signer=Replay())).outcome == "forged"


def test_every_single_changed_character_is_refused(verdict, code_text):
    text = code_text()
    assert verdict(text).is_genuine
    for position in range(text.index("//") + 2, len(text)):
        for character in ALPHABET:
            changed = text[:position] + character + text[position + 1 :]
            if changed != text:
                assert not verdict(changed).is_genuine, changed


@pytest.mark.parametrize("text", ["", "hello", "https://payung.example/v/x", "\x00" * 300])
def test_anything_else_is_unreadable(verdict, text):
    assert verdict(text).outcome == "unreadable"
