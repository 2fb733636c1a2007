"""What stands around a block holds whatever HTML the block brings."""

from types import SimpleNamespace

import pytest
from lxml.html import fromstring
from web_fragments.fragment import Fragment

from courses.block_host.runtime.element import block_element

USAGE = type("Usage", (), {"block_type": "some", "__str__": lambda self: "unit"})()
BLOCK = SimpleNamespace(scope_ids=SimpleNamespace(usage_id=USAGE), name="")


def test_what_a_script_is_given_stays_in_its_element_where_html_closes_too_much():
    fragment = Fragment("<p>Isi</p></div></div><p>Sisa</p>")
    fragment.initialize_js("Some", {"width": 800})
    html = block_element(BLOCK, "student_view", fragment, "/call").content
    page = fromstring(f"<html><body>{html}</body></html>")
    assert page.xpath("//div[@data-init='Some']/script/text()") == ['{"width": 800}']


@pytest.mark.parametrize(("name", "shown"), [("quiz-1", "quiz-1"), (None, "")])
def test_scripts_read_the_name_of_a_block(name, shown):
    block = SimpleNamespace(scope_ids=BLOCK.scope_ids, name=name)
    html = block_element(block, "student_view", Fragment("<p>Isi</p>"), "/call").content
    assert fromstring(html).get("data-name") == shown
