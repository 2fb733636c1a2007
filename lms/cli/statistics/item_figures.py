"""Formats an item analysis as lines of text."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from lms.cli.language import mark as _
from lms.cli.language import translate
from lms.cli.statistics.figures import between, note_lines, number, percent, size_line, table

if TYPE_CHECKING:
    from assessments.analysis.item_figures import ItemAnalysis, ItemFigures, WholeTest

HEADS: Final = (
    _("Item"),
    "n",
    _("Facility"),
    _("Item-rest"),
    _("Upper-lower"),
    _("Alpha without"),
    _("Omitted"),
    _("Difficulty"),
)
FLAGS: Final = {
    "negative-discrimination": _("weak learners know it more often than strong ones"),
    "low-discrimination": _("hardly separates weak from strong learners"),
    "very-easy": _("nearly all know it"),
    "very-hard": _("hardly anybody knows it"),
    "option-hardly-chosen": _("a wrong option that hardly anybody chooses"),
    "wrong-option-of-strong-learners": _("a wrong option that strong learners choose more often"),
}


def item_lines(analysis: "ItemAnalysis") -> Iterator[str]:
    """Yield the lines of an analysis; `*` marks the key, `!` a flag."""
    yield size_line(translate("Learners"), analysis.learners, analysis.precision)
    if analysis.test:
        yield from _test_lines(analysis.test)
    yield from table(HEADS, [_cells(item) for item in analysis.item_figures])
    for item in analysis.item_figures:
        if item.options:
            marks = (f"{'*' * o.is_key}{o.option} {percent(o.share)}" for o in item.options)
            yield f"  {item.item}: {', '.join(marks)}"
    for item in analysis.item_figures:
        if item.flags:
            yield f"! {item.item}: {'; '.join(translate(FLAGS[flag]) for flag in item.flags)}"
    for grouped in analysis.differential:
        if grouped.figures and grouped.figures.category != "A":
            yield translate(
                "! %(item)s: %(focal)s against %(reference)s, category %(category)s"
            ) % {
                "item": grouped.item,
                "focal": grouped.focal,
                "reference": grouped.reference,
                "category": grouped.figures.category,
            }
    yield from note_lines(analysis.notes)


def _test_lines(test: "WholeTest") -> Iterator[str]:
    mean, highest, spread = number(test.mean), number(test.highest), number(test.sd)
    word = translate("Mean")
    yield f"{word}: {mean} / {highest}, SD {spread}"
    interval = between(test.alpha_low, test.alpha_high)
    yield f"Alpha: {number(test.alpha)} {interval}, SEM {number(test.sem)}"


def _cells(item: "ItemFigures") -> tuple[str, ...]:
    return (
        item.item,
        str(item.n),
        number(item.facility),
        number(item.item_rest),
        number(item.upper_lower),
        number(item.alpha_if_deleted),
        str(item.omitted),
        number(item.difficulty),
    )
