"""What logs record of an exception: class and location, never its text, which may quote users."""

from pathlib import Path
from traceback import extract_tb


def describe_failure(error: BaseException) -> dict[str, str]:
    """`problem` is the class name; `trace` lists file:line of each frame, innermost last."""
    frames = extract_tb(error.__traceback__)
    return {
        "problem": type(error).__name__,
        "trace": " > ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in frames),
    }
