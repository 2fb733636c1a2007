"""Prints how much the options of items give away without their questions."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

from lms.cli.language import translate

if TYPE_CHECKING:
    from assessments.analysis.option_measures import OptionMeasures

LONG_USES: Final = ("all", "lessons", "scenarios")  # too many keys to list; each use lists its own


def option_lines(path: Path) -> Iterator[str]:
    """Lines on the items of a course folder without problems: all, then each use."""
    from lms.workflows.course_import.check_cues import course_option_measures

    yield translate("Options alone, without their questions:")
    for use, measures in course_option_measures(path):
        yield from _lines(use, measures)


def _lines(use: str, measures: "OptionMeasures") -> Iterator[str]:
    head = translate("%(count)s items, chance %(chance)s") % {
        "count": measures.items,
        "chance": f"{measures.chance:.0%}",
    }
    yield f"  {use} ({measures.language}): {head}"
    yield "    " + translate(
        "right by word counts of the other items %(words)s, by tone %(tone)s;"
        " key longest %(longest)s, shortest %(shortest)s"
    ) % {
        "words": f"{measures.guessed:.0%}",
        "tone": f"{measures.by_tone:.0%}",
        "longest": measures.longest,
        "shortest": measures.shortest,
    }
    shares = (
        f"{name} {share.keys:.0%} / {share.others:.0%}"
        for name, share in measures.word_shares.items()
    )
    yield "    " + translate("words in keys / in wrong options:") + " " + ", ".join(shares)
    telling = ", ".join(measures.telling_words)
    yield "    " + translate("words that speak for a key:") + f" {telling}"
    if use not in LONG_USES:
        guessed = ", ".join(measures.guessed_items)
        yield "    " + translate("keys that are guessed:") + f" {guessed}"
