"""Formats figures as text: "-" for a missing figure, aligned columns, notes as sentences."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Final

from lms.cli.language import mark as _
from lms.cli.language import translate

if TYPE_CHECKING:
    from assessments.analysis.statistics.notes import Note

NO_FIGURE: Final = "-"
MIN_PRINTED_P: Final = 0.0001
NOTES: Final = {
    "too-few-to-show": _("Fewer than 10 learners: no figures are shown."),
    "too-few-for-items": _("Fewer than 30 learners: items are not judged."),
    "too-few-for-decisions": _("Fewer than 100 learners: not enough for decisions."),
    "no-rasch-scale": _(
        "No Rasch scale: too few learners, or an item that all or none answered right."
    ),
    "one-item": _("One item has no reliability."),
    "constant-item": _("All learners have the same points, so the item does not discriminate:"),
    "rows-without-answers": _(
        "Rows without any answer score 0; leave out learners who did not take the test:"
    ),
    "nobody-matched": _("Nobody has both a pre-test and a post-test."),
    "same-change": _("All learners changed by the same amount: there is no interval."),
    "same-scores": _("All learners have the same scores: there is no effect size."),
    "no-room-to-gain": _("All learners had the maximum before: there is no normalised gain."),
    "same-total": _("All learners have the same total: there is no reliability."),
    "negative-reliability": _(
        "The reliability is negative: the items do not measure the same, or a key is wrong."
    ),
    "no-common-items": _("No item was in both tests, so no item can be compared."),
}
PRECISION: Final = {
    "ok": "",
    "imprecise": _("imprecise"),
    "suppressed": _("not shown"),
}


def size_line(what: str, n: int, precision: str) -> str:
    """Format the number of learners behind the figures, with their precision."""
    mark = translate(PRECISION[precision]) if PRECISION[precision] else ""
    return f"{what}: n = {n}" + (f" ({mark})" if mark else "")


def number(value: float | None, *, digits: int = 2) -> str:
    """Format a number; a zero that rounding made negative has no sign."""
    return NO_FIGURE if value is None else f"{value:z.{digits}f}"


def probability(p: float) -> str:
    """Format a p value; values below 0.0001 as `p < 0.0001`."""
    return "p < 0.0001" if p < MIN_PRINTED_P else f"p = {p:.4f}"


def between(low: float | None, high: float | None) -> str:
    """Format an interval."""
    return NO_FIGURE if low is None or high is None else f"[{low:z.2f}, {high:z.2f}]"


def percent(share: float) -> str:
    """Format a share from 0 to 1 as a whole percentage."""
    return f"{100 * share:.0f} %"


def table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Yield aligned lines: the first column left-aligned, the others right-aligned."""
    if not rows:
        return
    shown = [translate(head) if head else "" for head in heads]
    widths = [max(len(cell) for cell in column) for column in zip(shown, *rows, strict=True)]
    for row in (shown, *rows):
        first, *rest = zip(row, widths, strict=True)
        cells = [first[0].ljust(first[1]), *(cell.rjust(width) for cell, width in rest)]
        yield "  ".join(cells).rstrip()


def note_lines(notes: Iterable["Note"]) -> Iterator[str]:
    """Yield the notes as sentences."""
    for note in notes:
        yield f"* {translate(NOTES[note.code])} {note.about}".rstrip()
