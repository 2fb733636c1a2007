"""What logs say of an exception. Its own text may quote what a person typed, and stands in none."""

from pathlib import Path
from traceback import extract_tb


def failure_facts(error: BaseException) -> dict[str, str]:
    """`problem` is the class; `place` the way to where it was raised, the innermost call last."""
    frames = extract_tb(error.__traceback__)
    return {
        "problem": type(error).__name__,
        "place": " > ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in frames),
    }
