"""Workbooks as LibreOffice writes them."""

import subprocess
from pathlib import Path


def saved_by_libreoffice(table: Path, kind: str) -> Path:
    """The CSV file as a workbook beside it: separated by semicolons, cells as LibreOffice sees."""
    profile = f"-env:UserInstallation=file://{table.parent}/profile"
    converting = ["--headless", "--convert-to", kind, "--outdir", str(table.parent)]
    command = ["soffice", profile, *converting, "--infilter=CSV:59,34,76", str(table)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return table.with_suffix(f".{kind}")
