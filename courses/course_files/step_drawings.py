"""Drawings of steps: of a step of a lesson, and of each step of an activity `steps`.

A step names the file beside the lesson without its ending, and describes the drawing in words.
"""

from collections.abc import Iterator, Mapping

from courses.course_files.documents import Document, KeyPath
from courses.course_files.lookups import mappings
from courses.json_types import JsonMapping


def step_drawings(lesson: Document, module: str) -> Iterator[tuple[KeyPath, str]]:
    """Where steps of a lesson name drawings, with the files of the drawings."""
    lists = [("steps",), *((*path, "steps") for path, _ in mappings(lesson, "activities"))]
    for steps in lists:
        for where, step in mappings(lesson, *steps):
            name = step.get("drawing")
            if isinstance(name, str):
                yield (*where, "drawing"), _file(module, name)


def module_drawings(module: str, drawings: Mapping[str, str]) -> dict[str, str]:
    """The drawings of a module by the name that steps use."""
    start = f"modules/{module}/"
    return {
        file.removeprefix(start).removesuffix(".svg"): drawing.strip()
        for file, drawing in drawings.items()
        if file.startswith(start)
    }


def with_drawings(content: JsonMapping, module: str, drawings: Mapping[str, str]) -> JsonMapping:
    """Content of an activity in which steps hold their drawing instead of its name."""
    if not any("drawing" in step for step in content.get("steps", ())):
        return content
    steps = [_with_drawing(step, module, drawings) for step in content["steps"]]
    return {**content, "steps": steps}


def _with_drawing(step: JsonMapping, module: str, drawings: Mapping[str, str]) -> JsonMapping:
    if "drawing" not in step:
        return step
    drawing = drawings[_file(module, step["drawing"])].strip()
    return {**{key: part for key, part in step.items() if key != "drawing"}, "svg": drawing}


def _file(module: str, name: str) -> str:
    return f"modules/{module}/{name}.svg"
