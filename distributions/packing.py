"""Adds migrations and compiled message catalogues to the wheel of payung-lms.

A checkout has migrations beside the packages and compiles catalogues at start. A wheel contains
only packages, and an installed wheel is read-only. setup.cfg names this class for setuptools.
"""

from pathlib import Path
from shutil import copytree, ignore_patterns, rmtree

from setuptools.command.build_py import build_py

ROOT = Path(__file__).resolve().parent.parent


class BuildWhole(build_py):
    """Build step that adds the files; an editable install uses the checkout and needs none."""

    def run(self) -> None:
        if self.editable_mode:
            return super().run()
        built = Path(self.build_lib)
        rmtree(built, ignore_errors=True)  # files of an earlier build would be packed too
        super().run()
        add_migrations(built)
        add_catalogues(built)


def add_migrations(built: Path) -> None:
    """Copy the migrations to `lms/migrations`."""
    caches = ignore_patterns("__pycache__")
    target = built / "lms" / "migrations"
    copytree(ROOT / "migrations", target, ignore=caches)


def add_catalogues(built: Path) -> None:
    """Compile each `.po` file of `lms` into the build."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    for source in (ROOT / "lms").rglob("*.po"):
        target = built / source.relative_to(ROOT).with_suffix(".mo")
        target.parent.mkdir(parents=True, exist_ok=True)
        with source.open("rb") as po_file, target.open("wb") as mo_file:
            write_mo(mo_file, read_po(po_file, locale=source.parent.parent.name))
