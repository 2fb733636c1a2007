"""What JSON-LD would drop before it is signed: each is refused, where PyLD alone says valid."""

import copy

import pytest

from certificates.open_badges.credential_verification import verify_json_credential
from certificates.strict_json import json_bytes
from tests import credential_cases as cases


def verdict(document):
    data = document if isinstance(document, bytes) else json_bytes(document)
    return verify_json_credential(data, trust=cases.trust(), now=cases.NOW)


def reason(document):
    return verdict(document).reason


@pytest.fixture(scope="module")
def genuine():
    return cases.credential()


@pytest.fixture
def changed(genuine):
    assert verdict(genuine).outcome == "genuine"
    return copy.deepcopy(genuine)


def nodes_of(value):
    """Each object of a document, itself included."""
    if isinstance(value, dict):
        yield value
    if isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from nodes_of(item)


@pytest.mark.parametrize("where", ["", "credentialSubject", "issuer", "credentialStatus"])
def test_a_member_that_no_context_defines(changed, where):
    node = changed[where] if where else changed
    node["gelar"] = "Profesor"
    assert reason(changed) == "term-undefined"


@pytest.mark.parametrize("value", [None, [], {}], ids=["null", "array", "object"])
def test_an_empty_value(changed, value):
    changed["credentialSubject"]["licenseNumber"] = value
    assert reason(changed) == "value-empty"


def test_a_context_that_maps_terms_to_nothing(changed):
    changed["@context"] = [*changed["@context"], {"name": None}]
    assert reason(changed) == "context-unknown"


@pytest.mark.parametrize(
    "terms",
    [
        {"gelar": "https://schema.org/honorificPrefix"},
        {"nama": "name"},
        {"name": {"@id": "https://schema.org/name"}},
        {"@vocab": "https://schema.org/"},
        {"proof": None},
        {"id": None, "kode": "@id"},
        {"@import": "https://jahat.example/v1"},
        None,
        [],
        5,
    ],
    ids=str,
)
def test_a_context_that_names_aliases_or_takes_names_away(changed, terms):
    assert verdict(changed).outcome == "genuine"
    changed["@context"] = [*changed["@context"], terms]
    assert reason(changed) == "context-unknown"
    changed["@context"] = terms
    assert reason(changed) == "context-unknown"


@pytest.mark.parametrize(
    "context",
    [
        {"gelar": None},
        {"name": None},
        "https://jahat.example/v1",
        "https://www.w3.org/ns/credentials/v2",
        None,
        [],
    ],
    ids=str,
)
def test_a_context_within_any_node(changed, context):
    places = [node for node in nodes_of(changed) if "@context" not in node]
    assert len(places) > 8
    for node in places:
        node["@context"] = context
        assert reason(changed) == "context-nested", node
        del node["@context"]
    assert verdict(changed).outcome == "genuine"


def test_an_undefined_member_of_any_node(changed):
    for node in list(nodes_of(changed)):
        node["gelar"] = "Profesor"
        expected = "proof-form" if "proofValue" in node else "term-undefined"
        assert reason(changed) == expected, node
        del node["gelar"]
    assert verdict(changed).outcome == "genuine"


@pytest.mark.parametrize("member", ["@id", "@type"])
def test_a_name_that_the_contexts_alias_in_its_other_writing(changed, member):
    """`id` and `type` are aliases: both writings give the same signed form."""
    for node in list(nodes_of(changed)):
        if member[1:] in node and "proofValue" not in node:
            node[member] = node.pop(member[1:])
            assert reason(changed) in ("keyword-foreign", "proof-form", "issuer-differs")
            node[member[1:]] = node.pop(member)
    assert verdict(changed).outcome == "genuine"


def test_a_context_within(changed):
    changed["credentialSubject"]["@context"] = {"gelar": None}
    changed["credentialSubject"]["gelar"] = "Profesor"
    assert reason(changed) == "context-nested"


@pytest.mark.parametrize(
    "contexts",
    [
        [],
        ["https://www.w3.org/ns/credentials/v2"],
        ["https://www.w3.org/2018/credentials/v1"],
        "https://www.w3.org/ns/credentials/v2",
        ["https://www.w3.org/ns/credentials/v2", "https://jahat.example/v1"],
    ],
)
def test_other_contexts(changed, contexts):
    changed["@context"] = contexts
    assert reason(changed) == "context-unknown"


def test_contexts_in_another_order(changed):
    changed["@context"].reverse()
    assert reason(changed) == "context-unknown"


def test_no_context(changed):
    del changed["@context"]
    assert reason(changed) == "context-unknown"


@pytest.mark.parametrize("keyword", ["@id", "@type", "@graph", "@included", "@reverse", "@nest"])
def test_a_keyword(changed, keyword):
    changed["credentialSubject"][keyword] = "https://payung.example/x"
    assert reason(changed) == "keyword-foreign"


def test_a_whole_address_as_a_term(changed):
    subject = changed["credentialSubject"]
    subject["https://purl.imsglobal.org/spec/vc/ob/vocab.html#achievement"] = subject.pop(
        "achievement"
    )
    assert reason(changed) == "keyword-foreign"


def test_a_whole_address_as_a_type(changed):
    changed["type"][1] = "https://purl.imsglobal.org/spec/vc/ob/vocab.html#OpenBadgeCredential"
    assert reason(changed) == "term-aliased"


def test_a_type_that_no_context_defines(changed):
    changed["type"].append("DiplomaCredential")
    assert reason(changed) == "term-undefined"


def test_a_type_twice(changed):
    changed["type"].append("OpenBadgeCredential")
    assert reason(changed) == "form-unknown"


def test_an_address_that_is_not_absolute(changed):
    changed["credentialSubject"]["achievement"]["image"] = {"id": "gambar.png"}
    assert reason(changed) == "iri-relative"


def test_a_nameless_node_that_is_given_a_name(changed):
    changed["credentialSubject"]["identifier"][0]["id"] = "_:b0"
    assert reason(changed) == "iri-relative"


def test_an_address_with_quads_in_it(changed):
    changed["credentialSubject"]["achievement"]["image"] = {
        "id": 'https://a.example/> .\n<https://b.example/> <https://schema.org/name> "x'
    }
    assert reason(changed) == "iri-relative"


@pytest.mark.parametrize("member", ["achievement", "identifier", "result"])
def test_a_node_that_is_told_in_two_parts(changed, member):
    subject = changed["credentialSubject"]
    node = subject[member] if isinstance(subject[member], dict) else subject[member][0]
    head = {name: node.pop(name) for name in ("id", "type") if name in node}
    subject[member] = [head, head | node] if "id" in head else [head, node]
    assert reason(changed) in ("form-unknown", "signature-invalid", "term-undefined")


def test_types_in_another_order(changed):
    changed["type"].reverse()
    assert reason(changed) == "form-unknown"


def test_false_as_a_word(changed):
    changed["credentialSubject"]["identifier"][0]["hashed"] = "false"
    assert reason(changed) == "term-aliased"


def test_a_number_as_a_word(changed):
    changed["credentialSubject"]["achievement"]["creditsAvailable"] = "8"
    assert reason(changed) == "term-aliased"


@pytest.mark.parametrize("number", ["8.0", "8e0", "1e400", "NaN", "9007199254740993", "1" * 5000])
def test_a_number_that_readers_hold_differently(genuine, number):
    text = json_bytes(genuine).replace(
        b'"creditsAvailable":8', b'"creditsAvailable":%s' % number.encode()
    )
    assert reason(text) == "number-unfit"
