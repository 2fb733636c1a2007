"""Computes how long a step takes: words on its path, decisions, sorted things, written answers.

The numbers are estimates until a pilot has measured them. Words are those of the Indonesian text.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from math import ceil
from typing import Final

from courses.json_types import JsonMapping

WORDS_PER_MINUTE: Final = 140  # read on a phone
DECISION: Final = 15  # seconds, also of a vote and of the choice of a task
PIECE: Final = 6  # seconds for a thing that is sorted, ordered, matched or ticked
WRITTEN_ANSWER: Final = 45  # seconds
WORD: Final = re.compile(r"[^\W_]+(?:[-'\u2019.][^\W_]+)*")
CITATION: Final = re.compile(r"\[F\d+\]")
AUTHOR_NOTES: Final = frozenset({"id", "kind", "planned", "review_status"})
NOT_READ: Final = ("feedback_id", "alt_id")  # counted apart, or heard in place of a drawing
SECONDS_OF: Final = {  # list in an activity: seconds for each entry
    "turns": DECISION,
    "items": PIECE,
    "pairs": PIECE,
    "prompts": WRITTEN_ANSWER,
}


def count_words(text: str) -> int:
    """Words of a text without citations; "turun-temurun" and "12.40" are one word each."""
    return len(WORD.findall(CITATION.sub("", text)))


def reading_seconds(words: int) -> int:
    """Time to read, in whole seconds."""
    return ceil(words * 60 / WORDS_PER_MINUTE)


def minutes_of(seconds: int) -> int:
    """Whole minutes, rounded up; at least one."""
    return max(1, ceil(seconds / 60))


def step_seconds(
    prose: str, activity: JsonMapping | None = None, tasks: Iterable[JsonMapping] = ()
) -> int:
    """Seconds for a step: its heading and prose, its activity, and one of the tasks."""
    words = count_words(prose)
    seconds = 0
    if activity is not None:
        words += sum(count_words(text) for text in _texts_on_path(activity))
        seconds += _acting_seconds(activity)
    task_words = [count_words(str(task.get("text_id", ""))) for task in tasks]
    if task_words:
        words += max(task_words)
        seconds += DECISION
    return reading_seconds(words) + seconds


def _texts_on_path(value: object) -> Iterator[str]:
    """Indonesian texts that a learner reads; of several feedbacks only the longest."""
    if isinstance(value, Mapping):
        for key, part in value.items():
            if isinstance(part, str) and key.endswith("_id") and key not in NOT_READ:
                yield part
            elif key not in AUTHOR_NOTES:
                yield from _texts_on_path(part)
    elif isinstance(value, list):
        feedbacks = [
            str(part["feedback_id"])
            for part in value
            if isinstance(part, Mapping) and "feedback_id" in part
        ]
        if feedbacks:
            yield max(feedbacks, key=count_words)
        for part in value:
            yield from _texts_on_path(part)


def _acting_seconds(activity: JsonMapping) -> int:
    seconds = sum(
        each * len(entries)
        for name, each in SECONDS_OF.items()
        if isinstance(entries := activity.get(name), list)
    )
    if activity.get("kind") == "ordering" and isinstance(activity.get("steps"), list):
        seconds += PIECE * len(activity["steps"])
    if activity.get("kind") == "poll":
        seconds += DECISION
    if "note" in activity:
        seconds += WRITTEN_ANSWER
    return seconds
