"""What an assessment allows: the defaults, and what a course says instead."""

import pytest

from assessments.kinds import TASKS
from assessments.scoring.policies import (
    DEFAULTS,
    FOLLOW_UPS,
    policy_flaws,
    resolve_rules,
    set_follow_up_months,
)


def test_every_task_has_defaults():
    assert set(DEFAULTS) == set(TASKS)


def test_course_without_policies_keeps_the_rules_of_the_main_job():
    pre, post = resolve_rules("pre", {}), resolve_rules("post", {})
    assert (pre.opens, pre.feedback, pre.max_attempts) == ("before-lessons", "with-post", 1)
    assert (post.max_attempts, post.waits_hours, post.required_slots) == (3, (24, 72), ())
    assert {rules.layout for rules in (pre, post)} == {"one-a-page"}
    assert {rules.forms for rules in (pre, post)} == {"arms"}


def test_only_what_is_said_differs():
    rules = resolve_rules("post", {"attempts": 2, "waits_hours": [48], "layout": "all-on-one-page"})
    assert (rules.max_attempts, rules.waits_hours) == (2, (48,))
    assert (rules.layout, rules.feedback) == ("all-on-one-page", "mastery")


def test_follow_up_has_an_attempt_for_each_of_its_months():
    told = set_follow_up_months({"follow-up": {"feedback": "none"}}, (1, 4, 12))
    for task in FOLLOW_UPS:
        assert (resolve_rules(task, told[task]).max_attempts, told[task]["months"]) == (
            3,
            [1, 4, 12],
        )
    assert resolve_rules("follow-up", told["follow-up"]).feedback == "none"


@pytest.mark.parametrize(
    ("policy", "codes"),
    [
        ({"required_slots": ["a"], "waits_hours": [24, 72]}, []),
        ({"required_slots": ["a", "z"]}, ["slot-unknown"]),
        ({"attempts": 1, "waits_hours": [24]}, ["waits-too-many"]),
    ],
)
def test_flaws_are_found(policy, codes):
    assert [code for _, code, _ in policy_flaws({"post": policy}, ["a", "b"])] == codes
