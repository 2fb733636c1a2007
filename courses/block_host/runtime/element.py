"""The element around a block: what the script of the page needs in order to start it.

Upstream writes values into attributes and JSON into a script unescaped; here both are escaped.
"""

import json
from typing import Any

from markupsafe import escape
from web_fragments.fragment import Fragment
from xblock.core import XBlock, XBlockAside

JSON_IN_HTML = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026"}


def unit_section(block: XBlock, fragment: Fragment) -> Fragment:
    """A section of our own pages, around a block of ours."""
    usage = block.scope_ids.usage_id
    return _with_resources(
        fragment,
        f'<section class="unit" id="{escape(usage.html_id())}"'
        f' data-block-type="{escape(usage.block_type)}">{fragment.body_html()}</section>',
    )


def block_element(block: XBlock, view: str, fragment: Fragment, handler_base: str) -> Fragment:
    """A div as version 1 of the script interface knows it."""
    usage = block.scope_ids.usage_id
    facts = {
        "usage": usage,
        "usage-id": usage,
        "block-type": usage.block_type,
        "handler-base": handler_base,
        "name": block.name or "",
    }
    return _element(f"xblock xblock-{view} xblock-v1", facts, fragment)


def aside_element(
    aside: XBlockAside, block: XBlock, view: str, fragment: Fragment, handler_base: str
) -> Fragment:
    """The same around an aside, with the name of the block that it stands beside."""
    facts = {
        "usage": aside.scope_ids.usage_id,
        "usage-id": aside.scope_ids.usage_id,
        "block-type": aside.scope_ids.block_type,
        "block-id": block.scope_ids.usage_id,
        "handler-base": handler_base,
    }
    return _element(f"xblock_asides-v1 xblock_asides-v1-{view}", facts, fragment)


def _element(classes: str, facts: dict[str, Any], fragment: Fragment) -> Fragment:
    if fragment.js_init_fn:
        facts |= {"init": fragment.js_init_fn, "runtime-version": fragment.js_init_version}
    attributes = "".join(f' data-{name}="{escape(str(fact))}"' for name, fact in facts.items())
    return _with_resources(
        fragment,
        f'<div class="{escape(classes)}"{attributes}>{_arguments(fragment.json_init_args)}'
        f"{fragment.body_html()}</div>",
    )


def json_in_html(value: Any) -> str:
    """JSON that no HTML parser takes for the end of a script."""
    return json.dumps(value, default=str).translate(JSON_IN_HTML)


def _arguments(arguments: Any) -> str:
    """They stand first: HTML of a block that closes more than it opens would move them away."""
    if arguments is None:
        return ""
    return (
        '<script type="json/xblock-args" class="xblock_json_init_args">'
        f"{json_in_html(arguments)}</script>"
    )


def _with_resources(fragment: Fragment, html: str) -> Fragment:
    wrapped = Fragment(html)
    wrapped.add_fragment_resources(fragment)
    return wrapped
