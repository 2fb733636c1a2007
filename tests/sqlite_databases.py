"""The SQLite file of one process, given to one test after another."""

import shutil
from pathlib import Path


class Files:
    """Copies of a template. The same path is used again unless a connection to it is still open:
    then its write-ahead log stands beside it."""

    def __init__(self, template: Path, make_folder) -> None:
        self._template, self._make_folder = template, make_folder
        self._path: Path | None = None

    def take(self) -> str:
        """The URL of a database with all tables and no rows."""
        if self._path is None:
            self._path = self._make_folder("database") / "payung.db"
        shutil.copy(self._template, self._path)
        return f"sqlite:///{self._path}"

    def give_back(self) -> None:
        if self._path is not None and len(list(self._path.parent.iterdir())) > 1:
            self._path = None
