"""A pack as a file: whole, signed by the server, and for those who may have the course."""

import gzip
import json
from base64 import urlsafe_b64decode
from hashlib import sha256

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDSA,
    SECP256R1,
    EllipticCurvePublicKey,
)
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from courses.enrolment.join_course import join_course
from lms.app import create_app
from lms.kernel.clock import utc_now
from tests.factories import session_cookie
from tests.integration.courses.conftest import add_version
from tests.shared_apps import TEST_CONFIG
from tests.small_course import CODE, small_course

BASE = f"/courses/{CODE}/offline"
FILE = f"{BASE}/course.payung"
PER_MINUTE = 10


@pytest.fixture
def learner(write, make_person, sign_in):
    write(add_version, small_course())
    person_id = make_person()
    write(join_course, person_id=person_id, course_code=CODE, now=utc_now())
    browser = sign_in(person_id)
    browser.post(f"/courses/{CODE}/lessons/M01-L1/open")
    return browser


def decoded(text):
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def read_file(data):
    line, _, rest = data.partition(b"\n")
    return json.loads(line), rest


def verify(point, signature, text):
    public = EllipticCurvePublicKey.from_encoded_point(SECP256R1(), point)
    r, s = (int.from_bytes(signature[start : start + 32], "big") for start in (0, 32))
    public.verify(encode_dss_signature(r, s), b"payung-pack 1|" + text.encode(), ECDSA(SHA256()))


def test_the_file_holds_what_a_download_would_and_is_signed(app, learner):
    answer = learner.get(FILE)
    assert (answer.status_code, answer.mimetype) == (200, "application/octet-stream")
    assert answer.headers["Content-Disposition"].endswith('-id.payung"')
    head, rest = read_file(answer.data)
    signer = app.extensions["ports"].document_signer
    assert (head["format"], head["version"], head["key"]) == ("payung-pack", 1, signer.key_id)
    verify(signer.public_key, decoded(head["signature"]), head["manifest"])
    with pytest.raises(InvalidSignature):
        verify(signer.public_key, decoded(head["signature"]), head["manifest"] + " ")
    manifest = json.loads(head["manifest"])
    listed = learner.get(f"{BASE}/manifest.json").json
    assert {name: manifest[name] for name in ("id", "version", "starts", "after")} == {
        name: listed[name] for name in ("id", "version", "starts", "after")
    }
    for kind in ("parts", "files"):
        assert [entry["url"] for entry in manifest[kind]] == [e["url"] for e in listed[kind]]
        for entry in manifest[kind]:
            body, rest = rest[: entry["size"]], rest[entry["size"] :]
            assert sha256(body).digest() == decoded(entry["sha256"])
            assert gzip.decompress(body) == learner.get(entry["url"]).data
    assert rest == b""


def test_the_page_names_the_key_that_signs(app, learner):
    signer = app.extensions["ports"].document_signer
    page = learner.get(BASE).text
    key = page.split('data-key="')[1].split('"')[0]
    kid, _, point = key.partition(".")
    assert (kid, decoded(point)) == (signer.key_id, signer.public_key)


def test_the_file_is_for_people_who_have_joined(client, write, make_person, sign_in):
    write(add_version, small_course())
    assert client.get(FILE).status_code == 303
    assert sign_in(make_person()).get(FILE).status_code == 404


def test_a_person_gets_ten_files_a_minute_and_others_go_on(
    settings, write, new_session, make_person
):
    write(add_version, small_course())
    app = create_app(settings, **TEST_CONFIG | {"RATELIMIT_ENABLED": True})

    def statuses(count):
        client = app.test_client()
        with new_session() as session, session.begin():
            values = session_cookie(session, make_person())
        with client.session_transaction() as cookie:
            cookie.update(values)
        return [client.get(FILE).status_code for _ in range(count)]

    assert statuses(PER_MINUTE + 1) == [404] * PER_MINUTE + [429]
    assert statuses(1) == [404]
