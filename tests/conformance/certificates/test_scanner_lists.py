"""The lists of the scanner: written in Python, read in Python and in the browser's module alike."""

import json
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidSignature

from certificates.keys import cose, ed25519_keys
from certificates.status_lists import scanner_lists
from certificates.status_lists.scanner_lists import SetEntries, read_lists, sign_lists

HERE = Path(__file__).parent
SCRIPTS = HERE.parents[2] / "lms" / "web" / "static" / "verify"
NODE = ("node", "--no-warnings", "--experimental-default-type=module")
HOST = "payung.example"
NOW = datetime(2026, 11, 24, tzinfo=UTC)
START, DAY = int(NOW.timestamp()), 86_400
LISTS = (
    SetEntries(1, frozenset({0, 1, 77_777, 131_071}), frozenset({5})),
    SetEntries(2, frozenset(), frozenset()),
    SetEntries(300, frozenset(range(0, 65_536, 7)), frozenset()),
)


@pytest.fixture(scope="module")
def message(signer):
    return sign_lists(LISTS, host=HOST, key_id=signer.key_id, signer=signer.sign, now=NOW)


@pytest.fixture(scope="module")
def in_browser(signer):
    def in_browser(*messages, host=HOST, state="active", questions=()):
        key = {"id": signer.key_id.hex(), "public_key": signer.public_key.hex()}
        asked = {
            "keys": [key | {"is_specimen": False, "state": state, "retired_at": None}],
            "hosts": [host],
            "host": host,
            "made_at": START,
            "messages": [message.hex() for message in messages],
            "questions": questions,
        }
        done = subprocess.run(
            [*NODE, HERE / "read_lists.mjs", SCRIPTS],
            input=json.dumps(asked),
            capture_output=True,
            text=True,
            check=True,
        )
        return json.loads(done.stdout)

    return in_browser


@pytest.fixture(scope="module")
def public_key(signer):
    return ed25519_keys.known_keys(certificate=signer.public_key, specimen=bytes(32))[
        signer.key_id
    ].public_key


def test_both_read_what_was_written(message, in_browser, public_key):
    ours = read_lists(message, host=HOST, public_key=public_key)
    assert ours.lists == LISTS
    (theirs,) = in_browser(message)
    assert (theirs["signedAt"], theirs["validUntil"]) == (START, START + 7 * DAY)
    assert theirs["places"] == [
        [one.number, sorted(one.revoked), sorted(one.suspended)] for one in LISTS
    ]


def test_both_refuse_every_kind_of_change(message, in_browser, public_key):
    flipped = [
        message[:place] + bytes([message[place] ^ 1]) + message[place + 1 :]
        for place in range(0, len(message), 97)
    ]
    changed = [*flipped, message[:-1], message + b"\0", b""]
    assert all("refused" in answer for answer in in_browser(*changed))
    for one in changed:
        with pytest.raises((InvalidSignature, cose.NotCanonical)):
            read_lists(one, host=HOST, public_key=public_key)


def test_a_list_of_another_host_or_of_a_leaked_key_is_refused(message, in_browser):
    assert "places" in in_browser(message)[0]
    assert in_browser(message, host="lain.example") == [{"refused": "signature"}]
    assert in_browser(message, state="compromised") == [{"refused": "key"}]


def test_the_scanner_is_green_only_with_a_list_of_its_time(message, in_browser):
    questions = {
        ("genuine", 1, 2, START + DAY): "valid",
        ("genuine", 1, 2, START + 7 * DAY): "old-list",
        ("genuine", 1, 2, START - DAY): "old-list",
        ("genuine", 9, 2, START + DAY): "no-list",
        ("genuine", 1, 0, START + DAY): "revoked",
        ("genuine", 1, 0, START + 70 * DAY): "revoked",
        ("genuine", 1, 5, START + DAY): "suspended",
        ("expired", 1, 2, START + DAY): "expired",
        ("expired", 1, 0, START + DAY): "revoked",
        ("specimen", 1, 0, START + DAY): "specimen",
        ("online-only", 1, 2, START + DAY): "online-only",
        ("forged", 1, 2, START + DAY): "forged",
    }
    (answer,) = in_browser(message, questions=list(questions))
    assert answer["codes"] == list(questions.values())


def test_places_that_are_no_places_are_refused(signer, in_browser, public_key):
    def written(distances):
        payload = cose.dumps(
            {6: START, 4: START + DAY, -65537: [scanner_lists.FORMAT_VERSION, [[1, distances, []]]]}
        )
        aad = scanner_lists.external_data(HOST)
        return cose.sign(payload, key_id=signer.key_id, external_aad=aad, signer=signer.sign)

    odd = [written(distances) for distances in ([0], [-1], [131_073], [1, 131_072], [1, 0])]
    assert "places" in in_browser(written([131_072]))[0]
    assert in_browser(*odd) == [{"refused": "places"}] * len(odd)
    for one in odd:
        with pytest.raises(cose.NotCanonical):
            read_lists(one, host=HOST, public_key=public_key)
