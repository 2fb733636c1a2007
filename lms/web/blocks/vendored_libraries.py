"""Local copies of common libraries that third-party blocks load from other hosts.

Other remote files are dropped, because frames may not load them; `payung xblock check` lists them.
"""

import re
from typing import Final
from urllib.parse import urlsplit

LOCAL_FILES: Final = {
    r"jquery-ui[\w.-]*\.js": "vendor/jquery-ui.min.js",
    r"jquery-ui[\w.-]*\.css": "vendor/jquery-ui.min.css",
    r"jquery(-\d[\w.]*)?(\.slim)?(\.min)?\.js": "",  # the frame page includes it
    r"underscore(-min|\.min)?\.js": "",
    r"mustache(\.min)?\.js": "vendor/mustache.min.js",
    r"intro(\.min)?\.js": "blocks/no_tour.js",
}


def is_remote(url: str) -> bool:
    """Whether a URL names a host."""
    return bool(urlsplit(url).netloc)


def local_file_for(url: str) -> str:
    """Our file for a library of another host; empty if there is none or it is loaded already."""
    name = urlsplit(url).path.rpartition("/")[2].lower()
    return next((path for pattern, path in LOCAL_FILES.items() if re.fullmatch(pattern, name)), "")
