"""Loads the folder of a course: which files belong to it, parsed into documents."""

from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from courses.course_files.documents import Document, KeyPath, read_document
from courses.course_files.problems import Problem, problem
from courses.course_files.step_drawings import step_drawings
from courses.course_files.two_languages import LANGUAGES
from courses.json_types import JsonObject

FIXED_FILES: Final = (
    "course.yaml",
    "facts.yaml",
    "glossary.yaml",
    "helplines.yaml",
    "items.yaml",
    "provinces.yaml",
    "kits/rtl_template.yaml",
)
UNVERSIONED_FILES: Final = frozenset({"CONTENT_REVIEW.md", "README.md", "LICENSE"})
READ_ENDINGS: Final = frozenset({".yaml", ".md", ".svg", ".png", ".jpg", ".jpeg"})
PICTURES: Final = "pictures/"  # of items


@dataclass(frozen=True, slots=True)
class CourseFolder:
    """All files of a course, parsed but not checked."""

    path: Path
    documents: dict[str, Document] = field(default_factory=dict)
    drawings: dict[str, str] = field(default_factory=dict)
    pictures: dict[str, bytes] = field(default_factory=dict)  # of items
    problems: list[Problem] = field(default_factory=list)

    def document(self, file: str) -> Document:
        """The document of a file; empty if the file is missing."""
        return self.documents.get(file, Document(file))

    def value(self, file: str) -> Any:
        """The mapping in a file; empty if the file is missing or holds no mapping."""
        value = self.document(file).value
        return value if isinstance(value, dict) else {}

    def module_codes(self) -> list[str]:
        return _texts(self.value("course.yaml").get("modules"))

    def lesson_codes(self, module: str) -> list[str]:
        return _texts(self.value(f"modules/{module}/module.yaml").get("lessons"))

    def lessons(self) -> Iterator[tuple[str, str]]:
        """Codes of module and lesson, in order."""
        for module in self.module_codes():
            for lesson in self.lesson_codes(module):
                yield module, lesson

    def scenario_ids(self) -> list[str]:
        return _stems(self.documents, "scenarios/", ".yaml")

    def kit_ids(self) -> list[str]:
        stems = _stems(self.documents, "kits/", ".md")
        return sorted({name for stem in stems if (name := stem.rpartition(".")[0])})


def load_folder(path: Path) -> CourseFolder:
    """Read all files of a course folder. Problems of single files are collected."""
    folder = CourseFolder(path)
    for file in course_file_names(path):
        if file.startswith(PICTURES) or file.endswith((".png", ".jpg", ".jpeg")):
            folder.pictures[file] = (path / file).read_bytes()
        elif file.endswith(".svg"):
            folder.drawings[file] = (path / file).read_text(encoding="utf-8-sig", errors="replace")
        else:
            folder.documents[file] = read_document(path, file)
            folder.problems.extend(folder.documents[file].problems)
    folder.problems.extend(_file_problems(folder))
    for _path, picture in _pictures_of_items(folder):
        content = folder.pictures.get(_picture_file(picture))
        if content is not None:
            picture["data"] = b64encode(content).decode()
    return folder


def course_file_names(path: Path) -> list[str]:
    """Names of all files of the version, sorted, without hidden files."""
    names = (
        file.relative_to(path).as_posix()
        for file in path.rglob("*")
        if file.suffix in READ_ENDINGS and file.is_file()
    )
    return sorted(
        name
        for name in names
        if name not in UNVERSIONED_FILES and not any(part[0] == "." for part in name.split("/"))
    )


def content_hash(path: Path) -> str:
    """A hash of all files, independent of line ends and dates."""
    digest = sha256()
    for name in course_file_names(path):
        content = (path / name).read_bytes().replace(b"\r\n", b"\n")
        digest.update(f"{name}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def _file_problems(folder: CourseFolder) -> Iterator[Problem]:
    wanted = dict(_required_files(folder))
    present = {*folder.documents, *folder.drawings, *folder.pictures}
    for file, (named_in, line) in wanted.items():
        if file not in present:
            yield problem(named_in, line, "file-missing", name=file)
    optional = {file for file in present if file.startswith("scenarios/")}
    optional |= {f"modules/{module}/{lesson}.svg" for module, lesson in folder.lessons()}
    for file in sorted(present - set(wanted) - optional):
        yield problem(file, 1, "file-not-listed")


def _required_files(folder: CourseFolder) -> Iterator[tuple[str, tuple[str, int]]]:
    """Each required file, with the file and line that requires it."""
    for file in FIXED_FILES:
        yield file, (file, 1)
    course = folder.document("course.yaml")
    for number, module in enumerate(folder.module_codes()):
        listing = f"modules/{module}/module.yaml"
        yield listing, (course.file, course.line("modules", number))
        document = folder.document(listing)
        for index, lesson in enumerate(folder.lesson_codes(module)):
            source = (listing, document.line("lessons", index))
            yield f"modules/{module}/{lesson}.yaml", source
            for language in LANGUAGES:
                yield f"modules/{module}/{lesson}.{language}.md", source
    for module, lesson in folder.lessons():
        document = folder.document(f"modules/{module}/{lesson}.yaml")
        for path, file in step_drawings(document, module):
            yield file, (document.file, document.line(*path))
    for part, picture in _pictures_of_items(folder):
        items = folder.document("items.yaml")
        yield _picture_file(picture), (items.file, items.line(*part, "file"))
    for kit in folder.kit_ids():
        for language in LANGUAGES:
            other = next(name for name in folder.documents if name.startswith(f"kits/{kit}."))
            yield f"kits/{kit}.{language}.md", (other, 1)


def _pictures_of_items(folder: CourseFolder) -> Iterator[tuple[KeyPath, JsonObject]]:
    """Each `picture` in items.yaml (of items, cases, options, steps) with its path."""
    for name, listed in folder.value("items.yaml").items():
        for number, item in enumerate(listed if isinstance(listed, list) else ()):
            yield from _picture_of(item, (name, number))
            for key, rows in item.items() if isinstance(item, dict) else ():
                for index, row in enumerate(rows if isinstance(rows, list) else ()):
                    yield from _picture_of(row, (name, number, key, index))


def _picture_of(part: object, path: KeyPath) -> Iterator[tuple[KeyPath, JsonObject]]:
    if isinstance(part, dict) and isinstance(part.get("picture"), dict):
        yield (*path, "picture"), part["picture"]


def _picture_file(picture: JsonObject) -> str:
    return f"{PICTURES}{picture.get('file', '')}"


def _texts(value: object) -> list[str]:
    return [part for part in value if isinstance(part, str)] if isinstance(value, list) else []


def _stems(documents: dict[str, Document], start: str, end: str) -> list[str]:
    return sorted(
        name[len(start) : -len(end)]
        for name in documents
        if name.startswith(start) and name.endswith(end)
    )
