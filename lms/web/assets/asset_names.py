"""Content-hashed file names, also in the imports of scripts, so that files are cached forever.

A change in a module changes the names of all modules that import it, so a browser never mixes two
releases.
"""

import re
from collections.abc import Mapping
from hashlib import sha256
from posixpath import dirname, join, normpath

IMPORT = re.compile(rb"""((?:\bfrom|\bimport)\s*\(?\s*")(\.{1,2}/[\w./-]+\.js)(")""")


def hashed_name(name: str, body: bytes) -> str:
    """Insert a hash of the content before the extension."""
    stem, _, suffix = name.rpartition(".")
    return f"{stem}.{sha256(body).hexdigest()[:10]}.{suffix}"


def resolve_imports(bodies: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return all files, with hashed names in imports. Raises KeyError for a missing import."""
    resolved: dict[str, bytes] = {}
    for name in bodies:
        _resolve(name, bodies, resolved)
    return {name: resolved[name] for name in bodies}


def list_modules(name: str, bodies: Mapping[str, bytes]) -> list[str]:
    """Return a module and all that it imports, itself first."""
    modules: dict[str, None] = {name: None}
    pending = [name]
    while pending:
        for imported in _imported(pending.pop(), bodies):
            if imported not in modules:
                modules[imported] = None
                pending.append(imported)
    return list(modules)


def _imported(name: str, bodies: Mapping[str, bytes]) -> list[str]:
    if not name.endswith(".js"):
        return []
    return [_target(name, match[2]) for match in IMPORT.finditer(bodies[name])]


def _resolve(name: str, bodies: Mapping[str, bytes], resolved: dict[str, bytes]) -> bytes:
    """Recursive; imports have no cycles."""
    if name not in resolved:

        def hash_import(match: re.Match[bytes]) -> bytes:
            target = _target(name, match[2])
            address = hashed_name(target, _resolve(target, bodies, resolved))
            return match[1] + f"/static/{address}".encode() + match[3]

        body = bodies[name]
        resolved[name] = IMPORT.sub(hash_import, body) if name.endswith(".js") else body
    return resolved[name]


def _target(importer: str, path: bytes) -> str:
    return normpath(join(dirname(importer), path.decode()))
