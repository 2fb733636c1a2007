"""HTML element around a block, with the data that the page script needs to initialise it.

xblock writes attribute values and JSON arguments unescaped; here both are escaped.
"""

import json
from collections.abc import Mapping

from markupsafe import escape
from web_fragments.fragment import Fragment
from xblock.core import XBlock, XBlockAside

JSON_IN_HTML = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026"}


def unit_section(block: XBlock, fragment: Fragment) -> Fragment:
    """Section around one of our own blocks, on our own pages."""
    usage = block.scope_ids.usage_id
    return _with_resources(
        fragment,
        f'<section class="unit" id="{escape(usage.html_id())}"'
        f' data-block-type="{escape(usage.block_type)}">{fragment.body_html()}</section>',
    )


def block_element(block: XBlock, view: str, fragment: Fragment, handler_base: str) -> Fragment:
    """Element around a block, for version 1 of the XBlock JavaScript interface."""
    usage = block.scope_ids.usage_id
    attributes = {
        "usage": usage,
        "usage-id": usage,
        "block-type": usage.block_type,
        "handler-base": handler_base,
        "name": block.name or "",
    }
    return _element(f"xblock xblock-{view} xblock-v1", attributes, fragment)


def aside_element(
    aside: XBlockAside, block: XBlock, view: str, fragment: Fragment, handler_base: str
) -> Fragment:
    """Element around an aside, with the usage id of the block that it belongs to."""
    attributes = {
        "usage": aside.scope_ids.usage_id,
        "usage-id": aside.scope_ids.usage_id,
        "block-type": aside.scope_ids.block_type,
        "block-id": block.scope_ids.usage_id,
        "handler-base": handler_base,
    }
    return _element(f"xblock_asides-v1 xblock_asides-v1-{view}", attributes, fragment)


def _element(classes: str, attributes: Mapping[str, object], fragment: Fragment) -> Fragment:
    script = (
        {"init": fragment.js_init_fn, "runtime-version": fragment.js_init_version}
        if fragment.js_init_fn
        else {}
    )
    data = "".join(
        f' data-{name}="{escape(str(value))}"' for name, value in {**attributes, **script}.items()
    )
    return _with_resources(
        fragment,
        f'<div class="{escape(classes)}"{data}>{_arguments(fragment.json_init_args)}'
        f"{fragment.body_html()}</div>",
    )


def json_in_html(value: object) -> str:
    """JSON that cannot end the script element that it stands in."""
    return json.dumps(value, default=str).translate(JSON_IN_HTML)


def _arguments(arguments: object) -> str:
    """Initialisation arguments as a script element.

    It comes first, because unbalanced HTML of the block could otherwise move it out of the element.
    """
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
