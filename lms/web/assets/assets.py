"""Style sheet, script and pictures of pages: named by contents, compressed, kept for good.

They are read at the start and compressed once each, when first asked for: the reader of QR codes
alone takes a tenth of a second, which no start waits for. Pages and JSON are compressed as they
leave.

Compressing pages that hold a secret beside a visitor's own words can give the secret away by length
(BREACH). Ours hold one, the form token: it is signed anew, with the time, for every page, so its
bytes differ from answer to answer, and session cookies are SameSite=Lax.
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

CACHE_FOREVER = "public, max-age=31536000, immutable"
CACHE_ONE_HOUR = "public, max-age=3600"
COMPRESSIBLE = frozenset(
    {"text/html", "text/css", "text/javascript", "image/svg+xml", "text/plain"}
    | {"application/json", "application/problem+json", "application/manifest+json"}
    | {"application/wasm"}
)
FRAME_FOLDERS = ("blocks/", "vendor/")  # a sandboxed frame of ours counts as another origin
MIN_COMPRESSED_SIZE = 1024
PAGE_LEVEL = (
    2  # 0.2 ms for a lesson of 24 kB; level 4 saves 7 % of the bytes for half as long again
)
GZIP_WINDOW = 31  # zlib: the largest window, with a gzip header


@dataclass(frozen=True, slots=True)
class Asset:
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
    return gzip.compress(body, 9, mtime=0)


@dataclass(frozen=True, slots=True)
class Assets:
    by_hashed_name: dict[str, Asset]
    by_name: dict[str, Asset]
    urls: dict[str, str]
    modules: dict[str, list[str]]  # addresses of a script and of all that it imports


def init_app(app: Flask) -> None:
    assets = load_assets(Path(app.static_folder or ""))
    app.extensions["assets"] = assets
    app.jinja_env.globals["asset_url"] = assets.urls.__getitem__
    app.jinja_env.globals["module_urls"] = assets.modules.__getitem__
    app.view_functions["static"] = send_asset
    app.after_request(compress)


def read_assets(folder: Path) -> Assets:
    """Raises KeyError later, when a template names a file that is not there."""
    bodies = {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
    found = list(_assets_of(resolve_imports(bodies)))
    urls = {asset.name: f"/static/{asset.hashed_name}" for asset in found}
    return Assets(
        by_hashed_name={asset.hashed_name: asset for asset in found},
        by_name={asset.name: asset for asset in found},
        urls=urls,
        modules={
            name: [urls[one] for one in list_modules(name, bodies)]
            for name in bodies
            if name.endswith(".js")
        },
    )


load_assets = cache(read_assets)  # once, however many programs a process makes


def _assets_of(bodies: Mapping[str, bytes]) -> Iterator[Asset]:
    for name, body in bodies.items():
        media_type = guess_type(name)[0] or "application/octet-stream"
        yield Asset(name, media_type, body)


def asset_url(name: str) -> str:
    """The address of a file in static/. Raises KeyError when there is none of that name."""
    assets: Assets = current_app.extensions["assets"]
    return assets.urls[name]


def module_urls(name: str) -> list[str]:
    """The addresses of a script and of every module that it imports, itself first."""
    assets: Assets = current_app.extensions["assets"]
    return assets.modules[name]


def send_asset(filename: str) -> Response:
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
    """Pages and JSON above a kilobyte; what is streamed or compressed already goes as it is."""
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
    """Few browsers say this in few ways."""
    return parse_accept_header(accept_encoding, Accept).quality("gzip") > 0
