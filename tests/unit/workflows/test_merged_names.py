"""Which names are alike, so that a certificate is issued again without somebody else's word."""

import pytest

from lms.workflows.certificates.merge_certificates import _letters


@pytest.mark.parametrize(
    ("one", "other", "are_alike"),
    [
        ("Siti Aminah, S.Pd.", "SITI  AMINAH S.Pd", True),
        ("Jose\u0301", "Jos\u00e9", True),
        ("Jos\u00e9", "Jose", False),
        ("\ua9a7\ua9b6", "\ua9a7\ua9b8", False),  # Javanese: ji and ju
        ("Siti Aminah", "Siti Amanah", False),
    ],
)
def test_names_are_alike_but_for_capitals_spaces_and_signs(one, other, are_alike):
    assert (_letters(one) == _letters(other)) == are_alike
