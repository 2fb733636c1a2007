"""Where a learner goes on."""

import pytest

from courses.progress.course_progress import LessonState, next_lesson


def lessons(states):
    return [LessonState(f"L{n}", "", 5, 0, "M01", state) for n, state in enumerate(states)]


@pytest.mark.parametrize(
    ("states", "last_visited", "expected"),
    [
        (["", "", ""], None, "L0"),
        (["done", "open", ""], 1, "L1"),
        (["done", "done", ""], 1, "L2"),
        (["open", "", "done"], 2, "L0"),
        (["done", "", "skipped"], 2, "L1"),
        (["done", "skipped"], 1, None),
        ([], None, None),
    ],
)
def test_goes_on_where_one_left_or_at_the_next_unfinished(states, last_visited, expected):
    found = next_lesson(lessons(states), last_visited=last_visited)
    assert (found.code if found else None) == expected
