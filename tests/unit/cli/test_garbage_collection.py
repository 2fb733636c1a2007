"""What a command loads is left alone by the collector; what it makes later is not."""

import subprocess
import sys

LOAD_AND_LOOK = """
import gc
from lms.cli.garbage_collection import garbage_collection_paused

with garbage_collection_paused():
    loaded = [[]]
    assert not gc.isenabled()
made_later = [[]]
assert gc.isenabled()
watched = {id(one) for one in gc.get_objects()}
print(id(loaded) in watched, id(made_later) in watched)
"""


def test_the_collector_passes_by_what_was_loaded():
    run = subprocess.run(  # in a process of its own: what is frozen stays so
        [sys.executable, "-c", LOAD_AND_LOOK], capture_output=True, text=True, check=True
    )
    assert run.stdout.split() == ["False", "True"]
