"""Rendered parts of a page."""

from collections.abc import Iterable
from dataclasses import dataclass

from web_fragments.fragment import Fragment


@dataclass(frozen=True, slots=True)
class RenderedUnit:
    """A block's part of the page; `problem` is a code where it could not be shown.

    A block by others has a page of its own, at the address `frame`.
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
    """Neighbours that are only HTML become one: each part of a template takes a time of its own."""
    runs: list[RenderedUnit] = []
    run: list[str] = []
    for unit in units:
        if unit.problem is None and unit.frame is None:
            run.append(unit.html)
            continue
        runs += _one(run)
        runs.append(unit)
        run = []
    return runs + _one(run)


def _one(run: list[str]) -> list[RenderedUnit]:
    return [RenderedUnit("", "", Fragment("\n".join(run)))] if run else []
