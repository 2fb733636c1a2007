"""The reader in the browser says exactly what the one in Python says, on good and mutated codes."""

import json
import subprocess
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import cbor2
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from certificates.keys import cose, ed25519_keys
from certificates.keys.ed25519_keys import KnownKey
from certificates.keys.signing import sign_claims
from certificates.qr import base41
from certificates.qr import code as qr
from certificates.verification.code_verification import verify_qr_text

HERE = Path(__file__).parent
SCRIPTS = HERE.parents[2] / "lms" / "web" / "static" / "verify"
NODE = ("node", "--no-warnings", "--experimental-default-type=module")
HOST, NUMBER = "payung.example", "7K4M2Q9XHT3WP8DR"
HOSTS = [HOST, "lama.example"]
NOW = 1_795_590_000
RETIRED = datetime.fromtimestamp(NOW - 100_000, UTC)


@pytest.fixture(scope="module")
def specimen_signer(tmp_path_factory):
    return ed25519_keys.load_specimen_signer(tmp_path_factory.mktemp("keys"))


@pytest.fixture(scope="module")
def leaked_signer(tmp_path_factory):
    return ed25519_keys.load_signer(tmp_path_factory.mktemp("keys"))


@pytest.fixture(scope="module")
def retired_signer(tmp_path_factory):
    return ed25519_keys.load_signer(tmp_path_factory.mktemp("keys"))


@pytest.fixture(scope="module")
def known(signer, specimen_signer, leaked_signer, retired_signer):
    known = ed25519_keys.known_keys(
        certificate=signer.public_key, specimen=specimen_signer.public_key
    )

    def public(signer):
        return Ed25519PublicKey.from_public_bytes(signer.public_key)

    leaked = KnownKey(public(leaked_signer), is_specimen=False, is_compromised=True)
    retired = KnownKey(public(retired_signer), is_specimen=False, retired_at=RETIRED)
    return known | {leaked_signer.key_id: leaked, retired_signer.key_id: retired}


@pytest.fixture(scope="module")
def code(signer, claims_for):
    def code(*, signer=signer, host=HOST, number=NUMBER, is_secure=True, **facts):
        claims = replace(claims_for("Ratna Dewi Kusumaningtyas"), **facts)
        message = sign_claims(claims, host=host, number=number, signer=signer)
        return qr.qr_text(host=host, number=number, message=message, is_secure=is_secure)

    return code


@pytest.fixture(scope="module")
def in_browser(known):
    """What the scripts say about each text, run by Node."""

    def in_browser(texts, way="with-webcrypto"):
        asked = {
            "keys": [
                {
                    "keyId": key_id.hex(),
                    "publicKey": key.public_key.public_bytes_raw().hex(),
                    "isSpecimen": key.is_specimen,
                    "isCompromised": key.is_compromised,
                    "retiredAt": key.retired_at and key.retired_at.timestamp(),
                }
                for key_id, key in known.items()
            ],
            "hosts": HOSTS,
            "now": NOW,
            "texts": texts,
        }
        done = subprocess.run(
            [*NODE, HERE / "check_codes.mjs", SCRIPTS, way],
            input=json.dumps(asked),
            capture_output=True,
            text=True,
            check=True,
        )
        return json.loads(done.stdout)

    return in_browser


@pytest.fixture(scope="module")
def in_python(known):
    def in_python(text):
        now = datetime.fromtimestamp(NOW, UTC)
        return verify_qr_text(text, keys=known, hosts=HOSTS, now=now)

    return in_python


@pytest.fixture
def agree(in_browser, in_python):
    """Both readers on all texts; gives their outcomes."""

    def agree(texts, **way):
        theirs = in_browser(texts, **way)
        ours = [in_python(text) for text in texts]
        for text, mine, other in zip(texts, ours, theirs, strict=True):
            assert other["outcome"] == mine.outcome, text
            assert other.get("number") == mine.number, text
            assert claims_of(other.get("claims")) == mine.claims, text
        return [mine.outcome for mine in ours]

    return agree


def claims_of(found):
    if found is None:
        return None
    return qr.QrClaims(
        issued_at=found["issuedAt"],
        expires_at=found["expiresAt"],
        list_number=found["listNumber"],
        status_index=found["statusIndex"],
        name=found["name"],
        course_code=found["courseCode"],
        level=found["level"],
    )


def sound_codes(code, specimen_signer, leaked_signer, retired_signer):
    retired_at = int(RETIRED.timestamp())
    return {
        "genuine": [
            code(),
            code(signer=retired_signer, issued_at=retired_at),
            code().replace("HTTPS://PAYUNG.EXAMPLE/V/", "https://payung.example/v/"),
            code(host="lama.example"),
            code(expires_at=None),
            code(name="ᮛᮒ᮪ᮔ ᬭᬢ᭄ᬦ " * 4, level=3),
            code(name="\ufeffRatna", list_number=2**32 - 1, status_index=131_071),
            code(name="🌧" * 100, issued_at=0, expires_at=253_402_300_799),
        ],
        "expired": [code(expires_at=NOW)],
        "specimen": [code(signer=specimen_signer), code(signer=specimen_signer, is_secure=False)],
        "online-only": [code(signer=leaked_signer)],
        "forged": [
            code(is_secure=False),
            code(signer=retired_signer, issued_at=retired_at + 1),
        ],
        "foreign-host": [code(host="lain.example")],
    }


