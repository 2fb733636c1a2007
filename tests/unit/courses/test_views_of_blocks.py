"""Views of third-party blocks that are not written."""

import pytest
from xblock.core import XBlock
from xblock.fields import ScopeIds

from courses.block_host.errors import BlockWithoutForm
from courses.block_host.runtime.views import FORM, render_view
from tests.bare_host import BareHost


class Unwritten(XBlock):
    """Its form is a program elsewhere, and its page is not written yet."""

    def student_view(self, context=None):
        raise NotImplementedError

    def studio_view(self, context=None):
        raise NotImplementedError


@pytest.fixture
def block():
    ids = ScopeIds("learner", "unwritten", "definition", "usage")
    return BareHost().construct_xblock_from_class(Unwritten, ids)


def test_a_form_that_is_not_written_counts_as_missing(block):
    with pytest.raises(BlockWithoutForm):
        render_view(block, FORM)


def test_a_page_that_is_not_written_is_an_error_of_the_block(block):
    with pytest.raises(NotImplementedError):
        render_view(block, "student_view")
