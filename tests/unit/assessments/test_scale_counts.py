"""What scales and follow-ups add to the counts of a group."""

from dataclasses import replace

import pytest

from assessments.analysis.contributions import Contribution, FollowUp, split_parts
from assessments.analysis.group_counter import count_people
from assessments.analysis.group_counts import GroupCounts
from assessments.evaluation.scales import (
    Question,
    ScaleForms,
    Statement,
    chosen_options,
    complete_ratings,
)

POINTS = {"points": [{"id": str(number)} for number in range(1, 6)]}
STRAIGHT = Statement("S1", POINTS, {})
REVERSED = Statement("S2", POINTS, {"reverse": True})
FORMS = ScaleForms({"v1": STRAIGHT, "v2": REVERSED}, {"v3": Question("Q1", "distress", {}, ("3",))})
PERSON = Contribution(
    ("registered", "pre", "post", "matched"),
    pre=40.0,
    post=80.0,
    confidence={"S1": (2.0, 4.0), "S2": (1.0, 5.0)},
    follow_ups={"3": FollowUp(70.0, {"S1": 3.0, "S2": 4.0}, {"Q1": "3"})},
)
OTHER = replace(PERSON, pre=60.0, confidence={"S1": (3.0, 3.0), "S2": (2.0, 4.0)}, follow_ups={})


def test_points_of_a_reversed_statement_count_from_the_other_end() -> None:
    assert complete_ratings(FORMS, {"v1": 4.0, "v2": 2.0, "v3": 1.0}) == {"S1": 4.0, "S2": 4.0}


def test_a_scale_with_a_statement_left_out_does_not_count() -> None:
    assert complete_ratings(FORMS, {"v1": 4.0, "v3": 1.0}) == {}


def test_a_question_left_out_is_an_answer_of_its_own() -> None:
    assert chosen_options(FORMS, ("v1", "v2", "v3"), {"v1": 1.0, "v3": 3.0}) == {"Q1": "3"}
    assert chosen_options(FORMS, ("v1", "v3"), {}) == {"Q1": ""}
    assert chosen_options(FORMS, ("v1", "v2"), {}) == {}


def test_a_contribution_with_a_follow_up_survives_its_text() -> None:
    assert Contribution.from_text(PERSON.as_text()) == PERSON


def test_the_text_without_a_follow_up_is_what_it_always_was() -> None:
    """A longer text would make all released answers look new."""
    assert OTHER.as_text().count(",{") == 4
    assert Contribution.from_text(OTHER.as_text()) == OTHER


def test_parts_of_a_follow_up_protect_themselves_only() -> None:
    assert split_parts(PERSON.as_text()).keys() - split_parts(OTHER.as_text()).keys() == {
        "test-3",
        "scale-3",
        "answers-3",
    }


def test_the_score_of_a_follow_up_without_both_tests_is_not_counted() -> None:
    person = replace(PERSON, post=None)
    assert "test-3" not in split_parts(person.as_text())
    assert count_people([person]).follow_ups["3"].since_post.n == 0


def test_counts_of_scales_and_follow_ups() -> None:
    counts = count_people([PERSON, OTHER])
    assert (counts.scale.n, counts.scale.pre, counts.scale.post) == (2, 4.0, 8.0)
    follow_up = counts.follow_ups["3"]
    assert (follow_up.since_post.n, follow_up.since_post.pre, follow_up.since_post.post) == (
        1,
        80,
        70,
    )
    assert (follow_up.scale.pre, follow_up.scale.post) == (4.5, 3.5)
    assert follow_up.answers == {"Q1": {"3": 1}}


def test_whole_scales_are_counted_for_everyone_only() -> None:
    scales = count_people([PERSON, OTHER], has_scales=True).scales
    assert scales["before"].points == {
        "S1": {2.0: {0.0: 1}, 3.0: {0.0: 1}},
        "S2": {1.0: {0.0: 1}, 2.0: {0.0: 1}},
    }
    assert scales["after"].products == {"S1": {"S2": 4.0 * 5.0 + 3.0 * 4.0}}
    assert count_people([PERSON, OTHER]).scales == {}


@pytest.mark.parametrize("people", [[PERSON], [PERSON, OTHER]])
def test_counts_of_scales_survive_json_and_add_up(people) -> None:
    parts = [
        GroupCounts.from_json(count_people([person], has_scales=True).as_json())
        for person in people
    ]
    assert GroupCounts.merged(*parts) == count_people(people, has_scales=True)


def test_counts_from_before_there_were_scales_are_read() -> None:
    old = count_people([OTHER]).as_json()
    for key in ("scale", "scales", "follow_ups"):
        del old[key]
    assert GroupCounts.from_json(old).scale.n == 0
