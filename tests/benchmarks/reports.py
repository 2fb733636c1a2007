"""The table of the last run, in a file and on the screen."""

from pathlib import Path

REPORT = Path(__file__).parent.parent.parent / ".test-env" / "reports" / "benchmarks.txt"


def begin(lines: list[str]) -> None:
    """A new report with these lines."""
    REPORT.parent.mkdir(parents=True, exist_ok=True)
    REPORT.write_text("")
    print()
    for line in lines:
        add_line(line)


def add_line(line: str) -> None:
    print(line)
    REPORT.parent.mkdir(parents=True, exist_ok=True)
    with REPORT.open("a") as file:
        file.write(f"{line}\n")
