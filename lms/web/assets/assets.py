"""Static files with content-hashed names, and compression of responses.

Files are read at start and compressed when first requested, because the QR reader alone takes a
tenth of a second. Pages and JSON are compressed for each response.

Compression can reveal a secret by length if a page also contains input of an attacker (BREACH). The
only secret in our pages, the form token, is signed anew for each page, and session cookies are
SameSite=Lax.
"""

import gzip
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from mimetypes import guess_type
from pathlib import Path

from flask import Flask, Response, abort, current_app, request
from werkzeug.datastructures import Accept
from werkzeug.http import parse_accept_header

from lms.web.assets.asset_names import hashed_name, list_modules, resolve_imports
from lms.web.assets.short_scripts import shortened, without_comments

CACHE_FOREVER = "public, max-age=31536000, immutable"
CACHE_ONE_HOUR = "public, max-age=3600"
COMPRESSIBLE = frozenset(
    {"text/html", "text/css", "text/javascript", "image/svg+xml", "text/plain"}
    | {"application/json", "application/problem+json", "application/manifest+json"}
    | {"application/wasm"}
)
FRAME_FOLDERS = ("blocks/", "vendor/")  # a sandboxed frame has an opaque origin
MIN_COMPRESSED_SIZE = 1024
# Served as one file, since each request costs a weak network a round trip. Verifiers' pages load
# the first part alone, and work pages with charts load the last.
JOINED = {
    "payung.css": ("base.css", "learning.css"),
    "staff.css": ("base.css", "desk.css"),
}
PAGE_LEVEL = (
    2  # 0.2 ms for a lesson of 24 kB; level 4 saves 7 % of the bytes and takes 1.5 times as long
)
GZIP_WINDOW = 31  # zlib: the largest window, with a gzip header


@dataclass(frozen=True, slots=True)
class Asset:
    """A static file."""

    name: str
    media_type: str
    body: bytes

    @property
    def hashed_name(self) -> str:
        return hashed_name(self.name, self.body)

    @property
    def is_compressible(self) -> bool:
        return self.media_type in COMPRESSIBLE


@cache
def compressed(body: bytes) -> bytes:
    """Return the gzip of a file, cached."""
    return gzip.compress(body, 9, mtime=0)


@dataclass(frozen=True, slots=True)
class Assets:
    """All static files."""

    by_hashed_name: dict[str, Asset]
    by_name: dict[str, Asset]
    urls: dict[str, str]
    modules: dict[str, list[str]]  # URLs of a script and all its imports


def init_app(app: Flask) -> None:
    assets = load_assets(Path(app.static_folder or ""))
    app.extensions["assets"] = assets
    app.jinja_env.globals["asset_url"] = assets.urls.__getitem__
    app.jinja_env.globals["module_urls"] = assets.modules.__getitem__
    app.view_functions["static"] = send_asset
    app.after_request(compress)


def read_assets(folder: Path) -> Assets:
    """Read all files of the folder. Raises KeyError for a missing import."""
    bodies = {
        name: body if name.startswith("vendor/") else _without_spaces(name, body)
        for name, body in _files(folder).items()
    }
    for name, parts in JOINED.items():
        if all(part in bodies for part in parts):
            bodies[name] = b"".join(bodies[part] for part in parts)
    all_assets = list(_create_assets(resolve_imports(bodies)))
    urls = {asset.name: f"/static/{asset.hashed_name}" for asset in all_assets}
    return Assets(
        by_hashed_name={asset.hashed_name: asset for asset in all_assets},
        by_name={asset.name: asset for asset in all_assets},
        urls=urls,
        modules={
            name: [urls[module] for module in list_modules(name, bodies)]
            for name in bodies
            if name.endswith(".js")
        },
    )


def _files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def _without_spaces(name: str, body: bytes) -> bytes:
    """A file of ours as it is served; those of others are served as they came."""
    if name.endswith(".js"):
        return shortened(body)
    return without_comments(body) if name.endswith(".css") else body


load_assets = cache(read_assets)  # once per process, for any number of applications


def _create_assets(bodies: Mapping[str, bytes]) -> Iterator[Asset]:
    for name, body in bodies.items():
        media_type = guess_type(name)[0] or "application/octet-stream"
        yield Asset(name, media_type, body)


def asset_url(name: str) -> str:
    """Return the URL of a file in static/. Raises KeyError."""
    assets: Assets = current_app.extensions["assets"]
    return assets.urls[name]


def module_urls(name: str) -> list[str]:
    """Return the URLs of a script and all its imports, itself first. Raises KeyError."""
    assets: Assets = current_app.extensions["assets"]
    return assets.modules[name]


def send_asset(filename: str) -> Response:
    """The view of static files."""
    assets: Assets = current_app.extensions["assets"]
    hashed = assets.by_hashed_name.get(filename)
    asset = hashed or assets.by_name.get(filename)
    if asset is None:
        abort(404)
    response = Response(asset.body, mimetype=asset.media_type)
    response.headers["Cache-Control"] = CACHE_FOREVER if hashed else CACHE_ONE_HOUR
    if asset.name.startswith(FRAME_FOLDERS):
        response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        response.headers["Access-Control-Allow-Origin"] = "*"
    if asset.is_compressible:
        response.vary.add("Accept-Encoding")
        if _accepts_gzip():
            response.set_data(compressed(asset.body))
            response.headers["Content-Encoding"] = "gzip"
    return response


def compress(response: Response) -> Response:
    """Compress text of at least 1 kB, unless it is streamed or already compressed."""
    if (
        response.mimetype not in COMPRESSIBLE
        or response.is_streamed
        or response.direct_passthrough
        or "Content-Encoding" in response.headers
    ):
        return response
    body = response.get_data()
    if len(body) < MIN_COMPRESSED_SIZE:
        return response
    response.vary.add("Accept-Encoding")
    if _accepts_gzip():
        packer = zlib.compressobj(PAGE_LEVEL, zlib.DEFLATED, GZIP_WINDOW)
        response.set_data(packer.compress(body) + packer.flush())
        response.headers["Content-Encoding"] = "gzip"
    return response


def _accepts_gzip() -> bool:
    return _names_gzip(request.headers.get("Accept-Encoding", ""))


@lru_cache
def _names_gzip(accept_encoding: str) -> bool:
    """Cached, since few values occur."""
    return parse_accept_header(accept_encoding, Accept).quality("gzip") > 0
