"""Verifiers that are not ours, installed from npm by the lock file once, and run with node."""

import fcntl
import json
import shutil
import subprocess
from hashlib import sha256
from pathlib import Path

from openbadgeslib.ob3 import contexts as bundled

ROOT = Path(__file__).resolve().parent.parent.parent
SOURCE = ROOT / "tests" / "conformance" / "certificates" / "foreign"
FOLDER = ROOT / ".test-env" / "foreign-verifiers"
FILES = ("package.json", "package-lock.json")
INSTALL = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
MULTIKEY = "https://w3id.org/security/multikey/v1"


def prepare():
    """The folder with the script and its packages; nothing is done when it is up to date."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    wanted = sha256(b"".join((SOURCE / name).read_bytes() for name in FILES)).hexdigest()
    stamp = FOLDER / "installed"
    with (SOURCE / "package.json").open() as one_at_a_time:
        fcntl.flock(one_at_a_time, fcntl.LOCK_EX)
        if not stamp.is_file() or stamp.read_text() != wanted:
            for name in FILES:
                shutil.copy(SOURCE / name, FOLDER)
            assert shutil.which("npm"), "npm is needed: ./test installs it on Debian"
            done = subprocess.run(INSTALL, cwd=FOLDER, check=False, capture_output=True, text=True)
            assert done.returncode == 0, done.stderr
            stamp.write_text(wanted)
        shutil.copy(SOURCE / "verify.mjs", FOLDER)
    return FOLDER


def ask(cases, documents):
    """What the verifiers say of each case. `documents` are all that they can look up."""
    contexts = {MULTIKEY: bundled.load_context(MULTIKEY)}
    question = {"cases": cases, "documents": documents, "contexts": contexts}
    answered = subprocess.run(
        ["node", "verify.mjs"],
        cwd=prepare(),
        input=json.dumps(question),
        capture_output=True,
        text=True,
        check=False,
    )
    assert answered.returncode == 0, answered.stderr
    return json.loads(answered.stdout)
