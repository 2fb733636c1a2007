"""The real course, read once, and a small course cut from it that a test may spoil."""

import json
import shutil
from pathlib import Path

import pytest

from courses.course_files.reader import CourseFiles, read_course

CONTENT = Path(__file__).resolve().parents[4] / "courses" / "content" / "poesa-el"


@pytest.fixture(scope="session")
def folder() -> Path:
    return CONTENT


@pytest.fixture(scope="session")
def course(folder: Path) -> CourseFiles:
    return read_course(folder)


@pytest.fixture(scope="session")
def small_template(tmp_path_factory: pytest.TempPathFactory, folder: Path) -> Path:
    """Two modules and one scenario, without a problem."""
    copy = tmp_path_factory.mktemp("course") / "small"
    shutil.copytree(folder, copy)
    for module in (copy / "modules").iterdir():
        if module.name not in ("M01", "M02"):
            shutil.rmtree(module)
            _replace(copy / "course.yaml", f"  - {module.name}\n", "")
    for name in ("SC01", "SC02"):
        (copy / "scenarios" / f"{name}.yaml").unlink()
    item = {"id": "X1", "source_facts": ["F75"]}
    (copy / "items.yaml").write_text(json.dumps({"single_best": [item]}, indent=1))
    _replace(copy / "scenarios" / "SC03.yaml", "module: M05", "module: M02")
    for objective in ("M05-L2-O2", "M07-L4-O1", "M08-L2-O2", "M05-L4-O2"):
        _replace(copy / "scenarios" / "SC03.yaml", f"  - {objective}", "  - M01-L4-O2")
    return copy


@pytest.fixture
def small_course(tmp_path: Path, small_template: Path) -> Path:
    return Path(shutil.copytree(small_template, tmp_path / "small"))


def _replace(file: Path, old: str, new: str) -> None:
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new))
