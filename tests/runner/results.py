"""Adds up what the stages found, and says which tests took longest."""

from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

SHOWN = 10


@dataclass
class Results:
    passed: int = 0
    failed: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    times: list[tuple[float, str]] = field(default_factory=list)

    def add_check(self, name: str, is_passed: bool) -> None:
        if is_passed:
            self.passed += 1
        else:
            self.failed.append(name)

    def add_report(self, stage: str, report: Path, *, return_code: int) -> None:
        """Read pytest's JUnit file. A stage that broke off before writing one has failed."""
        if not report.exists():
            self.failed.append(f"{stage}: no report (exit status {return_code})")
            return
        failed_before = len(self.failed)
        for case in ElementTree.parse(report).iter("testcase"):  # noqa: S314 - our own file
            name = f"{case.get('classname')}::{case.get('name')}"
            self.times.append((float(case.get("time", "0")), f"{name} ({stage})"))
            is_failed = case.find("failure") is not None or case.find("error") is not None
            self.add_check(f"{name} ({stage})", not is_failed)
        if return_code not in (0, 5) and len(self.failed) == failed_before:  # 5: nothing to run
            self.failed.append(f"{stage}: exit status {return_code}")

    def print_summary(self, seconds: float) -> None:
        print(f"\nSlowest {SHOWN}:")
        for took, name in sorted(self.times, reverse=True)[:SHOWN]:
            print(f"  {took:6.2f} s  {name}")
        for name in self.failed:
            print(f"Failed: {name}")
        for name in self.left_out:
            print(f"Left out: {name}")
        print(f"\n{self.passed} passed, {len(self.failed)} failed in {seconds:.0f} s", flush=True)
