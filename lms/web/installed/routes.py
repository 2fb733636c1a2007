"""Web app manifest and service worker."""

import json
from functools import cache
from hashlib import sha256

from flask import Blueprint, Response, current_app, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.web.assets.assets import asset_url, module_urls
from lms.web.texts.language import current_language

bp = Blueprint("installed", __name__, template_folder="templates")
FRAME = ("payung.css", "favicon.svg", "page.js")
SCANNER_FILES = ("vendor/zxing-reader.js", "vendor/zxing_reader.wasm")
ICONS = (
    ("icons/icon-192.png", 192, "any"),
    ("icons/icon-512.png", 512, "any"),
    ("icons/maskable-512.png", 512, "maskable"),
)


@bp.get("/manifest.webmanifest")
def manifest() -> ResponseReturnValue:
    scanner = {"name": _("Certificate scanner"), "url": url_for("verify.scan")}
    facts = {
        "id": "/",
        "name": "Payung",
        "short_name": "Payung",
        "lang": current_language(),
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": "#f5f6f1",
        "theme_color": "#1c4f6b",
        "icons": [
            {
                "src": asset_url(name),
                "sizes": f"{size}x{size}",
                "type": "image/png",
                "purpose": purpose,
            }
            for name, size, purpose in ICONS
        ],
        "shortcuts": [scanner],
    }
    return _revalidated(Response(json.dumps(facts), mimetype="application/manifest+json"))


@bp.get("/service-worker.js")
def service_worker() -> ResponseReturnValue:
    """At the root, because the scope of a worker is its own folder."""
    if not current_app.extensions["settings"].service_worker:
        body = render_template("installed/empty_worker.js")
        return _revalidated(Response(body, mimetype="text/javascript"))
    files = scanner_files()
    release = sha256(" ".join(files).encode()).hexdigest()[:12]
    body = render_template(
        "installed/service_worker.js",
        files=files,
        release=release,
        store_url=asset_url("offline/store.js"),
        worker_url=asset_url("offline/worker.js"),
    )
    return _revalidated(Response(body, mimetype="text/javascript"))


@cache
def scanner_files() -> tuple[str, ...]:
    """Return the URLs of all files that the scanner needs."""
    own = [asset_url(name) for name in (*FRAME, *SCANNER_FILES)]
    return tuple(dict.fromkeys(own + module_urls("verify/scan.js")))


def _revalidated(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-cache"
    return response
