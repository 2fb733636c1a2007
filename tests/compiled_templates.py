"""Templates that one program of a process has compiled serve the others: tests make hundreds."""

from flask import Flask
from jinja2 import BytecodeCache


class CompiledTemplates(BytecodeCache):
    def __init__(self):
        self._kept = {}

    def load_bytecode(self, bucket):
        if bucket.key in self._kept:
            bucket.bytecode_from_string(self._kept[bucket.key])

    def dump_bytecode(self, bucket):
        self._kept[bucket.key] = bucket.bytecode_to_string()


_compiled = CompiledTemplates()


def share_templates(app: Flask) -> None:
    app.jinja_env.bytecode_cache = _compiled
