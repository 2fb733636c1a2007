"""The words that all statements of the confidence scale share become its heading."""

import pytest

from lms.web.assessments.scale import shared_stem


@pytest.mark.parametrize(
    ("statements", "stem"),
    [
        (["I can explain", "I can lead a talk"], "I can"),
        (["Saya mampu menilai angka", "Saya mampu menilai kanal"], "Saya mampu menilai"),
        (["I can", "I can lead"], ""),
        (["I can lead", "I know when"], ""),
        (["Can lead", "Could"], ""),
        (["I can lead a talk"], ""),
        ([], ""),
    ],
)
def test_stem_is_what_all_begin_with_and_never_a_whole_statement(statements, stem):
    assert shared_stem(statements) == stem
