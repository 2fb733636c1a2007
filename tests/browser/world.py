"""Who and what the browser tests find on the site."""

from dataclasses import dataclass, field
from typing import Any

from flask import Flask


@dataclass(slots=True)
class World:
    """`states` are the cookies of each person; `paths` lead to what was made for the tests."""

    app: Flask
    origin: str
    states: dict[str, Any] = field(default_factory=dict)
    paths: dict[str, str] = field(default_factory=dict)


def build_world(app: Flask, origin: str) -> World:
    world = World(app, origin)
    world.states["anyone"] = None
    world.paths["landing"] = "/"
    return world
