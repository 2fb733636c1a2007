"""A learner calls each handler of each block of the index: none changes what the course says.

No browser is needed; it stands here since the blocks are installed for these tests alone.
"""

import json
import os
import subprocess
import sys

from tests.browser.blocks.test_blocks_of_the_index import CONTENTS, OTHERS
from tests.runner.stages import ROOT

CALLS = """
import json, logging, sys, warnings
from copy import deepcopy

warnings.simplefilter("ignore")
logging.disable(logging.CRITICAL)
from lms.workflows.blocks import check_block as check

told = {}
for name, fields in json.load(sys.stdin).items():
    registry = check.BlockRegistry(check.BLOCKS, (name,))
    host = check.BlockHost(registry, check.HandlerTokens(b"check"))
    sample = check.OlxBlock(name, fields, ())
    handlers = list(check._handlers(registry.block_class(name)))
    runtime = check._create_runtime(registry, sample, "learner", (name,))
    unit = next(iter(runtime.page.units.values()))
    before = deepcopy(unit.content)
    for handler in handlers:
        for body in (*check.ODD_BODIES, json.dumps({**fields, "data": "<x/>"}).encode()):
            check._call(host, runtime, handler, body)
    changed = [str(place) for place, _row in runtime.state.changed_content()]
    told[name] = {"handlers": handlers, "changed": changed, "same": unit.content == before}
print(json.dumps(told))
"""


def test_no_handler_changes_what_a_block_says():
    fields = {content["block"]: content["fields"] for content in CONTENTS.values()}
    path = os.pathsep.join((str(ROOT), str(OTHERS)))
    done = subprocess.run(
        [sys.executable, "-c", CALLS],
        input=json.dumps(fields),
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    told = json.loads(done.stdout.splitlines()[-1])
    assert told.keys() == fields.keys()
    assert [name for name, one in told.items() if one["changed"] or not one["same"]] == []
    called = {(name, handler) for name, one in told.items() for handler in one["handlers"]}
    assert {
        ("poll", "vote"),
        ("poll", "studio_submit"),
        ("recommender", "import_resources"),
    } <= called
    assert len(called) > 50
