"""The wheel of payung-xblocks, and environments of their own into which it is installed."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
MINOR = "{}.{}".format(*sys.version_info[:2])
WORKBENCH = ROOT / ".test-env" / f"workbench{MINOR}" / "bin" / "python"


@pytest.fixture(scope="session")
def wheel(tmp_path_factory):
    output = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "distributions.xblocks.build", str(output)]
    done = subprocess.run(build, cwd=ROOT, capture_output=True, text=True, check=True)
    return Path(done.stdout.strip())


@pytest.fixture(scope="session")
def other_host(wheel, tmp_path_factory):
    """The Python of an environment with XBlock, the sdk and the wheel, and nothing else of ours.

    `./test` makes the environment of the sdk; this one is laid over it, so that it stays as it is.
    """
    sdk = Path(os.environ.get("PAYUNG_TEST_WORKBENCH", str(WORKBENCH)))
    assert sdk.exists(), "run ./test once: it makes the environment of the sdk"
    folder = tmp_path_factory.mktemp("host") / "environment"
    subprocess.run([sdk, "-m", "venv", "--without-pip", folder], check=True)
    packages = folder / "lib" / f"python{MINOR}" / "site-packages"
    (packages / "sdk.pth").write_text(f"{sdk.parents[1]}/lib/python{MINOR}/site-packages\n")
    python = folder / "bin" / "python"
    install = ["-m", "pip", "--python", python, "install", "--quiet", "--no-deps", "--no-index"]
    subprocess.run([sdk, *install, wheel], check=True)
    return python
