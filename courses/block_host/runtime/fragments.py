"""Rendered units of a page."""

from collections.abc import Iterable
from dataclasses import dataclass

from web_fragments.fragment import Fragment


@dataclass(frozen=True, slots=True)
class RenderedUnit:
    """HTML of one block; `problem` is an error code if it could not be rendered.

    A third-party block has a page of its own, at the URL `frame`.
    """

    key: str
    block_type: str
    fragment: Fragment | None
    problem: str | None = None
    frame: str | None = None
    title: str = ""
    instruction: str = ""

    @property
    def html(self) -> str:
        return self.fragment.content if self.fragment else ""


def merge_plain_units(units: Iterable[RenderedUnit]) -> list[RenderedUnit]:
    """Merge neighbours that are only HTML into one unit: each unit costs time in the template."""
    merged: list[RenderedUnit] = []
    run: list[str] = []
    for unit in units:
        if unit.problem is None and unit.frame is None:
            run.append(unit.html)
            continue
        merged += _merge(run)
        merged.append(unit)
        run = []
    return merged + _merge(run)


def _merge(run: list[str]) -> list[RenderedUnit]:
    return [RenderedUnit("", "", Fragment("\n".join(run)))] if run else []
