"""Finds the course folders that ship with the program."""

from pathlib import Path
from typing import Final

CONTENT: Final = Path(__file__).resolve().parent.parent.parent.parent / "courses" / "content"


def course_folders(content: Path = CONTENT) -> list[Path]:
    """Folders with a course.yaml, sorted; other folders are ignored."""
    folders = (file.parent for file in content.glob("*/course.yaml") if file.is_file())
    return sorted(folder for folder in folders if not folder.name.startswith("."))
