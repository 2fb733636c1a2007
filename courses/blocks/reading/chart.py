"""Figures as bars, one series at a time, with all of them in a table beside."""

from collections.abc import Mapping, Sequence
from html import escape
from math import isfinite
from typing import Any

from web_fragments.fragment import Fragment
from xblock.fields import Scope, String

from courses.block_toolkit.base import ContentList, PayungActivity

INDONESIAN_SEPARATORS = str.maketrans(",.", ".,")


class ChartBlock(PayungActivity):
    """Each series is a disclosure with its bars; the table has every figure and the source.

    Nothing needs script or a mouse, and nothing is told by colour.
    """

    is_static_view = True

    series = ContentList(scope=Scope.content, default=[], help="id and label of each series")
    rows = ContentList(
        scope=Scope.content, default=[], help="label of each row, and its values by series"
    )
    unit_id = String(scope=Scope.content, default="")
    unit_en = String(scope=Scope.content, default="")
    source_id = String(scope=Scope.content, default="")
    source_en = String(scope=Scope.content, default="")

    def student_view(self, context: object = None) -> Fragment:
        series, rows = self.localised(self.series), self.localised(self.rows)
        charts = "".join(self._series(one, rows, place == 0) for place, one in enumerate(series))
        return self.fragment(
            '<div class="stack">',
            self.opening(),
            charts,
            self._table(series, rows) if series and rows else "",
            self._source(),
            self.closing(),
            "</div>",
        )

    def _series(
        self, one: Mapping[str, Any], rows: Sequence[Mapping[str, Any]], is_first: bool
    ) -> str:
        bars = self._bars(one, rows)
        return (
            f'<details class="acc"{" open" if is_first else ""}><summary><span>'
            f"{escape(str(one['label']))}</span></summary><div>{bars}</div></details>"
        )

    def _bars(self, one: Mapping[str, Any], rows: Sequence[Mapping[str, Any]]) -> str:
        """A bar a row, by the largest figure of the series. What has no figure says so."""
        figures = [_value(row, one) for row in rows]
        most = max((figure for figure in figures if figure is not None), default=0)
        bars = "".join(
            self._bar(str(row["label"]), figure, most)
            for row, figure in zip(rows, figures, strict=True)
        )
        return f'<ul class="stack stack-s" role="list">{bars}</ul>'

    def _bar(self, label: str, figure: float | None, most: float) -> str:
        said = f"<li>{escape(label)}: <b>{escape(self._said(figure))}</b>"
        if figure is None or most <= 0:
            return f"{said}</li>"
        length = f"{max(figure, 0) / most:.4f}"
        return f'{said}<br><progress max="1" value="{length}" aria-hidden="true"></progress></li>'

    def _said(self, figure: float | None) -> str:
        if figure is None:
            return self.translate("no figure")
        number = f"{figure:,.10g}"
        if self.language != "en":
            number = number.translate(INDONESIAN_SEPARATORS)
        return f"{number} {self.text('unit')}".strip()

    def _table(self, series: Sequence[Mapping[str, Any]], rows: Sequence[Mapping[str, Any]]) -> str:
        heads = "".join(f'<th scope="col">{escape(str(one["label"]))}</th>' for one in series)
        lines = "".join(self._line(series, row) for row in rows)
        caption, first = self.translate_html("All figures"), self.translate_html("Row")
        return (
            f'<div class="card"><table class="flip"><caption>{caption}</caption>'
            f'<thead><tr><th scope="col">{first}</th>{heads}</tr></thead>'
            f"<tbody>{lines}</tbody></table></div>"
        )

    def _line(self, series: Sequence[Mapping[str, Any]], row: Mapping[str, Any]) -> str:
        cells = "".join(
            f'<td data-l="{escape(str(one["label"]))}"><span>'
            f"{escape(self._said(_value(row, one)))}</span></td>"
            for one in series
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


def _value(row: Mapping[str, Any], one: Mapping[str, Any]) -> float | None:
    """Of a row in a series. Raises ValueError for what is no figure."""
    value = (row.get("values") or {}).get(str(one["id"]))
    if value is None or value == "":
        return None
    figure = float(value)
    if not isfinite(figure):
        raise ValueError("a figure has to be finite")
    return figure
