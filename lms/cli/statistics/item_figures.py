"""An item analysis as lines for people."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from lms.cli.language import mark as _
from lms.cli.language import translate
from lms.cli.statistics.figures import between, note_lines, number, percent, size_line, table

if TYPE_CHECKING:
    from assessments.analysis.item_analysis import ItemAnalysis, ItemFigures, WholeTest

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


def item_lines(found: "ItemAnalysis") -> Iterator[str]:
    yield size_line(translate("Learners"), found.learners, found.precision)
    if found.test:
        yield from _test_lines(found.test)
    yield from table(HEADS, [_cells(one) for one in found.item_figures])
    for one in found.item_figures:
        if one.options:
            marks = (f"{'*' * o.is_key}{o.option} {percent(o.share)}" for o in one.options)
            yield f"  {one.item}: {', '.join(marks)}"
    for one in found.item_figures:
        if one.flags:
            yield f"! {one.item}: {'; '.join(translate(FLAGS[flag]) for flag in one.flags)}"
    for grouped in found.differential:
        if grouped.figures and grouped.figures.category != "A":
            yield translate("! %(item)s: %(focal)s against %(reference)s, class %(category)s") % {
                "item": grouped.item,
                "focal": grouped.focal,
                "reference": grouped.reference,
                "category": grouped.figures.category,
            }
    yield from note_lines(found.notes)


def _test_lines(test: "WholeTest") -> Iterator[str]:
    mean, highest, spread = number(test.mean), number(test.highest), number(test.sd)
    word = translate("Mean")
    yield f"{word}: {mean} / {highest}, SD {spread}"
    interval = between(test.alpha_low, test.alpha_high)
    yield f"Alpha: {number(test.alpha)} {interval}, SEM {number(test.sem)}"


def _cells(one: "ItemFigures") -> tuple[str, ...]:
    return (
        one.item,
        str(one.n),
        number(one.facility),
        number(one.item_rest),
        number(one.upper_lower),
        number(one.alpha_if_deleted),
        str(one.omitted),
        number(one.difficulty),
    )
