"""Without Authlib everything but sign-in with accounts elsewhere works."""

import subprocess
import sys

PROGRAM = """
import sys
sys.modules["authlib"] = None  # an import of it fails
from lms.app import create_app
from lms.settings import Settings
app = create_app(Settings(data_dir=sys.argv[1]))
client = app.test_client()
print([client.get(path).status_code for path in ("/notes", "/sign-in/first-page")])
"""


def test_authlib_is_loaded_when_it_is_needed(tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(tmp_path)], capture_output=True, text=True, check=False
    )
    assert done.stdout.strip().endswith("[200, 410]"), done.stderr
