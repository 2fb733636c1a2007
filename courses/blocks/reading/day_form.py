"""What the form shows in which learners say by when they do their task."""

from typing import NamedTuple


class DayForm(NamedTuple):
    """What the form for the day of a task shows."""

    value: str = ""  # of the date field
    day: str = ""  # the planned day in words, if there is one
    problem: str = ""
    is_removed: bool = False  # the learner took a plan back
    is_required: bool = False  # the browser asks for a date, where no server answers
    is_past: bool = False  # the planned day is before today
