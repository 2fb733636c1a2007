"""Who gets which form, and how a retake is drawn."""

from collections import Counter
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from assessments.forms.assembly import ARM_BLOCK, draw_retake, form_for_arm, next_arm


@given(seed=st.integers(), learners=st.integers(0, 50))
def test_arms_never_differ_by_more_than_two(seed, learners):
    chance, arms = Random(seed), []  # noqa: S311
    for _ in range(learners):
        block = arms[len(arms) - len(arms) % len(ARM_BLOCK) :]
        arms.append(next_arm(block, chance))
        assert abs(arms.count("AB") - arms.count("BA")) <= 2
    assert arms.count("AB") * 2 == learners or learners % 4


def test_blocks_come_in_every_order():
    orders = set()
    for seed in range(200):
        chance, block = Random(seed), []  # noqa: S311
        for _ in ARM_BLOCK:
            block.append(next_arm(block, chance))
        orders.add(tuple(block))
    assert len(orders) == 6


def test_post_test_is_the_other_letter():
    assert [form_for_arm("pre", "AB"), form_for_arm("post", "AB")] == ["A", "B"]
    assert [form_for_arm("pre", "BA"), form_for_arm("post", "BA")] == ["B", "A"]


@given(seed=st.integers(), seen=st.sets(st.sampled_from(["a1", "a2", "b1", "b2"])))
def test_retake_draws_one_item_a_slot_and_unseen_first(seed, seen):
    pool = {"a": ["a1", "a2"], "b": ["b1", "b2"]}
    drawn = draw_retake(pool, seen, Random(seed))  # noqa: S311
    assert list(drawn) == ["a", "b"]
    for slot, item in drawn.items():
        assert item in pool[slot]
        assert item not in seen or seen >= set(pool[slot])


def test_retake_takes_each_item_of_a_slot_about_equally_often():
    draws = (draw_retake({"a": "xy"}, (), Random(n)) for n in range(400))  # noqa: S311
    drawn = Counter(draw["a"] for draw in draws)
    assert min(drawn.values()) > 150
