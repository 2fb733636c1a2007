"""Names of files by their contents, also in the imports of our scripts; so all are kept for good.

A script module names the modules it imports; here each such name becomes the hashed one. A change
in one module changes the names of all that import it, and a browser never mixes two releases.
"""

import re
from collections.abc import Mapping
from hashlib import sha256
from posixpath import dirname, join, normpath

IMPORT = re.compile(rb"""((?:\bfrom|\bimport)\s*\(?\s*")(\.{1,2}/[\w./-]+\.js)(")""")


def hashed_name(name: str, body: bytes) -> str:
    stem, _, suffix = name.rpartition(".")
    return f"{stem}.{sha256(body).hexdigest()[:10]}.{suffix}"


def resolve_imports(bodies: Mapping[str, bytes]) -> dict[str, bytes]:
    """All files, with the imports of scripts resolved. Raises KeyError for one that is missing."""
    done: dict[str, bytes] = {}
    for name in bodies:
        _resolve(name, bodies, done)
    return {name: done[name] for name in bodies}


def list_modules(name: str, bodies: Mapping[str, bytes]) -> list[str]:
    """The modules that one needs, itself first, each once."""
    found: dict[str, None] = {name: None}
    waiting = [name]
    while waiting:
        for needed in _imported(waiting.pop(), bodies):
            if needed not in found:
                found[needed] = None
                waiting.append(needed)
    return list(found)


def _imported(name: str, bodies: Mapping[str, bytes]) -> list[str]:
    if not name.endswith(".js"):
        return []
    return [_target(name, found[2]) for found in IMPORT.finditer(bodies[name])]


def _resolve(name: str, bodies: Mapping[str, bytes], done: dict[str, bytes]) -> bytes:
    """Modules import no one that imports them, so this ends."""
    if name not in done:

        def hashed(found: re.Match[bytes]) -> bytes:
            target = _target(name, found[2])
            address = hashed_name(target, _resolve(target, bodies, done))
            return found[1] + f"/static/{address}".encode() + found[3]

        body = bodies[name]
        done[name] = IMPORT.sub(hashed, body) if name.endswith(".js") else body
    return done[name]


def _target(importer: str, path: bytes) -> str:
    return normpath(join(dirname(importer), path.decode()))
