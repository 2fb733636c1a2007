"""The way through a branching story."""

import pytest

from courses.block_toolkit.texts import select_language
from courses.blocks.activities.scenario_path import ScenarioPath, is_end
from tests.small_course import STORY


@pytest.fixture
def story():
    return ScenarioPath("n1", select_language(STORY["nodes"], "id"))


def test_path_leads_to_a_scene(story):
    assert story.node_after([])["id"] == "n1"
    assert story.node_after([1])["id"] == "r1"
    assert is_end(story.node_after([1, 0]))


def test_score_is_the_sum_of_the_way(story):
    assert [story.score(path) for path in ([0], [1], [1, 0])] == [2, 0, 1]


def test_steps_ahead_are_the_fewest(story):
    assert story.shortest_from(story.node_after([])) == 1
    assert story.shortest_from(story.node_after([1])) == 1
    assert story.shortest_from(story.node_after([0])) == 0


def test_a_circle_has_no_end():
    nodes = [{"id": "a", "choices": [{"next": "b"}]}, {"id": "b", "choices": [{"next": "a"}]}]
    assert ScenarioPath("a", nodes).shortest_from(nodes[0]) == 0


def test_best_choice_is_the_one_with_most_points(story):
    assert [step.is_best for step in story.steps([1, 0])] == [False, True]
