"""`payung demo` walks the whole path, and what it leaves verifies for others as well."""

import json
import os
import signal
import subprocess
import weakref
from pathlib import Path

import pytest
import zxingcpp
from click import ClickException
from PIL import Image

from certificates.qr.qr_reader import read_qr_codes
from lms.cli.demo.demo import exit_on_sigterm, step, temporary_server
from tests.process.served import PAYUNG

STEPS = (
    "Pre-test",
    "Lessons",
    "Scenario",
    "Action plan",
    "Post-test",
    "Certificate",
    "certificate.pdf",
    "Verify page (200)",
)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Where the demo makes its temporary files."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    return tmp_path


def test_a_demo_that_is_stopped_ends_its_server_and_leaves_nothing(tmp_path):
    demo = subprocess.Popen(
        [PAYUNG, "demo", "--output", tmp_path / "kept"],
        env=os.environ | {"LANG": "en_GB.UTF-8", "TMPDIR": str(tmp_path)},
        stdout=subprocess.PIPE,
        text=True,
    )
    with demo.stdout as output:
        assert output.readline().startswith("Start the server")
        (server,) = children_of(demo.pid)
        workers = children_of(server)
        demo.terminate()
        assert demo.wait(40) == 128 + signal.SIGTERM
    assert [pid for pid in (server, *workers) if Path(f"/proc/{pid}").exists()] == []
    assert len(workers) > 1
    assert [path.name for path in tmp_path.iterdir()] == ["kept"]


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_stop_inside_a_callback_of_the_interpreter_ends_the_demo_at_its_next_step():
    class Watched:
        pass

    watched = Watched()
    watcher = weakref.ref(watched, lambda _dead: os.kill(os.getpid(), signal.SIGTERM))
    with exit_on_sigterm():
        del watched
        assert watcher() is None
        with pytest.raises(SystemExit, match=str(128 + signal.SIGTERM)):
            step("next", lambda: None)


def children_of(pid):
    threads = Path(f"/proc/{pid}/task").glob("*/children")
    return [int(child) for thread in threads for child in thread.read_text().split()]


def test_a_demo_that_fails_midway_leaves_nothing(folder):
    before = signal.getsignal(signal.SIGTERM)
    with pytest.raises(StopIteration), temporary_server():
        next(path for path in folder.iterdir() if path.suffix not in ("", ".log"))
    assert list(folder.iterdir()) == []
    assert signal.getsignal(signal.SIGTERM) is before


def test_a_demo_whose_server_does_not_start_says_why(folder, monkeypatch, capfd):
    monkeypatch.setattr("lms.cli.demo.demo.free_port", lambda: 0)
    with pytest.raises(ClickException), temporary_server():
        pass
    assert "PAYUNG_PORT" in capfd.readouterr().err
    assert list(folder.iterdir()) == []


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
    (in_pdf,) = read_qr_codes((folder / "certificate.pdf").read_bytes())
    (in_png,) = zxingcpp.read_barcodes(Image.open(folder / "certificate.png"))
    assert in_pdf == in_png.text == (folder / "code.txt").read_text().strip()
    told = done.stdout.partition("\nVerify page")[2]
    assert told.count("A specimen of this installation") == 2  # the code, then the file
    assert "Sekar Wulandari" in json.dumps(json.loads((folder / "certificate.json").read_text()))
    assert [path.name for path in tmp_path.iterdir()] == ["kept"]  # the server's folder is gone
