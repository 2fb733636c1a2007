"""Vendored files match their record byte for byte, and have their licence beside them."""

import re
from hashlib import sha256
from pathlib import Path

ROOT = Path(__file__).parents[3]
VENDOR = ROOT / "lms/web/static/vendor"
RECORD = (ROOT / "docs/reference/third-party-blocks.md").read_text()
ROW = re.compile(r"^\| `([\w.-]+)` \| npm `([\w.-]+)` [\d.]+ \| `([0-9a-f]{16})` \|", re.MULTILINE)


def test_each_file_is_the_recorded_one_and_has_its_licence():
    rows = ROW.findall(RECORD)
    assert len(rows) == 6
    for name, package, digest in rows:
        assert sha256((VENDOR / name).read_bytes()).hexdigest().startswith(digest)
        assert "Permission is hereby granted" in (VENDOR / f"{package}.LICENSE.txt").read_text()
