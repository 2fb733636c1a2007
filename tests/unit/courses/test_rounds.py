"""An activity in rounds has to say what its entries are, and when they fit."""

import pytest

from courses.blocks.activities.rounds import RoundsActivity


class WithoutFeedback(RoundsActivity):
    def _entries(self):
        return ()

    def _chosen(self, submitted):
        return {}

    def fits(self, entry):
        return True

    def answer_texts(self, entry):
        return ()

    def form_values(self, entry):
        return {}

    def _questions(self, context):
        return ""


def test_activity_that_lacks_a_method_cannot_be_built():
    with pytest.raises(TypeError, match=r"abstract.*answer_html"):
        WithoutFeedback(None, None, None)
