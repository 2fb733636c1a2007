"""Finds the Python to test with: the one that started us, or a newer one beside it."""

import subprocess
import sys

ASKED = "import sys; print('%d.%d' % sys.version_info[:2], sys.executable)"
NEWER = ("3.13", "3.12", "3.14", "3.15")


def find_python(wanted: str | None) -> str | None:
    """The path of the wanted version; for 3.12 and newer, any of those will do. None if none is."""
    if wanted is None or wanted == "{}.{}".format(*sys.version_info[:2]):
        return sys.executable
    versions = [wanted, *(NEWER if wanted in NEWER else ())]
    names = [f"python{version}" for version in versions] + ["/usr/bin/python3", "python3"]
    for name in names:
        version, path = _ask(name)
        if version in versions:
            return path
    return None


def _ask(name: str) -> tuple[str, str]:
    try:
        done = subprocess.run([name, "-c", ASKED], capture_output=True, text=True, check=False)
    except OSError:
        return "", ""
    version, _space, path = done.stdout.strip().partition(" ")
    return (version, path) if done.returncode == 0 else ("", "")
