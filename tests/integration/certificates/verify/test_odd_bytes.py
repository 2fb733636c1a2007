"""Whatever bytes come in, the answer is a refusal with a reason and never a failure."""

import random

import pytest

from certificates.verification.verify_files import check_file
from certificates.verification.verify_upload import file_trust
from tests.integration.certificates.verify.conftest import FORMS

ROUNDS = 15
SIGNED_AS_A_WHOLE = ("sealed-pdf", "json", "jwt")  # of badges the drawing is not signed


@pytest.fixture
def look(read, now):
    trust = read(file_trust)
    return lambda data: check_file(data, trust=trust, now=now)


@pytest.mark.parametrize("form", FORMS)
def test_cut_off_files_are_refused(original, look, form):
    data, chance = original(form), random.Random(7)  # noqa: S311  repeatable
    assert look(data).outcome == "genuine"
    for _round in range(ROUNDS):
        found = look(data[: chance.randrange(len(data) - 1)])
        assert found.outcome == "refused", found
        assert found.reason


@pytest.mark.parametrize("form", FORMS)
def test_files_with_odd_bytes_never_break_the_reader(original, look, form):
    data, chance = original(form), random.Random(41)  # noqa: S311  repeatable
    for _round in range(ROUNDS):
        odd = bytearray(data)
        for _byte in range(3):
            odd[chance.randrange(len(odd))] ^= chance.randrange(1, 256)
        found = look(bytes(odd))
        assert found.outcome in ("genuine", "refused")
        if form in SIGNED_AS_A_WHOLE:
            assert found.outcome == "refused", (found, _round)
