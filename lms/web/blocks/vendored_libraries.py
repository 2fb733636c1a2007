"""Files that blocks by others load from other hosts: ours stand in for well known libraries.

The rest is left out, since the frame loads nothing from elsewhere; `payung xblock check` names it.
"""

import re
from typing import Final
from urllib.parse import urlsplit

LOCAL_FILES: Final = {
    r"jquery-ui[\w.-]*\.js": "vendor/jquery-ui.min.js",
    r"jquery-ui[\w.-]*\.css": "vendor/jquery-ui.min.css",
    r"jquery(-\d[\w.]*)?(\.slim)?(\.min)?\.js": "",  # it is there already
    r"underscore(-min|\.min)?\.js": "",
    r"mustache(\.min)?\.js": "vendor/mustache.min.js",
    r"intro(\.min)?\.js": "blocks/no_tour.js",
}


def is_remote(url: str) -> bool:
    return bool(urlsplit(url).netloc)


def local_file_for(url: str) -> str:
    """The name of our file for a library of another host; empty where nothing is loaded."""
    name = urlsplit(url).path.rpartition("/")[2].lower()
    return next((ours for form, ours in LOCAL_FILES.items() if re.fullmatch(form, name)), "")
