"""Kinds of blocks and of parts of archives have names that people read."""

from lms.block_names import OWN_BLOCKS, block_name, kind_name
from lms.workflows.blocks.block_services import BLOCKS


def same(text):
    return text


def test_each_block_of_ours_has_a_name():
    assert OWN_BLOCKS.keys() == BLOCKS.keys()


def test_the_technical_name_stands_behind_it_in_a_report():
    assert kind_name("payung_poll", same) == "Poll (payung_poll)"
    assert kind_name("sequential", same) == "Lesson (sequential)"


def test_a_block_by_others_has_the_name_that_its_author_gave():
    assert (kind_name("poll", same), block_name("poll", same)) == ("poll", "poll")
