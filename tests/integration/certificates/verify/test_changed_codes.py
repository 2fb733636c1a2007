"""Codes and photos of them that differ by one thing from one that is valid: each is refused."""

from io import BytesIO

import pytest
from PIL import Image

from certificates.keys import cose
from certificates.numbers import format_number
from certificates.qr import base41
from certificates.qr.code import qr_matrix
from certificates.records import queries
from lms.extensions import current_ports


@pytest.fixture
def text_of(read):
    return lambda certificate_id: read(queries.issued_record, certificate_id).qr_text


@pytest.fixture
def photo():
    """A sheet of paper with one code or several."""

    def photo(*texts):
        sheet = Image.new("L", (80 * len(texts), 80), 255)
        for place, text in enumerate(texts):
            for row, modules in enumerate(qr_matrix(text)):
                for column, is_dark in enumerate(modules):
                    if is_dark:
                        sheet.putpixel((80 * place + 8 + column, 8 + row), 0)
        file = BytesIO()
        sheet.resize((sheet.width * 8, sheet.height * 8), Image.Resampling.NEAREST).save(
            file, "PNG"
        )
        return file.getvalue()

    return photo


def swapped(text, other):
    """The number of one certificate before the signed part of another."""
    return text.partition("#")[0] + "#" + other.partition("#")[2]


def test_the_number_of_another_genuine_certificate(
    code, issue, enrol, text_of, said, photo, learner
):
    other = text_of(issue(enrol(name="Petrus Lamba")))
    for one in (code, other):
        assert said(one.encode()) == said(photo(one)) == ("valid", None)
    for one in (swapped(code, other), swapped(other, code)):
        assert said(one.encode()) == said(photo(one)) == ("refused", "code-forged")


def test_two_certificates_on_one_photo(code, issue, enrol, text_of, said, photo):
    other = text_of(issue(enrol(name="Petrus Lamba")))
    assert said(photo(code)) == ("valid", None)
    assert said(photo(code, other)) == ("refused", "several-codes")
    assert said(photo(code, "hello")) == ("valid", None)


def changes(code):
    message = base41.decode(code.partition("#")[2])
    name = message.index(b"Ratna")
    yield "a letter", "code-forged", message[:name] + b"S" + message[name + 1 :]
    yield "the level", "code-forged", message[:-67] + b"\1" + message[-66:]
    yield "the key", "code-unknown-key", message[:8] + b"\0\0\0\0" + message[12:]
    yield "the signature", "code-forged", message[:-1] + bytes((message[-1] ^ 1,))
    yield "a byte more", "code-unreadable", message + b"\0"
    yield "a byte less", "code-unreadable", message[:-1]
    yield "another tag", "code-unreadable", b"\xd1" + message[1:]
    yield "an array without a length", "code-unreadable", b"\xd2\x9f" + message[2:] + b"\xff"


def test_a_code_with_one_thing_changed(code, said, photo, verdict):
    head = code.partition("#")[0]
    assert said(code.encode()) == ("valid", None)
    for what, reason, message in changes(code):
        text = f"{head}#{base41.encode(message)}"
        found = verdict(text.encode())
        assert (found.outcome, found.reason, found.status) == ("refused", reason, None), what
        assert said(photo(text)) == ("refused", reason), what


@pytest.mark.parametrize("digits", ["A", "::", ":::", "a", "%"])
def test_a_code_in_another_writing(code, said, digits):
    head, _hash, payload = code.partition("#")
    assert said(code.encode()) == ("valid", None)
    for text in (f"{head}#{payload}{digits}", f"{head}#{digits}{payload[len(digits) :]}"):
        assert said(text.encode()) == ("refused", "code-unreadable"), text


@pytest.mark.parametrize(
    "payload", ["c5821b7fffffffffffffff01", "d82570393939393939393939392d30312d3031"]
)
def test_odd_cbor_is_answered_at_every_door(app, client, facts, code, said, payload):
    """A decoder would raise errors of its own at these: a number without bounds, an odd UUID."""
    with app.app_context():
        signer = current_ports().signer
    message = cose.sign(
        bytes.fromhex(payload), key_id=signer.key_id, external_aad=b"", signer=signer.sign
    )
    odd = f"{code.partition('#')[0]}#{base41.encode(message)}"
    assert said(code.encode()) == ("valid", None)
    assert said(odd.encode()) == ("refused", "code-unreadable")
    assert facts("verify", code)[1]["outcome"] == "valid"
    assert facts("verify", odd)[1]["reason"] == "code-unreadable"
    table = client.post("/verify/numbers", data={"numbers": f"{code}\n{odd}"})
    assert table.status_code == 200
    assert table.text.count("sah / valid") == 1
    assert table.text.count("bukan kode sertifikat / not a code of a certificate") == 1


def test_the_number_in_another_writing_is_no_code_of_ours(code, said, certificate):
    number = certificate.number
    assert said(code.encode()) == ("valid", None)
    for other in (format_number(number), number.lower(), f" {number}", number[:-1]):
        odd = code.replace(number, other)
        if odd != code:
            assert said(odd.encode()) == ("refused", "code-unreadable"), odd
