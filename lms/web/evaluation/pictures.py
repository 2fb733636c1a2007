"""What every picture of evaluation has: a chart, its finding, a sentence and a table."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from markupsafe import Markup

from lms.web.charts.shapes import Drawing
from lms.web.charts.svg import render_svg
from lms.web.texts.numbers import decimal
from lms.workflows.evaluation.figures import LEAST

LegendMark = tuple[str, str, str]  # class, kind of mark, label


@dataclass(frozen=True, slots=True)
class Table:
    """The figures of a chart; the first column names the rows."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart with its finding, what it measures, and how to read it."""

    finding: str
    measure: str
    drawing: Drawing
    legend: tuple[LegendMark, ...]
    table: Table

    @property
    def svg(self) -> Markup:
        """Return the chart for a page."""
        return render_svg(self.drawing)

    @property
    def reading(self) -> str:
        """Return the sentence beside the chart, which is its description too."""
        return self.drawing.description

    @classmethod
    def of(
        cls,
        drawing: Drawing,
        measure: str,
        finding: str,
        table: Table,
        legend: Sequence[LegendMark] = (),
    ) -> "Picture":
        """Return the picture of a drawing."""
        return cls(finding, measure, drawing, tuple(legend), table)


def few() -> str:
    """Return how a number is written that is too small to show."""
    return f"<{LEAST}"


def interval(low: float, high: float) -> str:
    """Return both ends of an interval in points."""
    return f"{decimal(low)} \N{EN DASH} {decimal(high)}"


def order_is_open() -> str:
    """Return the sentence on groups whose intervals overlap."""
    return str(_("Where intervals overlap, the order is not certain."))


def before_after(kind: str) -> tuple[LegendMark, ...]:
    """Return the legend of hollow marks before and filled ones after."""
    return (("hole", kind, _("Before")), ("k1", kind, _("After")))
