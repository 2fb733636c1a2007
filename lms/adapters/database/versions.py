"""Database versions that this program knows, read from file names because Alembic loads slowly."""

from pathlib import Path

LMS = Path(__file__).resolve().parent.parent.parent
INSTALLED = LMS / "migrations"  # in a wheel; in a checkout the folder is beside the packages
MIGRATIONS_FOLDER = INSTALLED if INSTALLED.is_dir() else LMS.parent / "migrations"


def latest_version_in(folder: Path) -> str:
    """Return the number of the last migration in the folder, or ""."""
    return max((path.name[:4] for path in (folder / "versions").glob("[0-9]*.py")), default="")
