"""Report of the check of a third-party block, and its form as one line of JSON."""

import json
from dataclasses import asdict, dataclass, field, fields
from typing import Final, Literal

from courses.block_host.errors import BlockOutOfMemory


@dataclass
class CheckReport:
    """Outcomes of a check: "ok", a status code or an error, by view and by handler and role.

    `services` maps a requested service to "need" or "want", `fields` a scope to the number of its
    fields. `elsewhere` holds URLs on other hosts, `frames` pages that a view puts into a frame of
    its own, `offered` the services of the runtime.
    """

    services: dict[str, str] = field(default_factory=dict)
    fields: dict[str, int] = field(default_factory=dict)
    views: dict[str, str] = field(default_factory=dict)
    handlers: dict[str, set[str]] = field(default_factory=dict)
    elsewhere: set[str] = field(default_factory=set)
    frames: set[str] = field(default_factory=set)
    needs_django: bool = False
    offered: frozenset[str] = frozenset()
    is_aside: bool = False

    @property
    def missing(self) -> list[str]:
        """Needed services that the platform does not offer."""
        needed = {name for name, kind in self.services.items() if kind == "need"}
        return sorted(needed - self.offered)

    @property
    def is_out_of_memory(self) -> bool:
        """Whether a view or a handler exceeded the memory limit."""
        outcomes = set(self.views.values()).union(*self.handlers.values())
        return BlockOutOfMemory.code in outcomes

    @property
    def works(self) -> bool:
        """Whether `student_view` works; for an aside, whether any of its views works."""
        needed = self.views.values() if self.is_aside else [self.views.get("student_view")]
        return "ok" in needed

    @property
    def verdict(self) -> Literal["works", "partly", "fails"]:
        """ "partly": it is shown, but something that it asks for is not here."""
        if not self.works:
            return "fails"
        return "partly" if self.missing or self.elsewhere or self.frames else "works"


FIELD_NAMES: Final = {field.name for field in fields(CheckReport)}


def format_report(report: CheckReport) -> str:
    """The report as one line of JSON."""
    return json.dumps(asdict(report), default=sorted)


def parse_report(line: str) -> CheckReport:
    """Parse a line of `format_report`. Raises TypeError or ValueError for any other text."""
    facts = json.loads(line)
    if not isinstance(facts, dict) or facts.keys() != FIELD_NAMES:
        raise ValueError("not a report")
    if not all(isinstance(facts[name], dict) for name in ("services", "fields", "views")):
        raise ValueError("not a report")
    handlers = {name: set(outcomes) for name, outcomes in dict(facts.pop("handlers")).items()}
    elsewhere, frames = set(facts.pop("elsewhere")), set(facts.pop("frames"))
    offered = frozenset(facts.pop("offered"))
    return CheckReport(
        **facts, handlers=handlers, elsewhere=elsewhere, frames=frames, offered=offered
    )
