"""The table of the last run, in a file and on the screen."""

from pathlib import Path

REPORT = Path(__file__).parent.parent.parent / ".test-env" / "reports" / "benchmarks.txt"


def begin() -> None:
    """A new report."""
    REPORT.parent.mkdir(parents=True, exist_ok=True)
    REPORT.write_text("")


def add_line(line: str) -> None:
    print(line)
    with REPORT.open("a") as file:
        file.write(f"{line}\n")
