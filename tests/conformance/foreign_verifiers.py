"""Verifiers that are not ours, installed from npm by the lock file once, and run with node."""

import json
import shutil
import subprocess
from pathlib import Path

from openbadgeslib.ob3 import contexts as bundled

from tests.runner import npm

ROOT = Path(__file__).resolve().parent.parent.parent
SOURCE = ROOT / "tests" / "conformance" / "certificates" / "foreign"
FOLDER = ROOT / ".test-env" / "foreign-verifiers"
MULTIKEY = "https://w3id.org/security/multikey/v1"


def prepare():
    """The folder with the script and its packages; nothing is done when it is up to date."""
    npm.install(SOURCE, FOLDER)
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
