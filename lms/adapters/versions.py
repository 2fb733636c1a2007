"""The versions of the database that this program knows, from file names: Alembic loads slowly."""

from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent.parent / "migrations"


def newest_in(folder: Path) -> str:
    """The number of the last migration."""
    return max((path.name[:4] for path in (folder / "versions").glob("[0-9]*.py")), default="")