@pytest.mark.parametrize("way", ["with-webcrypto", "without-webcrypto"])
def test_both_readers_agree_on_sound_codes(
    agree, code, specimen_signer, leaked_signer, retired_signer, way
):
    for outcome, texts in sound_codes(code, specimen_signer, leaked_signer, retired_signer).items():
        assert set(agree(texts, way=way)) == {outcome}


@pytest.mark.parametrize("way", ["with-webcrypto", "without-webcrypto"])
def test_both_refuse_every_changed_character(agree, code, way):
    text = code()
    characters = base41.ALPHABET if way == "with-webcrypto" else "0Z"
    changed = [
        text[:position] + character + text[position + 1 :]
        for position in range(text.index("//") + 2, len(text))
        for character in characters[position % 5 :: 5]
        if character != text[position]
    ]
    outcomes = agree([text, *changed], way=way)
    assert outcomes[0] == "genuine"
    assert "genuine" not in outcomes[1:]


def odd_messages(signer, claims):
    """Name and message: each differs by one thing from the sound one, and is signed well."""
    aad = qr.external_aad(HOST, NUMBER)
    payload = qr.encode_claims(claims)

    def signed(payload=payload, *, protected=None, unprotected=None, tag=18, aad=aad, cut=64):
        header = protected or cose.dumps({1: -8, 4: signer.key_id})
        to_sign = cose.dumps(["Signature1", header, aad, payload])
        signature = signer.sign(to_sign)[:cut]
        return cose.dumps(cbor2.CBORTag(tag, [header, unprotected or {}, payload, signature]))

    values = [1, claims.list_number, claims.status_index, claims.name, claims.course_code, 0]
    whole = {6: claims.issued_at, 4: claims.expires_at, -65537: values}
    sound = signed()
    yield "sound", sound
    yield "trailing byte", sound + b"\0"
    yield "short", sound[:-1]
    yield "no tag", sound[1:]
    yield "other tag", signed(tag=98)
    yield "short signature", signed(cut=63)
    yield "algorithm in the unprotected header", signed(unprotected={1: -8})
    yield "other algorithm", signed(protected=cose.dumps({1: -7, 4: signer.key_id}))
    yield "further header", signed(protected=cose.dumps({1: -8, 4: signer.key_id, 3: 0}))
    yield "header in another order", signed(protected=b"\xa2\x04\x44" + signer.key_id + b"\x01\x27")
    yield (
        "long integer in the header",
        signed(protected=b"\xa2\x18\x01\x27\x04\x44" + signer.key_id),
    )
    yield "indefinite array", sound[:1] + b"\x9f" + sound[2:] + b"\xff"
    yield "other place", signed(aad=qr.external_aad("lama.example", NUMBER))
    yield "further claim", signed(cose.dumps(whole | {1: "Payung"}))
    yield "text for a number", signed(cose.dumps(whole | {6: str(claims.issued_at)}))
    yield "truth for a level", signed(cose.dumps(whole | {-65537: [*values[:5], True]}))
    yield "fraction", signed(cose.dumps(whole | {6: 1.5}))
    yield "null expiry", signed(cose.dumps(whole | {4: None}))
    for place, odd in ((0, 2), (1, 0), (2, 131_072), (3, ""), (3, "x" * 101), (4, "A B"), (5, 4)):
        changed = [*values[:place], odd, *values[place + 1 :]]
        yield f"value {place} {odd}", signed(cose.dumps(whole | {-65537: changed}))
    yield "one value more", signed(cose.dumps(whole | {-65537: [*values, 0]}))
    yield (
        "key twice",
        signed(b"\xa3\x04\x1a" + payload[3:7] + b"\x04\x1a" + payload[3:7] + payload[7:]),
    )
    yield "not canonical", signed(cbor2.dumps(whole, canonical=False))
    yield "text that is no UTF-8", signed(payload.replace(b"Ratna", b"Rat\xffa"))


def test_both_refuse_odd_messages_that_are_signed_well(agree, signer, claims_for):
    odd = dict(odd_messages(signer, claims_for("Ratna Dewi Kusumaningtyas")))
    texts = [qr.qr_text(host=HOST, number=NUMBER, message=message) for message in odd.values()]
    outcomes = dict(zip(odd, agree(texts), strict=True))
    assert outcomes.pop("sound") == "genuine"
    assert outcomes.pop("other place") == "forged"
    assert {name for name, outcome in outcomes.items() if outcome != "unreadable"} == set()


def test_both_refuse_odd_texts(agree, code):
    text = code()
    start, _, payload = text.partition("#")
    odd = [
        "",
        "hello",
        f" {text}",
        f"{text}\n",
        f"{text}#",
        f"{start}/#{payload}",
        f"{start}?x=1#{payload}",
        f"HTTPS://user@PAYUNG.EXAMPLE/V/{NUMBER}#{payload}",
        f"HTTPS://PAYUNG.EXAMPLE/V/7K4M-2Q9X-HT3W-P8DR#{payload}",
        f"{start.lower()}#{payload}",
        f"{start}#{payload.lower()}",
        f"{start}#{payload}0",
        f"{start}#{payload}00",
        f"{start}#{payload[:-2]}::",
        f"{start}#:::{payload[3:]}",
        f"{start}#{'0' * 2_000}",
        "\x00" * 300,
        "javascript:alert(1)//v/",
    ]
    assert "genuine" not in agree(odd)
