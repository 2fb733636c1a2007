"""No way of verifying asks the network for anything, whatever address a file names."""

import json
import sys
from io import BytesIO

import pikepdf
import pytest

from certificates.multibase import from_base64url, to_base64url
from certificates.verification.verify_files import check_file
from certificates.verification.verify_upload import file_trust, verify_file
from tests.integration.certificates.verify.conftest import FORMS

ELSEWHERE = b"lain.example"
PLACE = "https://lain.example/x"
WATCHED = ("socket.connect", "socket.getaddrinfo", "socket.sendto", "urllib.Request")
_seen, _watching = [], []


def _note(event, arguments):
    if _watching and event in WATCHED:
        _seen.append((event, arguments))


sys.addaudithook(_note)  # cannot be removed again, so it stands once and listens when told to


@pytest.fixture
def requests_of():
    """The look-ups and connections that Python itself reports while something runs."""

    def requests_of(do):
        _seen.clear()
        _watching.append(True)
        try:
            do()
        finally:
            _watching.clear()
        return list(_seen)

    return requests_of


def test_the_watch_sees_a_request(requests_of):
    import socket

    def ask():
        with socket.socket() as line:
            line.connect_ex(("127.0.0.1", 9))

    assert [event for event, _arguments in requests_of(ask)] == ["socket.connect"]


@pytest.mark.parametrize("form", FORMS)
def test_verifying_opens_no_address(original, read, requests_of, now, form):
    data = original(form)
    moved = data.replace(b"payung.example", ELSEWHERE)
    trust = read(file_trust)
    for one in (data, moved):
        assert requests_of(lambda one=one: check_file(one, trust=trust, now=now)) == []


def test_what_an_svg_or_a_document_refers_to_is_never_fetched(original, read, requests_of, now):
    svg = original("badge-svg")
    trust = read(file_trust)
    documents = (
        b'<!DOCTYPE svg [<!ENTITY x SYSTEM "https://lain.example/x">]>' + svg,
        b'<?xml-stylesheet href="https://lain.example/x.css"?>' + svg,
        svg.replace(b"</svg>", b'<image href="https://lain.example/x.png"/></svg>'),
        b'{"@context": ["https://lain.example/context.json"]}',
    )
    for one in documents:
        assert requests_of(lambda one=one: check_file(one, trust=trust, now=now)) == []


def pointing_tokens(token):
    """The token with a place elsewhere in its header, and in its payload."""
    header, payload, signature = token.decode().split(".")
    read = json.loads(from_base64url(header))
    for member in ("kid", "jku", "x5u", "jwk"):
        changed = to_base64url(json.dumps(read | {member: PLACE}).encode())
        yield f"{changed}.{payload}.{signature}".encode()
    moved = from_base64url(payload).replace(b"payung.example", ELSEWHERE)
    yield f"{header}.{to_base64url(moved)}.{signature}".encode()


def pointing_documents(text):
    """The credential with a place elsewhere wherever a verifier might ask one."""
    whole = json.loads(text)
    proof = whole["proof"][0]
    yield whole | {"@context": [*whole["@context"], PLACE]}
    yield whole | {"issuer": "did:web:lain.example"}
    yield whole | {"credentialSchema": {"id": PLACE, "type": "1EdTechJsonSchemaValidator2019"}}
    yield whole | {"refreshService": {"id": PLACE, "type": "1EdTechCredentialRefresh"}}
    yield whole | {"credentialStatus": whole["credentialStatus"] | {"statusListCredential": PLACE}}
    yield whole | {"proof": [proof | {"verificationMethod": "did:web:lain.example#key"}]}
    yield whole | {"proof": [proof | {"verificationMethod": PLACE}]}


def pointing_pdf(data):
    """The PDF with actions, a file of elsewhere, and the credential of another host."""
    saved = BytesIO()
    with pikepdf.open(BytesIO(data)) as pdf:
        action = pikepdf.Dictionary(S=pikepdf.Name.URI, URI=PLACE)
        pdf.Root.OpenAction = pdf.make_indirect(action)
        pdf.Root.AF[0].FS = pikepdf.Name.URL
        pdf.Root.AF[0].F = PLACE
        file = pdf.Root.AF[0].EF.F
        file.write(file.read_bytes().replace(b"payung.example", ELSEWHERE))
        pdf.save(saved)
    return saved.getvalue()


def test_no_place_that_a_token_a_document_or_a_pdf_names_is_asked(
    form_of, certificate, forget_hashes, read, requests_of, now
):
    kept = {kind: form_of(certificate.id, kind) for kind in ("jwt", "json", "sealed-pdf")}
    forget_hashes()
    documents = map(json.dumps, pointing_documents(kept["json"]))
    files = [
        *pointing_tokens(kept["jwt"]),
        *(one.encode() for one in documents),
        pointing_pdf(kept["sealed-pdf"]),
    ]
    for data in kept.values():
        assert read(verify_file, data, now=now).outcome == "valid"
    for data in files:
        found = []
        seen = requests_of(
            lambda data=data, found=found: found.append(read(verify_file, data, now=now))
        )
        assert (seen, found[0].outcome) == ([], "refused"), data[:200]
