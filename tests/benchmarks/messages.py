"""Prepared requests: each asks as another signed-in learner, round and round."""

import json
from collections.abc import Callable, Iterator
from itertools import cycle
from uuid import uuid4

from flask import Flask

from tests.benchmarks.seed import LESSON_PATH, Seed

Requests = Callable[[int], list[bytes]]  # so many requests, none of them sent before
FORM = "application/x-www-form-urlencoded"


def reference_requests(app: Flask, port: int, learners: int) -> dict[str, Requests]:
    """The two requests of the reference app."""
    serializer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    cookies = [serializer.dumps({"learner": number}) for number in range(learners)]
    return {
        "(a) page": taken(message("GET", "/page", port, cookie) for cookie in cycle(cookies)),
        "(b) insert": taken(message("POST", "/row", port, cookie) for cookie in cycle(cookies)),
    }


def our_requests(seed: Seed, port: int) -> dict[str, Requests]:
    """Pages go through all learners, answers through those who sit a test."""
    cookies = [learner.cookie for learner in seed.learners]
    return {
        "home": taken(message("GET", "/home", port, cookie) for cookie in cycle(cookies)),
        "lesson": taken(message("GET", LESSON_PATH, port, cookie) for cookie in cycle(cookies)),
        "question": taken(questions(seed, port)),
        "save": taken(saves(seed, port)),
        "save, form": taken(form_saves(seed, port)),
    }


def questions(seed: Seed, port: int) -> Iterator[bytes]:
    """The page of a question in an open attempt."""
    for sheet in cycle(seed.sheets):
        path = f"/attempts/{sheet.attempt_id}/items/{sheet.position}"
        yield message("GET", path, port, sheet.learner.cookie)


def saves(seed: Seed, port: int) -> Iterator[bytes]:
    """As the page's script sends an answer; the choice changes from round to round."""
    for number, sheet in enumerate(cycle(seed.sheets)):
        value = sheet.values[number // len(seed.sheets) % len(sheet.values)]
        body = {"position": sheet.position, "fields": {"answer": [value]}, "flagged": False}
        yield message(
            "PUT",
            f"/attempts/{sheet.attempt_id}/responses/{uuid4()}",
            port,
            sheet.learner.cookie,
            json.dumps(body),
            {"Content-Type": "application/json", "X-CSRFToken": sheet.learner.csrf_token},
        )


def form_saves(seed: Seed, port: int) -> Iterator[bytes]:
    """As a browser without script sends it."""
    for number, sheet in enumerate(cycle(seed.sheets)):
        value = sheet.values[(number // len(seed.sheets) + 1) % len(sheet.values)]
        token = sheet.learner.csrf_token
        body = f"csrf_token={token}&response_id={uuid4()}&seen=0&answer={value}&go=2"
        path = f"/attempts/{sheet.attempt_id}/items/{sheet.position}"
        yield message("POST", path, port, sheet.learner.cookie, body, {"Content-Type": FORM})


def message(
    method: str,
    path: str,
    port: int,
    cookie: str,
    body: str = "",
    headers: dict[str, str] | None = None,
) -> bytes:
    """HTTP as a browser speaks it: it takes compressed answers, and says its language."""
    lines = {
        "Host": f"127.0.0.1:{port}",
        "Cookie": f"session={cookie}",
        "Accept-Encoding": "gzip, deflate, br",
        "Accept-Language": "id",
        **(headers or {}),
    }
    if method != "GET":
        lines["Content-Length"] = str(len(body.encode()))
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    return f"{method} {path} HTTP/1.1\r\n{head}\r\n{body}".encode()


def taken(messages: Iterator[bytes]) -> Requests:
    return lambda count: [next(messages) for _ in range(count)]
