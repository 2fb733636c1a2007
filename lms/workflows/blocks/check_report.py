"""What came of trying a block by others, and the same as a line of JSON."""

import json
from dataclasses import asdict, dataclass, field, fields
from typing import Any, Final

from courses.block_host.errors import BlockOutOfMemory


@dataclass
class CheckReport:
    """`views` and `handlers` map a name, and who asked, to what came of it: ok, or a problem."""

    services: dict[str, str] = field(default_factory=dict)
    fields: dict[str, int] = field(default_factory=dict)
    views: dict[str, str] = field(default_factory=dict)
    handlers: dict[str, set[str]] = field(default_factory=dict)
    elsewhere: set[str] = field(default_factory=set)
    needs_django: bool = False
    offered: frozenset[str] = frozenset()
    is_aside: bool = False

    @property
    def missing(self) -> list[str]:
        needed = {name for name, kind in self.services.items() if kind == "need"}
        return sorted(needed - self.offered)

    @property
    def is_greedy(self) -> bool:
        """Whether it wanted more memory somewhere than it may have."""
        outcomes = {*self.views.values(), *(one for some in self.handlers.values() for one in some)}
        return BlockOutOfMemory.code in outcomes

    @property
    def works(self) -> bool:
        """An aside has views of the kinds that it stands beside, and may have one alone."""
        needed = self.views.values() if self.is_aside else [self.views.get("student_view")]
        return "ok" in needed


FIELD_NAMES: Final = {one.name for one in fields(CheckReport)}


def format_report(report: CheckReport) -> str:
    return json.dumps(asdict(report), default=sorted)


def parse_report(line: str) -> CheckReport:
    """Raises TypeError or ValueError for what is no such line."""
    facts: dict[str, Any] = json.loads(line)
    if not isinstance(facts, dict) or facts.keys() != FIELD_NAMES:
        raise ValueError("no report")
    if not all(isinstance(facts[name], dict) for name in ("services", "fields", "views")):
        raise ValueError("no report")
    handlers = {name: set(outcomes) for name, outcomes in dict(facts.pop("handlers")).items()}
    elsewhere, offered = set(facts.pop("elsewhere")), frozenset(facts.pop("offered"))
    return CheckReport(**facts, handlers=handlers, elsewhere=elsewhere, offered=offered)
