"""The folder in which Django stores files of third-party blocks, outside of their fields."""

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

_configured: dict[str, Path] = {}


def use_folder(folder: Path) -> None:
    """Store files here. Django reads the folder once, when the first block imports it."""
    _configured["folder"] = folder.absolute()


def block_files_folder() -> str:
    """The configured folder; in a check of a block one that is deleted with its process."""
    folder = _configured.get("folder")
    return str(folder) if folder else _temporary().name


@cache
def _temporary() -> TemporaryDirectory[str]:
    return TemporaryDirectory(prefix="payung-block-files-")
