"""What came over of an archive and what did not, by name."""

from dataclasses import dataclass, field
from typing import Literal

State = Literal["same", "changed", "kept", "left-out"]


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing of the archive. `code` says what became of it, `name` where it stands."""

    state: State
    code: str
    name: str
    detail: str = ""


@dataclass(slots=True)
class ReportWriter:
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
    """`counts` are what came over as it was, by kind; each remark is something that did not."""

    counts: dict[str, int]
    remarks: tuple[Remark, ...]

    def of(self, state: State) -> tuple[Remark, ...]:
        return tuple(remark for remark in self.remarks if remark.state == state)
