"""Text breaks into lines that fit."""

from hypothesis import given
from hypothesis import strategies as st

from courses.pictures.text_fit import Word, line_width, plain_words, words_with_lead, wrap

SIZE, WIDTH = 16, 200


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz ABCW0123456789.,:()", max_size=200))
def test_no_line_is_wider_unless_it_is_one_word(text: str) -> None:
    words = plain_words(text)
    lines = wrap(words, SIZE, WIDTH)
    assert tuple(word for line in lines for word in line) == words
    assert all(len(line) == 1 or line_width(line, SIZE) <= WIDTH for line in lines)


def test_what_stands_before_a_colon_is_bold() -> None:
    words = words_with_lead("Look: is the child safe?")
    assert [word.text for word in words if word.is_bold] == ["Look:"]


def test_bold_words_are_wider() -> None:
    assert Word("Look:", is_bold=True).width(SIZE) > Word("Look:").width(SIZE)


def test_a_colon_in_brackets_or_far_behind_leads_nothing() -> None:
    for text in ("110 (crisis: also 119)", "a very long beginning of a sentence here: x"):
        assert not any(word.is_bold for word in words_with_lead(text))
