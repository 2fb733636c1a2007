"""Harmful choices of the shipped course say what is safer."""

import pytest
import yaml

from tests.factories import SHIPPED_COURSE

SCENARIOS = sorted(SHIPPED_COURSE.glob("scenarios/*.yaml"))
LESSONS = sorted(SHIPPED_COURSE.glob("modules/*/M??-L?.yaml"))


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_feedback_of_a_scenario_says_what_is_safer(path):
    nodes = yaml.safe_load(path.read_text())["nodes"]
    harmful = [c for node in nodes for c in node.get("choices", ()) if c.get("is_harmful")]
    assert harmful
    for choice in harmful:
        assert "Lebih aman" in choice["feedback_id"], choice["text_id"]
        assert "t is safer" in choice["feedback_en"], choice["text_en"]


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_feedback_of_a_lesson_leaves_the_safer_option_to_the_page(path):
    activities = yaml.safe_load(path.read_text())["activities"]
    turns = [turn for activity in activities for turn in activity.get("turns", ())]
    assert turns
    for option in (option for turn in turns for option in turn["options"]):
        assert "Lebih aman:" not in option["feedback_id"]
        assert "Safer:" not in option["feedback_en"]
