"""What a code by itself proves, and which codes are refused for which reason."""

from dataclasses import replace

import pytest

from certificates.keys import cose
from certificates.keys.ed25519_keys import load_signer
from certificates.qr import base41
from certificates.qr.base41 import ALPHABET
from certificates.qr.code import qr_text
from certificates.verification.code_verification import verify_qr_text
from tests.unit.certificates.conftest import TAGGED


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


REFUSED = {"unreadable", "foreign-host", "unknown-key", "forged"}


@pytest.mark.slow
def test_every_single_changed_character_is_refused(verdict, code_text):
    text = code_text()
    assert verdict(text).is_genuine
    start, payload = text.index("//") + 2, text.index("#") + 1
    number = payload - 17  # scheme, host and path count in either case
    for position in range(start, len(text)):
        for character in ALPHABET + "a%+/ é":
            changed = text[:position] + character + text[position + 1 :]
            if changed[:number].upper() + changed[number:] != text:
                found = verdict(changed)
                assert found.outcome in REFUSED, changed
                assert found.claims is None, changed
                assert position < payload or found.outcome != "foreign-host"


def test_a_character_more_or_less_and_two_that_changed_places_are_refused(verdict, code_text):
    text = code_text()
    assert verdict(text).is_genuine
    for at in range(text.index("#") + 1, len(text)):
        swapped = text[:at] + text[at + 1 : at + 2] + text[at] + text[at + 2 :]
        for changed in (text[:at] + text[at + 1 :], text[:at] + "A" + text[at:], swapped):
            if changed != text:
                assert verdict(changed).outcome in REFUSED, changed


@pytest.mark.parametrize("tail", [b"\0", b"\xf6", b"\xd2\x84"])
def test_trailing_bytes_are_unreadable(verdict, code_text, tail):
    text = code_text()
    head, _hash, payload = text.partition("#")
    message = base41.decode(payload)
    assert verdict(f"{head}#{base41.encode(message)}").is_genuine
    assert verdict(f"{head}#{base41.encode(message + tail)}").outcome == "unreadable"


def test_another_writing_of_the_same_bytes_in_base41_is_unreadable(verdict, code_text):
    """Three characters hold 68,921 values and two bytes 65,536: the rest is nothing."""
    text = code_text()
    head, _hash, payload = text.partition("#")
    assert verdict(text).is_genuine
    for start in range(0, len(payload) - 2, 3):
        low, middle, high = (ALPHABET.index(one) for one in payload[start : start + 3])
        value = low + 41 * middle + 41 * 41 * high + 65_536
        if value < 41**3:
            group = "".join(ALPHABET[value // 41**place % 41] for place in range(3))
            changed = payload[:start] + group + payload[start + 3 :]
            assert verdict(f"{head}#{changed}").outcome == "unreadable"


def test_tags_in_a_code_that_nobody_signed_are_unreadable(verdict, code_text, signer):
    assert verdict(code_text()).is_genuine
    for tagged in TAGGED.values():
        message = cose.sign(tagged, key_id=signer.key_id, external_aad=b"", signer=signer.sign)
        text = qr_text(host="payung.example", number="7K4M2Q9XHT3WP8DR", message=message)
        assert verdict(text).outcome == "unreadable"


@pytest.mark.parametrize("text", ["", "hello", "https://payung.example/v/x", "\x00" * 300])
def test_anything_else_is_unreadable(verdict, text):
    assert verdict(text).outcome == "unreadable"
