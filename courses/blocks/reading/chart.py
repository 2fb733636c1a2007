"""Bar charts, one for each series, with a table of all values."""

from collections.abc import Sequence
from html import escape
from math import isfinite
from typing import NotRequired, TypedDict

from web_fragments.fragment import Fragment
from xblock.fields import Scope, String

from courses.block_toolkit.base import ContentList, PayungActivity
from courses.blocks import list_shapes

INDONESIAN_SEPARATORS = str.maketrans(",.", ".,")


class Series(TypedDict):
    """A series in one language."""

    id: str
    label: str


class ChartRow(TypedDict):
    """A row in one language, with its values by series id."""

    label: str
    values: NotRequired[dict[str, float | str | None]]


class ChartBlock(PayungActivity):
    """Each series is a disclosure widget with bars; a table has all values and the source.

    It works without script and mouse, and does not rely on colour.
    """

    is_static_view = True

    list_shapes = list_shapes.CHART
    series = ContentList(scope=Scope.content, default=[], help="id and label of each series")
    rows = ContentList(
        scope=Scope.content, default=[], help="label of each row, and its values by series"
    )
    unit_id = String(scope=Scope.content, default="")
    unit_en = String(scope=Scope.content, default="")
    source_id = String(scope=Scope.content, default="")
    source_en = String(scope=Scope.content, default="")

    def student_view(self, context: object = None) -> Fragment:
        series: list[Series] = self.localised(self.series)
        rows: list[ChartRow] = self.localised(self.rows)
        charts = "".join(
            self._series(item, rows, is_open=index == 0) for index, item in enumerate(series)
        )
        return self.fragment(
            '<div class="stack">',
            self.opening(),
            charts,
            self._table(series, rows) if series and rows else "",
            self._source(),
            self.closing(),
            "</div>",
        )

    def _series(self, series: Series, rows: Sequence[ChartRow], *, is_open: bool) -> str:
        bars = self._bars(series, rows)
        return (
            f'<details class="acc"{" open" if is_open else ""}><summary><span>'
            f"{escape(str(series['label']))}</span></summary><div>{bars}</div></details>"
        )

    def _bars(self, series: Series, rows: Sequence[ChartRow]) -> str:
        """A bar for each row, scaled to the largest value. Missing values are named as such."""
        values = [_value(row, series) for row in rows]
        max_value = max((value for value in values if value is not None), default=0)
        bars = "".join(
            self._bar(str(row["label"]), value, max_value)
            for row, value in zip(rows, values, strict=True)
        )
        return f'<ul class="stack stack-s" role="list">{bars}</ul>'

    def _bar(self, label: str, value: float | None, max_value: float) -> str:
        text = f"<li>{escape(label)}: <b>{escape(self._format(value))}</b>"
        if value is None or max_value <= 0:
            return f"{text}</li>"
        length = f"{max(value, 0) / max_value:.4f}"
        return f'{text}<br><progress max="1" value="{length}" aria-hidden="true"></progress></li>'

    def _format(self, value: float | None) -> str:
        """The value with unit, in the number format of the language."""
        if value is None:
            return self.translate("no figure")
        number = f"{value:,.10g}"
        if self.language != "en":
            number = number.translate(INDONESIAN_SEPARATORS)
        return f"{number} {self.text('unit')}".strip()

    def _table(self, series: Sequence[Series], rows: Sequence[ChartRow]) -> str:
        heads = "".join(f'<th scope="col">{escape(str(item["label"]))}</th>' for item in series)
        lines = "".join(self._line(series, row) for row in rows)
        caption, first = self.translate_html("All figures"), self.translate_html("Row")
        return (
            f'<div class="card"><table class="flip"><caption>{caption}</caption>'
            f'<thead><tr><th scope="col">{first}</th>{heads}</tr></thead>'
            f"<tbody>{lines}</tbody></table></div>"
        )

    def _line(self, series: Sequence[Series], row: ChartRow) -> str:
        cells = "".join(
            f'<td data-l="{escape(str(item["label"]))}"><span>'
            f"{escape(self._format(_value(row, item)))}</span></td>"
            for item in series
        )
        name, label = self.translate_html("Row"), escape(str(row["label"]))
        head = f'<th scope="row" data-l="{name}"><span>{label}</span></th>'
        return f"<tr>{head}{cells}</tr>"

    def _source(self) -> str:
        source = self.text("source")
        if not source:
            return ""
        return f'<p class="hint">{self.translate_html("Source")}: {self.cite(source)}</p>'

    @staticmethod
    def workbench_scenarios() -> list[tuple[str, str]]:
        series = '[{"id": "2023", "label": "2023"}, {"id": "2024", "label": "2024"}]'
        rows = '[{"label": "Kota", "values": {"2023": 12, "2024": 18.5}}]'
        attributes = f"series='{series}' rows='{rows}' unit_id=\"%\" source_id=\"Contoh rekaan\""
        return [("Chart", f'<payung_chart title_id="Angka" {attributes}/>')]


def _value(row: ChartRow, series: Series) -> float | None:
    """Value of a row in a series. Raises ValueError if it is not a finite number."""
    value = (row.get("values") or {}).get(str(series["id"]))
    if value is None or value == "":
        return None
    number = float(value)
    if not isfinite(number):
        raise ValueError("a value has to be finite")
    return number
