"""`payung demo` walks the whole path, and what it leaves verifies for others as well."""

import json
import os
import subprocess

import zxingcpp
from PIL import Image

from certificates.code_pictures import codes_in
from tests.process.served import PAYUNG

STEPS = (
    "Pre-test",
    "Lessons",
    "Story",
    "Action plan",
    "Post-test",
    "Certificate",
    "certificate.pdf",
    "Verify page (200)",
)


def test_the_demo_ends_well_and_leaves_a_certificate_whose_code_verifies(tmp_path):
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PAYUNG_")}
    done = subprocess.run(
        [PAYUNG, "demo", "--output", tmp_path / "kept"],
        env=kept | {"LANG": "en_GB.UTF-8", "TMPDIR": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=400,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "The QR code of the PDF verifies." in done.stdout
    assert [step for step in STEPS if f"\n{step}" not in done.stdout] == []

    folder = tmp_path / "kept"
    (in_pdf,) = codes_in((folder / "certificate.pdf").read_bytes())
    (in_png,) = zxingcpp.read_barcodes(Image.open(folder / "certificate.png"))
    assert in_pdf == in_png.text == (folder / "code.txt").read_text().strip()
    told = done.stdout.partition("\nVerify page")[2]
    assert told.count("A specimen of this installation") == 2  # the code, then the file
    assert "Sekar Wulandari" in json.dumps(json.loads((folder / "certificate.json").read_text()))
    assert [path.name for path in tmp_path.iterdir()] == ["kept"]  # the server's folder is gone
