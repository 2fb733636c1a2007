"""Blocks in other hosts bring their own styles; in a host with Payung's forms they bring none."""

from courses.block_toolkit.other_hosts import WRAPPER
from tests.bare_host import BareHost, make_block

CONTENT = {"markdown_en": "What helps?", "markdown_id": "Apa yang menolong?"}


def fragment_in(host):
    return make_block("payung_text", CONTENT, host=host).student_view()


def test_block_in_another_host_brings_its_styles():
    fragment = fragment_in(BareHost())
    assert fragment.content.startswith(f'<div class="{WRAPPER}">')
    assert [resource.mimetype for resource in fragment.resources] == ["text/css"]


def test_block_in_payung_uses_the_styles_of_the_page():
    fragment = fragment_in(BareHost(forms=object()))
    assert WRAPPER not in fragment.content
    assert fragment.resources == []
