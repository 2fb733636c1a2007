"""Whatever somebody hands in is answered with a verdict and a reason, never with a traceback."""

import copy
import json
import random
import time
from contextlib import suppress

import pytest

from certificates.open_badges.credential_verification import (
    verify_json_credential,
    verify_jwt_credential,
)
from certificates.rejection_reasons import DocumentRejected, RejectionReason
from certificates.status_lists.bitstring import read_status_list
from certificates.strict_json import MAX_BYTES
from tests import credential_cases as cases

TRUST = cases.trust()
GENUINE = cases.credential()
TOKEN = cases.jwt()
LIST = cases.revocations([5])

STRANGE = [
    None, True, 0, -1, 1.5, 2**53, 10**30, "", "\ud800", "\x00", "\u202e", "_:b0", "@id", "gambar",
    "https://[bukan", "urn:", "x:y", "//x", "data:,x", "a" * 3000, [], {}, [[]], [{}], [None],
    ["x", "x"], {"@id": "x"}, {"@value": "x"}, {"@list": [1]}, {"@set": []}, {"id": 5}, {"type": 5},
    {"type": [[]]}, {"@context": {}}, {"type": "Image", "id": "https://a.example/x"},
]  # fmt: skip
MEMBERS = [
    "@context", "@id", "@type", "@graph", "@reverse", "@included", "@nest", "@language", "@json",
    "id", "type", "proof", "achievement", "image", "evidence", "related", "endorsement", "jti",
    "iss", "__proto__", "", "_:b", "a:b", "credentialSchema", "termsOfUse", "relatedResource",
]  # fmt: skip


def nodes(value):
    if isinstance(value, dict | list):
        yield value
        for item in value.values() if isinstance(value, dict) else value:
            yield from nodes(item)


def with_something_strange(document, chance):
    other = copy.deepcopy(document)
    for _ in range(chance.randint(1, 3)):
        node, value = chance.choice(list(nodes(other))), copy.deepcopy(chance.choice(STRANGE))
        if isinstance(node, list):
            node.insert(chance.randint(0, len(node)), value)
        else:
            node[chance.choice([*MEMBERS, *node])] = value
    return other


def plain(value):
    """Without what has no meaning in JSON-LD: order, and arrays around one value."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list):
        items = [plain(item) for item in value]
        return items[0] if len(items) == 1 else sorted(items, key=json.dumps)
    return value


@pytest.mark.parametrize("seed", range(12))
def test_a_credential_with_something_strange_in_it(seed):
    chance = random.Random(seed)  # noqa: S311  it shall be the same each time
    for _ in range(25):
        document = with_something_strange(GENUINE, chance)
        data = json.dumps(document, ensure_ascii=chance.random() < 0.5)
        verdict = verify_json_credential(data, trust=TRUST, now=cases.NOW)
        assert verdict.outcome == "refused" or plain(document) == plain(GENUINE), data
        assert (verdict.reason in RejectionReason) is (verdict.outcome == "refused")


@pytest.mark.parametrize("seed", range(4))
def test_a_status_list_with_something_strange_in_it(seed):
    chance = random.Random(seed)  # noqa: S311
    for _ in range(25):
        document = with_something_strange(LIST, chance)
        with suppress(DocumentRejected):
            read_status_list(document, TRUST.ed25519, address=cases.REVOCATIONS, now=cases.NOW)
            assert plain(document) == plain(LIST)


@pytest.mark.parametrize("seed", range(4))
def test_bytes_that_fell_over(seed):
    chance = random.Random(seed)  # noqa: S311
    for _ in range(50):
        data = bytearray(json.dumps(GENUINE).encode())
        data[chance.randrange(len(data))] = chance.randrange(256)
        if json.dumps(GENUINE).encode() != data:
            verdict = verify_json_credential(bytes(data), trust=TRUST, now=cases.NOW)
            assert verdict.outcome == "refused" or json.loads(data) == GENUINE


@pytest.mark.parametrize("seed", range(4))
def test_a_token_with_strange_characters(seed):
    chance = random.Random(seed)  # noqa: S311
    for _ in range(50):
        text = list(TOKEN)
        text[chance.randrange(len(text))] = chance.choice([".", "A", "=", "\ud800", "é", " ", "\0"])
        changed = "".join(text)
        if changed != TOKEN:
            verdict = verify_jwt_credential(changed, trust=TRUST, now=cases.NOW)
            assert verdict.outcome == "refused"


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("deep objects", '{"id": "x:y", "image":' * 20 + "1" + "}" * 20, "too-deep"),
        ("deep arrays", "[" * 30_000, "too-deep"),
        ("half a pair", '"\\ud800"', "not-text"),
        ("a NUL", '"\\u0000"', "not-text"),
        ("a huge number", "9" * 4_000, "number-unfit"),
        ("a small number", "1e-400", "number-unfit"),
        ("a member twice", '{"id": "x:y", "id": "x:z"}', "duplicate-key"),
        ("very much", '"' + "x" * MAX_BYTES + '"', "too-large"),
        ("many values", json.dumps(list(range(500))), "too-large"),
    ],
)
def test_what_is_made_to_break_readers(name, value, expected):
    text = json.dumps(GENUINE)
    with_value = text.replace('"inLanguage": "id"', f'"inLanguage": {value}')
    assert with_value != text
    verdict = verify_json_credential(with_value, trust=TRUST, now=cases.NOW)
    assert verdict.reason == expected, name


@pytest.mark.parametrize(
    "alignments",
    [
        [{"type": ["Alignment"], "targetName": str(index)} for index in range(60)],
        [{"type": ["Alignment", "Image"], "narrative": {"narrative": "x"}} for _ in range(2)],
        [{"narrative": [{"narrative": str(index)} for index in range(12)]}, {"narrative": "x"}],
    ],
)
def test_what_is_made_to_keep_canonicalisation_busy_takes_no_time(alignments):
    document = copy.deepcopy(GENUINE)
    document["credentialSubject"]["achievement"]["alignment"] = alignments
    began = time.process_time()
    verdict = verify_json_credential(json.dumps(document), trust=TRUST, now=cases.NOW)
    assert verdict.outcome == "refused"
    assert time.process_time() - began < 2
