"""The style sheet of blocks in other hosts is that of Payung, and touches nothing of the host."""

import re

import pytest
import tinycss2

from courses.block_toolkit.other_hosts import prefix_classes
from distributions.xblocks.style_sheet import TARGET, style_sheet


def selectors(rules):
    for rule in rules:
        if rule.type == "at-rule":
            inner = tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True)
            yield from selectors(inner)
        else:
            yield from re.split(r",(?![^(]*\))", tinycss2.serialize(rule.prelude))


def test_it_is_the_one_that_is_generated():
    assert TARGET.read_text("utf-8") == style_sheet(), (
        "run python -m distributions.xblocks.style_sheet"
    )


def test_every_rule_holds_inside_our_blocks_only():
    rules = tinycss2.parse_stylesheet(
        TARGET.read_text("utf-8"), skip_comments=True, skip_whitespace=True
    )
    found = list(selectors(rules))
    assert len(found) > 100
    assert [name for name in found if not name.startswith(".payung-block:not(#host)")] == []
    classes = {name for selector in found for name in re.findall(r"\.([a-zA-Z][\w-]*)", selector)}
    assert [name for name in classes if not name.startswith("payung-")] == []


@pytest.mark.parametrize(
    ("content", "prefixed"),
    [
        ('<p class="a b">x</p>', '<p class="payung-a payung-b">x</p>'),
        ('<svg viewBox="0 0 1 1" class="i"/>', '<svg viewBox="0 0 1 1" class="payung-i"/>'),
        ('<p>written: class="a"</p>', '<p>written: class="a"</p>'),
        ('<p data-class="a">', '<p data-class="a">'),
        ('<p class="">', '<p class="">'),
    ],
)
def test_class_attributes_alone_are_prefixed(content, prefixed):
    assert prefix_classes(content) == prefixed
