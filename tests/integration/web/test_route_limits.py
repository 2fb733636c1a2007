"""Limits of single routes, of a blueprint and of all routes: each holds, wherever it is set."""

import pytest
from flask import Blueprint, Flask
from flask_limiter.util import get_remote_address

from lms.extensions import RouteLimiter


def app_with(limiter, *, on):
    app, bp = Flask("limits"), Blueprint("area", "area")
    view = lambda: "yes"  # noqa: E731
    bp.add_url_rule("/", "page", limiter.limit("2/hour")(view) if on == "route" else view)
    if on == "blueprint":
        limiter.limit("2/hour")(bp)
    limiter.init_app(app)
    app.register_blueprint(bp)
    return app


@pytest.mark.parametrize(
    ("on", "options"),
    [
        ("route", {}),
        ("blueprint", {}),
        ("default", {"default_limits": ["2/hour"]}),
        ("application", {"application_limits": ["2/hour"]}),
    ],
)
def test_the_third_request_is_one_too_many(on, options):
    limiter = RouteLimiter(get_remote_address, storage_uri="memory://", **options)
    client = app_with(limiter, on=on).test_client()
    assert [client.get("/").status_code for _ in range(3)] == [200, 200, 429]


def test_a_route_without_a_limit_takes_any_number():
    limiter = RouteLimiter(get_remote_address, storage_uri="memory://")
    client = app_with(limiter, on="nothing").test_client()
    assert [client.get("/").status_code for _ in range(5)] == [200] * 5
