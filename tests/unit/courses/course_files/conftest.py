"""The frozen course, read once, and a small course cut from it that a test may spoil."""

import json
import shutil
from pathlib import Path

import pytest
import yaml

from courses.course_files.reader import CourseFiles, read_course
from tests.factories import COURSE, LESSONS


@pytest.fixture(scope="session")
def folder() -> Path:
    return COURSE


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
    _cut_items(copy / "items.yaml")
    _replace(copy / "scenarios" / "SC03.yaml", "module: M05", "module: M02")
    for objective in ("M05-L2-O2", "M07-L4-O1", "M08-L2-O2", "M05-L4-O2"):
        _replace(copy / "scenarios" / "SC03.yaml", f"  - {objective}", "  - M01-L4-O2")
    return copy


@pytest.fixture
def small_course(tmp_path: Path, small_template: Path) -> Path:
    return Path(shutil.copytree(small_template, tmp_path / "small"))


def _cut_items(file: Path) -> None:
    """Only what asks about the two modules, and in text whose lines a test may spoil."""
    bank = yaml.safe_load(file.read_text())
    kept = ("M01", "M02")
    for name in ("single_best", "multi_select", "ordering_matching", "not_tested_by_items"):
        bank[name] = [one for one in bank[name] if one["objective_id"].startswith(kept)]
    blueprint = bank["blueprint"]
    for listed in (blueprint["pairs"], blueprint["retake_pool"]["slots"]):
        for slot in [slot for slot in listed if not slot.startswith(kept)]:
            del listed[slot]
    for form, codes in blueprint["forms"].items():
        blueprint["forms"][form] = [code for code in codes if code.startswith(kept)]
    file.write_text(json.dumps(bank, indent=1))


def _replace(file: Path, old: str, new: str) -> None:
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new))


@pytest.fixture
def step_course(small_course: Path) -> Path:
    """The small course with the first lesson of its second module in steps."""
    shutil.copytree(LESSONS, small_course / "modules/M02", dirs_exist_ok=True)
    return small_course
