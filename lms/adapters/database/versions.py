"""The versions of the database that this program knows, from file names: Alembic loads slowly."""

from pathlib import Path

LMS = Path(__file__).resolve().parent.parent.parent
INSTALLED = LMS / "migrations"  # where a wheel has them; a checkout has them beside the packages
MIGRATIONS_FOLDER = INSTALLED if INSTALLED.is_dir() else LMS.parent / "migrations"


def latest_version_in(folder: Path) -> str:
    """The number of the last migration."""
    return max((path.name[:4] for path in (folder / "versions").glob("[0-9]*.py")), default="")
