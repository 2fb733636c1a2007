"""Builds the wheel `payung-xblocks`: our blocks and the portable modules that they import.

    python distributions/xblocks/build.py FOLDER

The wheel cannot contain our package `lms`, because Open edX has a package of that name.
"""

import ast
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from configparser import ConfigParser
from importlib import import_module
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
PACKAGES = ("courses", "assessments", "certificates")
BLOCKS = ("courses.blocks", "assessments.blocks")
ROOTS = (*BLOCKS, "courses.block_toolkit")  # packages with data files
DATA = ("*.json", "*.js", "*.css")


class NotPortable(Exception):
    """Raised if a module that a block needs imports `lms`."""


def build(output: Path) -> Path:
    """Build the wheel in a folder and return its path. Raises NotPortable."""
    with tempfile.TemporaryDirectory() as folder:
        tree = Path(folder)
        for path in portable_files():
            target = tree / path.relative_to(ROOT)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, target)
        shutil.copy(ROOT / "pyproject.toml", tree)
        shutil.copy(ROOT / "LICENSE", tree)
        shutil.copy(HERE / "README.md", tree)
        with (tree / "setup.cfg").open("w") as file:
            metadata().write(file)
        command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-cache-dir"]
        options = ["--no-build-isolation", "--wheel-dir", str(output), str(tree)]
        subprocess.run([*command, *options], check=True)
    return max(output.glob("payung_xblocks-*.whl"), key=lambda path: path.stat().st_mtime)


def metadata() -> ConfigParser:
    """Our setup.cfg with the version of payung-lms and the entry points of the blocks."""
    payung, own = ConfigParser(), ConfigParser()
    payung.read(ROOT / "setup.cfg")
    own.read(HERE / "setup.cfg")
    own["metadata"]["version"] = payung["metadata"]["version"]
    lines = [f"{name} = {value}" for name, value in sorted(entry_points().items())]
    own["options.entry_points"] = {"xblock.v1": "\n" + "\n".join(lines)}
    return own


def entry_points() -> dict[str, str]:
    """Entry points of all blocks: "module:Class" by block type."""
    return {name: value for package in BLOCKS for name, value in _declared(package).items()}


def portable_files() -> list[Path]:
    """Files of the blocks and the toolkit, and all modules that they import, transitively.

    Raises NotPortable.
    """
    pending = [path for package in ROOTS for path in sorted(_folder(package).rglob("*.py"))]
    modules: set[Path] = set()
    while pending:
        path = pending.pop()
        if path not in modules:
            modules.add(path)
            pending += [*_packages_above(path), *_imported_files(path)]
    data = {path for package in ROOTS for kind in DATA for path in _folder(package).rglob(kind)}
    return sorted(modules | data)


def _declared(package: str) -> dict[str, str]:
    declared: dict[str, str] = import_module(package).BLOCKS
    return declared


def _folder(package: str) -> Path:
    return ROOT.joinpath(*package.split("."))


def _packages_above(path: Path) -> Iterator[Path]:
    for folder in path.parents:
        if folder == ROOT:
            return
        yield folder / "__init__.py"


def _imported_files(path: Path) -> Iterator[Path]:
    text = path.read_text()
    # A package that lists its modules imports all of them.
    if path.name == "__init__.py" and "iter_modules" in text:
        yield from path.parent.glob("*.py")
    for name in _imported_names(ast.parse(text)):
        if name.split(".")[0] == "lms":
            raise NotPortable(f"{path.relative_to(ROOT)} imports {name}")
        if name.split(".")[0] in PACKAGES:
            module = _folder(name)
            candidates = (module.with_suffix(".py"), module / "__init__.py")
            yield from (candidate for candidate in candidates if candidate.exists())


def _imported_names(tree: ast.AST) -> Iterator[str]:
    """Names of imported modules; `from a.b import c` gives `a.b` and `a.b.c`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    print(build(Path(sys.argv[1])))
