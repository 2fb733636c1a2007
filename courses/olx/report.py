"""The report of an import: how many parts became what, and remarks on those that changed."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from lxml.etree import _Element

State = Literal["same", "changed", "kept", "left-out"]
MAX_TEXT: Final = 200  # characters of a name or detail
MAX_LOCATIONS: Final = 5  # named of a repeated remark


@dataclass(frozen=True, slots=True)
class Remark:
    """A remark on a part of the archive; `code` is the key of its text, `name` the part.

    `location` is a file with its line where known. `count` is how often the archive has the part.
    """

    state: State
    code: str
    name: str
    detail: str = ""
    location: str = ""
    count: int = 1

    @property
    def title(self) -> str:
        """The name, with the number of times."""
        return self.name if self.count == 1 else f"{self.name} \N{MULTIPLICATION SIGN} {self.count}"

    @property
    def explanation(self) -> str:
        """Detail and location, for parentheses."""
        return "; ".join(filter(None, (self.detail, self.location)))


@dataclass(slots=True)
class ReportWriter:
    """Collects the counts and remarks of an import.

    `locate` gives the file and line of an element. `used` are names of files that were read.
    """

    remarks: list[Remark] = field(default_factory=list)
    tally: dict[str, Counter[State]] = field(default_factory=dict)
    locate: Callable[[_Element], str] = lambda _node: ""
    used: set[str] = field(default_factory=set)
    _repeated: dict[tuple[State, str, str], list[str]] = field(default_factory=dict)

    def count(self, kind: str, state: State = "same", times: int = 1) -> None:
        """Count a part of the archive by kind (the name of an element, or `static`)."""
        self.tally.setdefault(kind, Counter())[state] += times

    def add_remark(
        self, state: State, code: str, name: str, detail: str = "", *, node: _Element | None = None
    ) -> None:
        location = "" if node is None else self.locate(node)
        self.remarks.append(
            Remark(state, code, name[:MAX_TEXT], detail[:MAX_TEXT], location[:MAX_TEXT])
        )

    def add_repeated(self, state: State, code: str, name: str, location: str) -> None:
        """Add to the one remark that all parts with this code and name share."""
        self._repeated.setdefault((state, code, name[:MAX_TEXT]), []).append(location)

    def build(self) -> "Report":
        """The report; repeated remarks come last, by name."""
        shared = (
            Remark(*key, location=_first_of(locations), count=len(locations))
            for key, locations in sorted(self._repeated.items())
        )
        return Report(dict(sorted(self.tally.items())), (*self.remarks, *shared))


@dataclass(frozen=True, slots=True)
class Report:
    """`tally` has the number of parts by kind and state; `remarks` describe the changed ones."""

    tally: Mapping[str, Mapping[State, int]]
    remarks: tuple[Remark, ...]

    def of(self, state: State) -> tuple[Remark, ...]:
        return tuple(remark for remark in self.remarks if remark.state == state)


def _first_of(locations: list[str]) -> str:
    known = [location for location in locations if location]
    more = ", …" if len(known) > MAX_LOCATIONS else ""
    return f"{', '.join(known[:MAX_LOCATIONS])}{more}"[:MAX_TEXT]
