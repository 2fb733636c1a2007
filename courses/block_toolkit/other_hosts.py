"""What a view needs in hosts other than Payung: class names of its own, a style sheet, a script.

Names such as `main`, `row` or `btn` have styles in most hosts. So each class gets a prefix there,
and `other_hosts.css` holds Payung's rules for these classes with the same prefix. It is generated
by `distributions/xblocks/style_sheet.py`.
"""

import re
from functools import cache
from importlib.resources import files
from typing import Final

from web_fragments.fragment import Fragment

PREFIX: Final = "payung-"
WRAPPER: Final = f"{PREFIX}block"
# Texts and values are escaped, so `<` begins a tag and `>` ends it.
CLASSES: Final = re.compile(r'(<[a-zA-Z][^<>]*?\sclass=")([^"]*)')


def fragment_for_other_host(content: str) -> Fragment:
    """Fragment with the style sheet, and with the script of forms if there is one to post."""
    fragment = Fragment(f'<div class="{WRAPPER}">{prefix_classes(content)}</div>')
    fragment.add_css(_text("other_hosts.css"))
    if 'method="post"' in content:
        fragment.add_javascript(_text("other_hosts.js"))
        fragment.initialize_js("PayungForms")
    return fragment


def prefix_classes(content: str) -> str:
    """HTML whose classes all begin with `payung-`."""

    def prefixed(match: re.Match[str]) -> str:
        return match[1] + " ".join(PREFIX + name for name in match[2].split())

    return CLASSES.sub(prefixed, content)


@cache
def _text(name: str) -> str:
    return files(__package__).joinpath(name).read_text("utf-8")
