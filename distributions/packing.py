"""What the wheel payung-lms holds beside its packages: migrations, and sentences compiled.

A checkout has migrations beside the packages and compiles sentences at a start. A wheel has nothing
beside its packages, and a start may not write into it. setuptools calls this, as setup.cfg says.
"""

from pathlib import Path
from shutil import copytree, ignore_patterns, rmtree

from setuptools.command.build_py import build_py

ROOT = Path(__file__).resolve().parent.parent


class BuildWhole(build_py):
    """An editable install is the checkout itself and needs none of it."""

    def run(self) -> None:
        if self.editable_mode:
            return super().run()
        built = Path(self.build_lib)
        rmtree(built, ignore_errors=True)  # what an earlier build has left would be packed too
        super().run()
        add_migrations(built)
        add_sentences(built)


def add_migrations(built: Path) -> None:
    caches = ignore_patterns("__pycache__")
    target = built / "lms" / "migrations"
    copytree(ROOT / "migrations", target, ignore=caches)


def add_sentences(built: Path) -> None:
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    for source in (ROOT / "lms").rglob("*.po"):
        target = built / source.relative_to(ROOT).with_suffix(".mo")
        target.parent.mkdir(parents=True, exist_ok=True)
        with source.open("rb") as opened, target.open("wb") as made:
            write_mo(made, read_po(opened, locale=source.parent.parent.name))
