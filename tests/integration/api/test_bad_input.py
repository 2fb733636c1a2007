"""What programs send by mistake or on purpose: a problem document each time, never a failure."""

import json

import pytest

NUMBER = "0000-0000-0000-0000"
VERIFY = "/certificates/verify"


@pytest.fixture
def caller(program):
    return program()


def code_and_status(answer):
    assert answer.content_type == "application/problem+json"
    assert answer.json["type"] == f"urn:payung:problem:{answer.json['code']}"
    assert answer.json["status"] == answer.status_code
    return answer.status_code, answer.json["code"]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b'{"certificates": ["\\ud800"]}',
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b'{"certificates": [NaNa]}',
        b"\x00",
    ],
)
def test_what_is_no_json_is_refused(caller, certificate, body):
    assert caller.post(VERIFY, {"certificates": [NUMBER]}).status_code == 200
    assert code_and_status(caller.post(VERIFY, body)) == (400, "json-invalid")


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, "#/certificates"),
        ({"certificates": []}, "#/certificates"),
        ({"certificates": [NUMBER] * 501}, "#/certificates"),
        ({"certificates": [NUMBER, 7]}, "#/certificates/1"),
        ({"certificates": [NUMBER, ""]}, "#/certificates/1"),
        ({"certificates": ["x" * 1201]}, "#/certificates/0"),
        ({"certificates": NUMBER}, "#/certificates"),
        ({"certificates": [NUMBER], "a/b~": 1}, "#/a~1b~0"),
        ([], "#"),
        (None, "#"),
    ],
)
def test_what_does_not_fit_is_named_by_a_pointer(caller, certificate, body, pointer):
    answer = caller.post(VERIFY, body)
    assert code_and_status(answer) == (422, "request-unfit")
    assert answer.json["errors"][0]["pointer"] == pointer
    assert answer.json["errors"][0]["detail"]


def test_500_entries_are_taken(caller, certificate):
    answer = caller.post(VERIFY, {"certificates": [NUMBER] * 500})
    assert len(answer.json["results"]) == 500


def test_another_content_type_is_refused(caller, certificate):
    body = json.dumps({"certificates": [NUMBER]})
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""):
        answer = caller.post(VERIFY, body, Content_Type=kind)
        assert code_and_status(answer) == (415, "json-needed"), kind
    good = caller.post(VERIFY, body, Content_Type="application/json; charset=utf-8")
    assert good.status_code == 200


def test_ten_megabytes_are_refused(caller):
    body = b'{"certificates": ["' + b"x" * 10_000_000 + b'"]}'
    assert code_and_status(caller.post(VERIFY, body)) == (413, "too-large")


def test_unknown_addresses_and_methods_are_problems_too(caller, stranger):
    assert code_and_status(stranger.get("/no-such")) == (404, "not-found")
    answer = stranger.client.delete("/api/v1/certificates")
    assert code_and_status(answer) == (405, "method")
    assert "GET" in answer.headers["Allow"]


def test_method_cannot_be_overridden_by_a_header(caller, certificate):
    answer = caller.get("/certificates", X_HTTP_Method_Override="DELETE")
    assert answer.status_code == 200
    path = f"/certificates/{certificate.number}/revocation?_method=POST"
    assert caller.get(path).status_code == 405


def test_unknown_parameters_are_refused_by_name(caller, certificate):
    assert caller.get("/certificates?limit=5").status_code == 200
    for query, name in (("limit=0", "limit"), ("limit=201", "limit"), ("page=2", "page")):
        answer = caller.get(f"/certificates?{query}")
        assert code_and_status(answer) == (422, "request-unfit")
        assert answer.json["errors"][0]["parameter"] == name
    assert caller.get("/certificates?limit=1&limit=2").status_code == 422
    assert caller.get("/certificates?course=%00").status_code == 422
    assert caller.get(f"/certificates?limit={'9' * 5000}").status_code == 422


def test_problem_speaks_the_language_that_was_asked_for(stranger):
    indonesian = stranger.get("/token", Accept_Language="id")
    english = stranger.get("/token", Accept_Language="en-GB")
    assert english.json["title"] == "This request needs a token, as Authorization: Bearer."
    assert indonesian.json["code"] == english.json["code"]
    assert "Accept-Language" in indonesian.headers["Vary"]
