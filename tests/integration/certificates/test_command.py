"""`payung certificate`, as a terminal or a script runs it."""

import json
import os
import subprocess
import sys

import pytest
from PIL import Image

from certificates.numbers import format_number
from certificates.records import queries, service
from lms.cli.demo import demo
from lms.workflows.certificates import make_files

NOT_FOR_FILES = {
    "pyld",
    "lxml",
    "typst",
    "pyhanko",
    "PIL",
    "certificates.verification.verify_files",
}
NOT_FOR_CODES = {"flask", *NOT_FOR_FILES}
LOOK = f"""import sys, lms.cli
try:
    lms.cli.main()
finally:
    print(sorted({NOT_FOR_CODES!r} & set(sys.modules)))"""


def test_a_genuine_code_exits_with_zero_and_tells_what_it_says(facts, code, certificate, learner):
    status, told = facts("verify", code)
    assert (status, told["outcome"], told["kind"]) == (0, "valid", "code")
    assert (told["name"], told["number"]) == (learner.name, format_number(certificate.number))


@pytest.mark.usefixtures("payung")
def test_a_code_is_verified_without_pages_and_without_what_reads_files(code):
    arguments = [sys.executable, "-c", LOOK, "certificate", "verify", code]
    done = subprocess.run(arguments, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize("kind", make_files.KINDS)
def test_each_form_is_known_as_it_was_issued(facts, file_of, kind):
    status, told = facts("verify", file_of(kind))
    assert (status, told["outcome"], told["reason"]) == (0, "valid", "issued")


def test_several_files_have_a_line_each_and_the_worst_status(payung, code, file_of, tmp_path):
    edited = tmp_path / "edited.pdf"
    edited.write_bytes(file_of("sealed-pdf").read_bytes() + b"\n% a line more")
    status, output = payung("verify", code, edited, "--json")
    lines = [json.loads(line) for line in output.splitlines()]
    assert [(one["outcome"], one["reason"]) for one in lines] == [
        ("valid", None),
        ("refused", "pdf-changed-after-seal"),
    ]
    assert status == 1


def test_a_changed_code_exits_with_one_and_says_nothing_of_its_claims(facts, code, learner):
    changed = code[:-1] + ("0" if code[-1] != "0" else "1")
    status, told = facts("verify", changed)
    assert (status, told["outcome"], told["reason"]) == (1, "refused", "code-forged")
    assert learner.name not in str(told)


@pytest.mark.usefixtures("payung")
def test_the_demo_judges_by_the_code_and_not_by_the_file_that_bears_it(code, file_of):
    """The record knows the file by its bytes, so a code that says something else would pass."""
    assert demo.verifies(str(file_of("sealed-pdf")), dict(os.environ))
    assert demo.verifies(code, dict(os.environ))
    changed = code[:-1] + ("0" if code[-1] != "0" else "1")
    assert not demo.verifies(changed, dict(os.environ))


def test_revoking_shows_at_once(payung, facts, code, certificate):
    number = format_number(certificate.number)
    assert facts("show", number)[0] == 0
    assert payung("revoke", number, "--reason", "issued-in-error")[0] == 0
    for question in (("show", number), ("verify", code)):
        status, told = facts(*question)
        assert (status, told["outcome"]) == (1, "revoked")


def test_unknown_and_malformed_numbers_are_answered_alike(facts, certificate):
    assert facts("show", certificate.number)[0] == 0
    unknown = "0000-0000-0000-0000"
    for number in (unknown, "x", "' OR 1=1", "\u202e", "A" * 500, certificate.number[:-1]):
        status, told = facts("show", number)
        assert told.pop("checked_at")
        assert (status, told) == (1, {"outcome": "not-found", "state": "not-found"}), number


def test_an_unknown_reason_is_refused_in_one_sentence(payung, facts, certificate):
    status, output = payung("revoke", certificate.number, "--reason", "dislike")
    assert (status, output.count("\n")) == (1, 1)
    assert "dislike" in output
    assert facts("show", certificate.number)[1]["state"] == "valid"


def test_a_specimen_counts_only_where_it_is_accepted(facts, issue, enrol, read):
    code = read(queries.issued_record, issue(enrol())).qr_text
    assert facts("verify", code)[0] == 1
    status, told = facts("verify", code, "--accept-specimen")
    assert (status, told["outcome"]) == (0, "specimen")


def test_a_file_without_one_code_is_nothing_to_check(payung, tmp_path):
    blank, broken = tmp_path / "blank.png", tmp_path / "broken.pdf"
    Image.new("RGB", (40, 40), "white").save(blank)
    broken.write_bytes(b"%PDF-1.7 nothing")
    for file in (blank, broken):
        status, output = payung("verify", file)
        assert (status, file.name in output) == (2, True)


def test_a_missing_file_is_named(payung, tmp_path):
    status, output = payung("verify", tmp_path / "none.pdf")
    assert (status, "none.pdf" in output) == (2, True)


def test_a_withdrawn_certificate_is_told_without_its_holder(facts, code, certificate, store, now):
    store(service.erase_holder, certificate.id, now=now)
    status, told = facts("verify", code)
    assert (status, told["outcome"], told["name"]) == (1, "withdrawn", "")


def test_a_file_name_sends_no_controls_to_the_terminal(payung, tmp_path):
    odd = tmp_path / "a\x1b[2Jb\u202egpj.txt"
    odd.write_text("no certificate")
    _status, output = payung("verify", odd)
    assert "\x1b" not in output
    assert "\u202e" not in output
    assert "a\\x1b[2Jb\\u202egpj.txt" in output
