"""A bare XBlock host for unit tests of blocks: no services, state in fields, events in a list."""

from importlib import import_module
from urllib.parse import urlencode

from webob import Request
from xblock.field_data import DictFieldData
from xblock.fields import ScopeIds
from xblock.test.tools import TestRuntime

from courses.block_toolkit.other_hosts import PREFIX
from courses.blocks import BLOCKS


class BareHost(TestRuntime):
    def __init__(self, **services):
        super().__init__(services={"field-data": DictFieldData({}), **services})
        self.events = []

    def handler_url(self, block, handler_name, suffix="", query="", thirdparty=False):
        return f"/handler/{handler_name}"

    def publish(self, block, event_type, event_data):
        self.events.append((event_type, event_data))

    def grades(self):
        return [(data["value"], data["max_value"]) for kind, data in self.events if kind == "grade"]

    def completions(self):
        return [data["completion"] for kind, data in self.events if kind == "completion"]


def make_block(block_type, content, *, language="en", learner="learner", host=None):
    """A block with this content and, among it, the state of a learner."""
    module, _, name = BLOCKS[block_type].partition(":")
    ids = ScopeIds(learner, block_type, "definition", "usage")
    block = (host or BareHost()).construct_xblock_from_class(
        getattr(import_module(module), name), ids
    )
    block.default_language = language
    for field, value in content.items():
        setattr(block, field, value)
    return block


def view(block, **context):
    """A view as HTML, with class names as in Payung: without the prefix for other hosts."""
    return block.student_view(context).content.replace(PREFIX, "")


def post(block, handler, **fields):
    """Call a handler as a form does, and check that it was taken: 303, or 422 with problems."""
    body = urlencode(fields, doseq=True).encode()
    kind = "application/x-www-form-urlencoded"
    answer = block.handle(handler, Request.blank("/", method="POST", body=body, content_type=kind))
    assert answer.status_int in (303, 422), answer.status_int
    return answer
