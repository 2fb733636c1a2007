"""Certificates for programs: look up, check many, list, revoke; and who is refused."""

import pytest
from sqlalchemy import event

from certificates.models import Certificate
from certificates.numbers import format_number, generate_number
from certificates.records.queries import certificate_page
from lms.extensions import db

UNKNOWN = "0000-0000-0000-0000"


@pytest.fixture
def certificates(certificate, enrol, issue, read):
    """Numbers of ten people's certificates."""

    def number_of(certificate_id):
        return read(lambda session: session.get_one(Certificate, certificate_id)).number

    return [certificate.number, *(number_of(issue(enrol())) for _ in range(9))]


def qr_text(read, certificate, now):
    page = read(certificate_page, certificate.number, person_id=certificate.person_id, now=now)
    return page.qr_text


def test_anyone_with_the_number_gets_what_the_verify_page_says(stranger, certificate, learner):
    answer = stranger.get(f"/certificates/{format_number(certificate.number).lower()}")
    assert answer.status_code == 200
    found = answer.json
    assert found["outcome"] == "valid"
    assert found["holder_name"] == learner.name
    assert found["page"] == f"https://payung.example/v/{format_number(certificate.number)}"
    assert answer.headers["Cache-Control"] == "no-store"


def test_unknown_and_malformed_numbers_are_answered_alike(stranger, certificate):
    assert stranger.get(f"/certificates/{certificate.number}").status_code == 200
    answers = [stranger.get(f"/certificates/{text}") for text in (UNKNOWN, "x", "%00", "%ed%a0%80")]
    assert {answer.status_code for answer in answers} == {404}
    assert {answer.json["code"] for answer in answers} == {"certificate-number-unknown"}


def test_specimen_is_never_called_valid(stranger, issue, learner, read):
    certificate_id = issue(learner)  # no issuer was set
    number = read(lambda session: session.get_one(Certificate, certificate_id)).number
    assert stranger.get(f"/certificates/{number}").json["outcome"] == "specimen"


def test_many_are_checked_in_the_order_sent(program, certificate, read, now):
    code = qr_text(read, certificate, now)
    forged = code[:-1] + ("0" if code[-1] != "0" else "1")
    sent = [UNKNOWN, certificate.number, forged, code, "not a number"]
    answer = program("certificates:verify").post("/certificates/verify", {"certificates": sent})
    assert answer.status_code == 200
    outcomes = [result["outcome"] for result in answer.json["results"]]
    assert outcomes[0] == outcomes[4] == "not-found"
    assert outcomes[1] == outcomes[3] == "valid"
    assert outcomes[2] in ("forged", "unreadable")
    assert answer.json["results"][2]["certificate"] is None


@pytest.fixture
def count_queries(app):
    """Counts what the program asks its database while `do` runs."""

    def count_queries(do):
        seen = []
        with app.app_context():
            engine = db.engine

        def see(*_facts):
            seen.append(1)

        event.listen(engine, "before_cursor_execute", see)
        do()
        event.remove(engine, "before_cursor_execute", see)
        return len(seen)

    return count_queries


def test_number_of_queries_does_not_grow(program, certificates, count_queries):
    caller = program("certificates:verify")
    caller.get("/token")  # what is written once a day is written

    def check(entries):
        answer = caller.post("/certificates/verify", {"certificates": entries})
        assert answer.json["results"][0]["outcome"] == "valid"

    many = certificates + [generate_number() for _ in range(490)]
    one = count_queries(lambda: check(certificates[:1]))
    assert count_queries(lambda: check(many)) == one


def test_list_leads_on_without_names(program, certificates):
    caller = program("certificates:read")
    first = caller.get("/certificates?limit=6")
    assert len(first.json["certificates"]) == 6
    assert "Ratna" not in first.text
    link = first.headers["Link"]
    assert link.startswith("<https://payung.example/api/v1/certificates?cursor=")
    rest = caller.get(f"/certificates?limit=6&cursor={first.json['next_cursor']}")
    found = [line["number"] for page in (first, rest) for line in page.json["certificates"]]
    assert found == [format_number(number) for number in certificates]
    assert rest.json["next_cursor"] is None
    assert "Link" not in rest.headers
    assert caller.get("/certificates?course=NONE").json["certificates"] == []


def test_cursor_that_was_never_given_is_refused(program, certificate):
    caller = program("certificates:read")
    for cursor in ("x", "b" * 26, "%00", "é" * 26, "1" * 65):
        answer = caller.get(f"/certificates?cursor={cursor}")
        assert answer.status_code == 422, cursor
        assert answer.json["errors"][0]["parameter"] == "cursor"


def test_revocation_is_done_once_and_answered_twice_alike(program, certificate, read):
    caller = program("certificates:revoke")
    path = f"/certificates/{certificate.number}/revocation"
    body = {"reason": "issued-in-error"}
    first = caller.post(path, body, key="abc")
    again = caller.post(path, body, key="abc")
    assert first.status_code == again.status_code == 200
    assert first.data == again.data
    assert again.headers["Idempotency-Replayed"] == "true"
    assert "Idempotency-Replayed" not in first.headers
    assert caller.get(f"/certificates/{certificate.number}").json["outcome"] == "revoked"


def test_key_with_another_request_is_refused(program, certificate):
    caller = program("certificates:revoke")
    path = f"/certificates/{certificate.number}/revocation"
    assert caller.post(path, {"reason": "issued-in-error"}, key="abc").status_code == 200
    other = caller.post(path, {"reason": "misconduct"}, key="abc")
    assert (other.status_code, other.json["code"]) == (422, "idempotency-key-reused")
    another = program("certificates:revoke")
    assert another.post(path, {"reason": "misconduct"}, key="abc").status_code == 200


def test_write_without_a_fit_key_is_refused(program, certificate):
    caller = program("certificates:revoke")
    path = f"/certificates/{certificate.number}/revocation"
    for key in (None, "x" * 256, "two words"):
        answer = caller.post(path, {"reason": "misconduct"}, key=key)
        assert (answer.status_code, answer.json["code"]) == (400, "idempotency-key-needed")
    assert caller.post(path, {"reason": "misconduct"}, key="x" * 255).status_code == 200


def test_unknown_number_is_not_revoked_and_its_key_stays_free(program, certificate):
    caller = program("certificates:revoke")
    body = {"reason": "misconduct"}
    answer = caller.post(f"/certificates/{UNKNOWN}/revocation", body, key="abc")
    assert (answer.status_code, answer.json["code"]) == (404, "certificate-number-unknown")
    path = f"/certificates/{certificate.number}/revocation"
    assert caller.post(path, body, key="abc").status_code == 200
