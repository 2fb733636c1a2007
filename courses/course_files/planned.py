"""Lists activities whose planned richer block does not exist yet."""

from dataclasses import dataclass
from pathlib import Path

from courses.course_files.folder import load_folder
from courses.course_files.lookups import mappings


@dataclass(frozen=True, slots=True)
class PlannedBlock:
    """`kind` is the block shown now, `planned` the future one."""

    file: str
    line: int
    activity: str
    kind: str
    planned: str


def planned_blocks(path: Path) -> list[PlannedBlock]:
    """Activities of a course folder whose planned block does not exist yet."""
    folder = load_folder(path)
    return [
        PlannedBlock(
            document.file,
            document.line(*key_path, "planned"),
            str(activity.get("id")),
            str(activity.get("kind")),
            str(activity["planned"]),
        )
        for module, lesson in folder.lessons()
        if (document := folder.document(f"modules/{module}/{lesson}.yaml"))
        for key_path, activity in mappings(document, "activities")
        if "planned" in activity
    ]
