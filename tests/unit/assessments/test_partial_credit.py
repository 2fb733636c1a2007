"""Multiple choice: three rules for what is right in part, and their bounds."""

from fractions import Fraction

import pytest

from assessments.items.types import ITEM_TYPES
from assessments.scoring.score import AnsweredSlot, score_attempt

KIND = ITEM_TYPES["multiple-choice"]
ENTRY = {
    **{f"stem_{language}": "?" for language in ("id", "en")},
    "options": [
        {
            "id": letter,
            "correct": letter in "AB",
            **{f"{n}_{lang}": letter for n in ("text", "rationale") for lang in ("id", "en")},
        }
        for letter in "ABCD"
    ],
}


@pytest.mark.parametrize(
    ("more", "chosen", "points"),
    [
        ({}, "A", Fraction(1, 2)),
        ({}, "AC", 0),
        ({"partial": "per-option"}, "A", Fraction(3, 4)),
        ({"partial": "per-option"}, "CD", 0),
        ({"partial": "per-option"}, "", 0),
        ({"partial": "all-or-nothing"}, "A", 0),
        ({"partial": "all-or-nothing"}, "AB", 1),
        ({"partial": "per-option", "partial_from": "80"}, "A", 0),
        ({"partial": "per-option", "partial_to": "60"}, "A", Fraction(3, 5)),
        ({"partial": "per-option", "partial_to": "60"}, "AB", 1),
    ],
)
def test_points(more, chosen, points):
    assert list(KIND.flaws(ENTRY | more)) == []
    _content, key = KIND.read(ENTRY | more)
    assert KIND.score(key, {"options": list(chosen)}) == points


@pytest.mark.parametrize("more", [{"partial": "x"}, {"partial_from": "101"}, {"partial_to": "a"}])
def test_what_is_no_rule_or_bound_is_a_flaw(more):
    assert len(list(KIND.flaws(ENTRY | more))) == 1


def test_rulings_of_a_regrade_go_before_the_key():
    slots = [
        AnsweredSlot(1, "true-false", {"answer": "true"}, None, ruling="full-credit"),
        AnsweredSlot(2, "true-false", {"answer": "true"}, {"option": "true"}, ruling="drop"),
        AnsweredSlot(3, "true-false", {"answer": "true"}, None, earned=Fraction(1, 2)),
    ]
    score = score_attempt(slots, pass_percent=75, required=[2])
    assert (score.points, score.max_points, score.has_passed) == (Fraction(3, 2), 2, True)
