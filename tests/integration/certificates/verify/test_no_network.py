"""No way of verifying asks the network for anything, whatever address a file names."""

import sys

import pytest

from certificates.verify_files import examine_file
from lms.workflows.verify_file import file_trust
from tests.integration.certificates.verify.conftest import FORMS

ELSEWHERE = b"lain.example"
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
        assert requests_of(lambda one=one: examine_file(one, trust=trust, now=now)) == []


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
        assert requests_of(lambda one=one: examine_file(one, trust=trust, now=now)) == []
