"""Each reason for a refusal is explained to those who read it."""

import re
from pathlib import Path

from certificates.rejection_reasons import RejectionReason

REFERENCE = Path(__file__).parents[4] / "docs" / "reference" / "certificates.md"


def test_each_reason_stands_in_the_reference_and_no_other_does():
    table = REFERENCE.read_text().partition("| reason | the file |")[2].partition("\n\n")[0]
    rows = [line.split("|")[1] for line in table.splitlines() if line.startswith("| `")]
    assert set(re.findall(r"`([a-z-]+)`", "".join(rows))) == {
        reason.value for reason in RejectionReason
    }


def test_a_reason_is_a_word_for_programs():
    for reason in RejectionReason:
        assert re.fullmatch(r"[a-z]+(-[a-z]+)*", reason), reason
