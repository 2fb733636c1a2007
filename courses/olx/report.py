"""The report of an import: what was imported unchanged, and remarks on the rest."""

from dataclasses import dataclass, field
from typing import Literal

State = Literal["same", "changed", "kept", "left-out"]


@dataclass(frozen=True, slots=True)
class Remark:
    """A remark on a part of the archive; `code` is the key of its text, `name` the part."""

    state: State
    code: str
    name: str
    detail: str = ""


@dataclass(slots=True)
class ReportWriter:
    """Collects the counts and remarks of an import."""

    remarks: list[Remark] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)

    def count(self, kind: str) -> None:
        self.counts[kind] = self.counts.get(kind, 0) + 1

    def add_remark(self, state: State, code: str, name: str, detail: str = "") -> None:
        self.remarks.append(Remark(state, code, name[:200], detail[:200]))

    def build(self) -> "Report":
        return Report(dict(sorted(self.counts.items())), tuple(self.remarks))


@dataclass(frozen=True, slots=True)
class Report:
    """`counts` are parts imported unchanged, by kind; `remarks` describe the others."""

    counts: dict[str, int]
    remarks: tuple[Remark, ...]

    def of(self, state: State) -> tuple[Remark, ...]:
        return tuple(remark for remark in self.remarks if remark.state == state)
