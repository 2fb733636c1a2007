"""A page of a pack: rendered HTML without tokens, with the facts that its scripts need."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from courses.block_host.runtime.element import json_in_html
from lms.web.assets.assets import asset_url
from lms.web.texts.translation import gettext

TOKEN: Final = re.compile(r'<input type="hidden" name="csrf_token" value="[^"]*">')
REST: Final = "rest"  # the part with what belongs to no module


@dataclass(frozen=True, slots=True)
class PackPage:
    """A page with its path and the part of the pack that holds it.

    A search finds pages that have a title; `where` says in which part of the course they are.
    """

    part: str
    path: str
    html: str
    title: str = ""
    where: str = ""


def packed(html: str, facts: Mapping[str, object], extra: str = "", *, script: str = "") -> str:
    """The page without tokens, with what its scripts need before the end of the body.

    `script` is the module that the page needs beside that of every page.
    """
    modules = [name for name in ("offline/lesson.js", script) if name]
    scripts = f'<script src="{asset_url("offline/store.js")}" defer></script>' + "".join(
        f'<script src="{asset_url(name)}" type="module"></script>' for name in modules
    )
    facts = {"waiting": gettext("Saved on this phone, not sent yet: {count}"), **facts}
    data = f'<script type="application/json" id="pack">{json_in_html(facts)}</script>'
    head, body = html.split("</head>", 1)
    before, _, after = body.rpartition("</body>")
    return TOKEN.sub("", f"{head}{scripts}</head>{before}{extra}{data}</body>{after}")
