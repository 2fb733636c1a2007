"""Where the courses of this program stand."""

from pathlib import Path
from typing import Final

CONTENT: Final = Path(__file__).resolve().parent.parent.parent.parent / "courses" / "content"


def course_folders(content: Path = CONTENT) -> list[Path]:
    """What has a course.yaml; an editor or an archive leaves other folders beside the courses."""
    folders = (file.parent for file in content.glob("*/course.yaml") if file.is_file())
    return sorted(folder for folder in folders if not folder.name.startswith("."))
