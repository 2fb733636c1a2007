"""Our own blocks need nothing that blocks by others bring along."""

import json
import subprocess
import sys

from tests.factories import session_cookie
from tests.small_course import CODE

LESSON = """
import json, sys

asked = set()


class Watch:
    def find_spec(self, name, path=None, target=None):
        asked.update({name} & {"django", "openedx"})


sys.meta_path.insert(0, Watch())
from lms.app import create_app
from lms.settings import Settings

facts = json.loads(sys.argv[1])
client = create_app(Settings(**facts["settings"]), TESTING=True).test_client()
with client.session_transaction() as cookie:
    cookie.update(facts["cookie"])
page = client.get(facts["address"]).text
print(json.dumps(["data-block-type=" in page, sorted(asked)]))
"""


def test_a_lesson_of_our_own_blocks_asks_for_no_django(settings, write, learner, enrolment_id):
    """Asking is seen as well where Django is not installed."""
    facts = {
        "settings": {"data_dir": str(settings.data_dir), "database_url": settings.database_url},
        "cookie": write(session_cookie, learner),
        "address": f"/courses/{CODE}/lessons/M01-L1",
    }
    command = [sys.executable, "-c", LESSON, json.dumps(facts, default=str)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert json.loads(done.stdout.splitlines()[-1]) == [True, []]
